"""Deciders whom Genesys doesn't let, and who leave: the request goes on, and everybody reads why."""

from tests.dispatch.signed import Signed, click
from tests.handlers.requesting import asker_and_lead, asks, id_of, looked, presses, reads
from tests.stage.stage import Stage

MAY_MOVE = ["routing:queue:join", "routing:queueMember:manage"]


async def test_whom_genesys_does_not_let_or_who_leaves_is_followed_by_the_next(stage: Stage):
    asker, lead = await asker_and_lead(stage)
    carla = stage.person(2)
    await carla.links()
    await stage.floor(user=lead.who.email, permissions={"remove": MAY_MOVE})
    await asks(asker, "/gc leave returns", "off")
    await reads(lead, "asks to leave Returns")
    refused = "*Not done:* Genesys wants the permission routing:queue:join or routing:queueMember:manage for it."
    assert await presses(lead, "Approve", refused) == []
    await reads(lead, "Your account doesn't have it, so it went on to Carla Moretti today")
    theirs = await reads(carla, "asks to leave Returns")
    assert "With you because Femi Adeyemi, Milo Olsen's lead, isn't let by Genesys. Nobody is next." in theirs
    await reads(asker, "With Carla Moretti because Femi Adeyemi, your lead, isn't let by Genesys.")
    assert await stage.effects("patchUserQueue", asker) == 0

    await looked(stage)
    await carla.says("/gc unlink")
    stage.later(seconds=31)
    await reads(asker, "*Nobody can decide it now*: Femi Adeyemi, your lead, isn't let by Genesys and Carla Moretti")
    await carla.links()
    await looked(stage)
    stage.later(minutes=15, seconds=1)
    await reads(carla, "With you because Femi Adeyemi")
    await presses(carla, "Approve", ", and done:* Milo Olsen left Returns.")
    await reads(asker, "*Approved by Carla Moretti today", times=2)
    assert asker.joined == {"Sales"}
    await Signed(stage).payload(click(lead, "requests.undo/0", id_of(theirs)))
    await reads(lead, "That is another person's change. Nothing was changed.")
    assert await stage.effects("patchUserQueue", asker) == 1
