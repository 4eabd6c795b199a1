"""The stage: the whole product between both emulated sides, driven as people drive it."""
