"""Whoever asked and left: nobody is reminded of it or asked next, and it ends, instead of failing at each look."""

from tests.handlers.requesting import asker_and_lead, asks, looked, reads
from tests.handlers.test_leaving import changed
from tests.stage.looking import Behind
from tests.stage.stage import Stage


async def test_the_request_of_somebody_who_became_a_guest_ends(stage: Stage, behind: Behind):
    asker, lead = await asker_and_lead(stage)
    await stage.person(2).links()
    await asks(asker, "/gc leave returns", "off sick")
    await reads(lead, "asks to leave Returns")
    await looked(stage)
    await changed(stage, asker, is_restricted=True)
    for _ in range(3):
        stage.later(hours=2, minutes=10)
        await looked(stage)
    assert (await behind.states())[-1] == "cancelled"
