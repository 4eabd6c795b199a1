"""A change of one file and its handler has all that changes have: confirmation, approval, undo, until, audit, rules."""

from tests.handlers.requesting import reads
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage


async def test_it_is_asked_handed_on_approved_and_undone(stage: Stage, ana: Person, bo: Person, behind: Behind) -> None:
    """Neither Ana nor her lead may set it in Genesys; Carla, above both, may."""
    carla = stage.person(2)
    await bo.links()
    await carla.links()
    offered = await ana.says("/gc desk hot desk 2 until 18:00")
    assert "*Confirm:*" in offered.text
    refused = await ana.clicks("Confirm")
    assert "*telephony:plugin:all or telephony:phone:assign*" in refused.text
    await ana.clicks("Ask my lead…")
    await ana.does(submit={"Reason": "I sit there this week"})
    await ana.clicks("Close")
    await reads(bo, "Ana Ruiz asks to have Hot desk 2 as default station until today 18:00")
    await bo.clicks("Approve")
    await reads(carla, "Ana Ruiz asks to have Hot desk 2 as default station")
    assert await behind.states() == ["failed", "asked"], "Genesys does not let Bo either"

    await carla.clicks("Approve")
    await reads(ana, ", and done:* your default station is Hot desk 2.")
    desk = await ana.says("/gc desk")
    assert "Your default station: Hot desk 2." in desk.text
    by = [(entry.step, entry.token_of) for entry in await behind.audited() if entry.step == "done"]
    assert by == [("done", carla.who.genesys_user)]

    await behind.put_back(hours=6, minutes=1)
    assert "Your default station: none." in (await ana.says("/gc desk")).text, "put back with the token that set it"


async def test_who_may_sets_it_for_somebody_and_takes_it_back(stage: Stage, ana: Person) -> None:
    carla = stage.person(2)
    await carla.links()
    await carla.says(f"/gc for {ana.mention} desk hot desk 3")
    done = await carla.clicks("Confirm")
    assert "*Done:* Ana Ruiz's default station is Hot desk 3." in done.text
    tried = await carla.says("/gc policy test desk off")
    assert "Verdict: confirm" in tried.text
    await carla.clicks("Undo")
    assert "Your default station: none." in (await ana.says("/gc desk")).text
    nowhere = await carla.says("/gc desk desk of nobody")
    assert "I found no station called “desk of nobody”. Nothing was changed." in nowhere.text
