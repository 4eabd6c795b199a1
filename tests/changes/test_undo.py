"""The way back: once, in time, by whoever did it, and not over somebody else's change."""

import asyncio

from bot.changes.outcome import End, NotUndone, Outcome
from bot.changes.row import Origin
from bot.identity.slack_people import SlackId
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage

UNDO = "Undo"


async def test_two_undo_at_once_take_it_back_once(stage: Stage, ana: Person, behind: Behind) -> None:
    await ana.says("/gc join billing")
    change_id = (await behind.rows())[0].id
    desk = stage.app.desk
    actor = await desk.identity.actor(SlackId("T0SANDBOX", ana.who.slack_user))
    origin = Origin(actor.slack, actor.link_id, "request", "D01ANA", None, None)
    ends = await asyncio.gather(*(desk.door.undo(actor, origin, change_id) for _ in range(3)))
    assert [end.end for end in ends if isinstance(end, Outcome)] == [End.DONE]
    assert len([end for end in ends if isinstance(end, NotUndone)]) == 2
    assert ana.joined == {"Returns"}
    assert await stage.effects("patchUserQueue", ana) == 2, "one joined, one left"


async def test_undo_after_ten_minutes_is_refused(stage: Stage, ana: Person) -> None:
    await ana.says("/gc join billing")
    stage.later(minutes=11)
    said = await ana.clicks(UNDO)
    assert "more than ten minutes ago" in said.text
    assert "Nothing was changed" in said.text
    assert ana.joined == {"Billing", "Returns"}


async def test_what_somebody_else_changed_meanwhile_is_shown_and_left_alone(stage: Stage, ana: Person) -> None:
    await ana.says("/gc join billing")
    await stage.floor(user=ana.who.genesys_user, queue="Billing", joined=False)
    said = await ana.clicks(UNDO)
    assert "Somebody changed it since: now you have not joined Billing. Nothing was changed." in said.text
    assert await stage.effects("patchUserQueue", ana) == 1


async def test_undo_by_word_behind_an_undo_finds_nothing(stage: Stage, ana: Person) -> None:
    await ana.says("/gc join billing")
    first = await ana.says("/gc undo")
    assert "Undone" in first.text
    second = await ana.says("/gc undo")
    assert "There is nothing to undo. Nothing was changed." in second.text
    assert ana.joined == {"Returns"}


async def test_an_undo_that_genesys_refused_can_be_tried_again(stage: Stage, ana: Person) -> None:
    await ana.says("/gc join billing")
    await stage.fault("genesys", path="/api/v2/users/*/queues/*", method="PATCH", do="status", status=403, times=1)
    refused = await ana.says("/gc undo")
    assert "Not done" in refused.text
    assert ana.joined == {"Billing", "Returns"}
    again = await ana.says("/gc undo")
    assert "Undone" in again.text
    assert ana.joined == {"Returns"}


async def test_each_end_has_one_audit_entry_with_whose_token_acted(stage: Stage, ana: Person, behind: Behind) -> None:
    await ana.says("/gc join billing")
    await ana.says("/gc join billing")
    await ana.says("/gc undo")
    await stage.fault("genesys", path="/api/v2/users/*/queues/*", method="PATCH", do="status", status=403, times=1)
    await ana.says("/gc join support")
    me = ana.who.genesys_user
    entries = await behind.audited()
    assert sorted(entry.step for entry in entries) == ["already", "done", "done", "failed"]
    assert {(entry.token_of, entry.genesys_user, entry.slack_user) for entry in entries} == {
        (me, me, ana.who.slack_user)
    }
    assert len({entry.change_id for entry in entries}) == 4
    by = {line["by"] for line in await stage.ledger() if line["kind"] == "effect" and line["user"] == me}
    assert by == {me}


async def test_who_sat_nowhere_stands_up_again(stage: Stage, ana: Person) -> None:
    await stage.floor(user=ana.who.genesys_user, station=None)
    await ana.says("/gc on")
    seated = await ana.chooses("Sit at…", "Billing 01")
    assert "Done: you sit at Billing 01" in seated.text.replace("*", "")
    assert ana.state["station"] == "Billing 01"

    said = await ana.clicks(UNDO)

    assert "Undone" in said.text
    assert "you left Billing 01" in said.text
    assert ana.state["station"] is None
    assert await stage.effects("deleteUserStationAssociatedstation", ana) == 1


async def test_who_sat_somewhere_else_goes_back_there(stage: Stage, ana: Person) -> None:
    await stage.floor(user=ana.who.genesys_user, station=None)
    await ana.says("/gc on")
    await stage.floor(user=ana.who.genesys_user, station="Billing 01")
    await ana.chooses("Sit at…", "Hot desk 1")
    assert ana.state["station"] == "Hot desk 1"
    said = await ana.clicks(UNDO)
    assert "you sit at Billing 01" in said.text
    assert ana.state["station"] == "Billing 01"
    assert await stage.effects("deleteUserStationAssociatedstation", ana) == 0
