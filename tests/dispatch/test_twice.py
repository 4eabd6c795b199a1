"""What comes twice, from the wrong one, or from an old message."""

import asyncio
from datetime import timedelta

from bot.clock import MovableClock
from bot.dispatch.seen import Seen
from bot.store.engine import Database
from tests.dispatch.signed import Signed, click, command, told, words
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage


async def test_the_same_signed_delivery_is_handled_once(
    stage: Stage, ana: Person, signed: Signed, behind: Behind
) -> None:
    asked = command(ana, "join billing")
    first, second = await asyncio.gather(signed.form(asked), signed.form(asked))
    assert (first.status_code, second.status_code) == (200, 200)
    await told(behind, "joined Billing")
    await _settled(signed, ana, behind)
    assert (await signed.form(asked)).status_code == 200
    assert len(await behind.rows()) == 1
    assert await behind.told("joined Billing") == 1
    assert await stage.effects("patchUserQueue", ana) == 1


async def test_an_event_repeated_with_a_new_signature_is_handled_once(
    ana: Person, signed: Signed, behind: Behind
) -> None:
    event = words(ana, "join billing", "Ev1")
    assert (await signed.event(event)).status_code == 200
    await told(behind, "joined Billing")
    assert (await signed.event(event, off_s=1)).status_code == 200
    await _settled(signed, ana, behind)
    assert len(await behind.rows()) == 1


async def test_of_two_processes_one_takes_a_delivery_and_forgets_it_after_a_quarter_of_an_hour(
    database: Database,
) -> None:
    clock = MovableClock()
    one, other = Seen(database, clock), Seen(database, clock)
    assert not one.here("key")
    assert one.here("key")
    assert not other.here("key")
    taken = await asyncio.gather(*(seen.first("key") for seen in (one, other, one, other)))
    assert sorted(taken) == [False, False, False, True]
    clock.by(timedelta(minutes=14))
    assert not await other.first("key")
    clock.by(timedelta(minutes=2))
    assert await one.first("another")
    assert await other.first("key")


async def test_undo_pressed_by_somebody_else_takes_nothing_back(
    ana: Person, bo: Person, signed: Signed, behind: Behind
) -> None:
    await ana.says("/gc join billing")
    change_id = (await behind.rows())[0].id
    assert (await signed.payload(click(bo, "undo.press/0", change_id))).status_code == 200
    await told(behind, "That is another person's change. Nothing was changed.")
    assert ana.joined == {"Billing", "Returns"}


async def test_ids_that_nobody_gave_out_are_answered_honestly(ana: Person, signed: Signed, behind: Behind) -> None:
    for action_id, value in (("undo.press/0", "ZZZZZZ"), ("undo.press/0", "' OR 1=1 --"), ("asked.choose", "x y")):
        await signed.payload(click(ana, action_id, value))
    await told(behind, "There is nothing to undo. Nothing was changed.")
    await told(behind, "That question is more than ten minutes old. Nothing was changed")
    await signed.payload(click(ana, "approvals.approve/0", "1"))
    await told(behind, "I don't know it any more. Nothing was changed")
    assert not await behind.rows()


async def test_a_queue_that_was_tampered_with_is_looked_up_again_among_the_clickers_own(
    stage: Stage, ana: Person, signed: Signed, behind: Behind
) -> None:
    queues = stage.sides.simulator.floor.view()["queues"]
    foreign = next(queue["id"] for queue in queues if queue["name"] == "VIP")
    await signed.payload(click(ana, "queues.join/0", foreign))
    await told(behind, "Nothing was changed")
    assert ana.joined == {"Returns"}
    assert not await behind.rows()


async def test_a_delivery_of_another_workspace_is_refused(ana: Person, signed: Signed, behind: Behind) -> None:
    assert (await signed.form(command(ana, "join billing", team_id="T0OTHER"))).status_code == 200
    await told(behind, "OnQueue serves only people of its own Slack workspace. Nothing was changed.")
    assert ana.joined == {"Returns"}
    assert not await behind.rows()


async def test_a_response_url_on_a_foreign_host_is_never_called(
    stage: Stage, ana: Person, signed: Signed, behind: Behind
) -> None:
    await signed.form(command(ana, "join billing", response_url=f"{stage.genesys_url}/stolen"))
    await told(behind, "joined Billing")
    assert not [entry for entry in await stage.ledger() if entry.get("path") == "/stolen"]


async def _settled(signed: Signed, person: Person, behind: Behind) -> None:
    """Whatever was asked before this is answered by now."""
    await signed.form(command(person, "help undo"))
    await told(behind, "Takes back your newest change")
