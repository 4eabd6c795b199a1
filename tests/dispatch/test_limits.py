"""Sixty commands in any minute for one person: beyond that one sentence, and no work."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.clock import MovableClock
from bot.dispatch.admitting import Admission, Admitting
from bot.dispatch.seen import Seen
from bot.identity.attempts import MOST_ENDED, MOST_OPEN, OPEN
from bot.identity.limits import MOST_COMMANDS, MOST_WAITING
from bot.identity.slack_people import SlackId
from bot.store.engine import Database
from bot.store.tables import link_attempts, seen
from tests.dispatch.signed import Signed, command, told
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage

ANA, BO = SlackId("T1", "U1"), SlackId("T1", "U2")
TOO_MUCH = "That was a lot at once. Wait a minute, then try again. Nothing was changed."


@pytest.fixture
def clock() -> MovableClock:
    clock = MovableClock()
    clock.run_at(0)
    return clock


async def flood(signed: Signed, person: Person, number: int, mark: str) -> None:
    """Deliveries that differ, as fast as they can be brought."""
    asked = (command(person, "help undo", trigger_id=f"{mark}.{one}") for one in range(number))
    assert {answer.status_code for answer in await asyncio.gather(*map(signed.form, asked))} == {200}


async def test_of_two_hundred_commands_at_once_sixty_are_answered_and_one_sentence_says_why(
    stage: Stage, ana: Person, signed: Signed, behind: Behind
) -> None:
    stage.later(minutes=1)  # what she did to link counts as well
    await flood(signed, ana, 200, "flood")
    await told(behind, TOO_MUCH)
    async with asyncio.timeout(20):
        while await behind.told("Takes back your newest change") < MOST_COMMANDS:  # noqa: ASYNC110 - seen from outside
            await asyncio.sleep(0.05)
    await flood(signed, ana, 5, "later")
    assert await behind.told("Takes back your newest change") == MOST_COMMANDS
    assert await behind.told(TOO_MUCH) == 1
    async with stage.app.database.read() as tx:
        kept = (await tx.execute(select(func.count()).where(seen.c.person.is_not(None)))).scalar_one()
    assert kept <= MOST_COMMANDS + 5, "a flood reaches the database"


async def test_after_a_minute_they_are_served_again(stage: Stage, ana: Person, signed: Signed, behind: Behind) -> None:
    await flood(signed, ana, 80, "flood")
    await told(behind, TOO_MUCH)
    stage.later(minutes=1)
    assert "Takes back" in (await ana.says("/gc help undo")).text


async def test_others_are_served_while_one_person_floods(ana: Person, bo: Person, signed: Signed) -> None:
    flooding = asyncio.create_task(flood(signed, ana, 200, "flood"))
    assert "Takes back" in (await bo.says("/gc help undo")).text
    await flooding


async def test_several_processes_take_sixty_together_and_one_of_them_says_so(
    database: Database, clock: MovableClock
) -> None:
    processes = [Admitting(Seen(database, clock), clock) for _ in range(3)]
    asked = [processes[number % 3].of(ANA, f"key {number}") for number in range(180)]
    found = Counter(await asyncio.gather(*asked))
    assert 40 <= found[Admission.WORK] <= MOST_COMMANDS
    assert found[Admission.TOO_MANY] == 1
    assert await processes[0].of(BO, "another's") is Admission.WORK


async def test_one_after_the_other_exactly_sixty_are_taken_in_any_minute(
    database: Database, clock: MovableClock
) -> None:
    processes = [Admitting(Seen(database, clock), clock) for _ in range(2)]
    for number in range(MOST_COMMANDS):
        assert await processes[number % 2].of(ANA, f"key {number}") is Admission.WORK
        clock.by(timedelta(seconds=0.5))
    assert await processes[0].of(ANA, "one more") is Admission.TOO_MANY
    assert await processes[1].of(ANA, "and one") is Admission.NOTHING
    clock.by(timedelta(seconds=30))
    assert await processes[0].of(ANA, "a minute after the first") is Admission.WORK


async def test_a_delivery_that_comes_again_counts_once(database: Database, clock: MovableClock) -> None:
    one, other = (Admitting(Seen(database, clock), clock) for _ in range(2))
    for number in range(30):
        assert await one.of(ANA, f"key {number}") is Admission.WORK
        assert await other.of(ANA, f"key {number}") is Admission.AGAIN
    for number in range(30, MOST_COMMANDS):
        assert await one.of(ANA, f"key {number}") is Admission.WORK


async def test_five_requests_wait_for_genesys_and_a_sixth_is_not_taken(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    await stage.fault("genesys", path="/api/v2/users/*/presences/*", do="status", status=503)
    for _ in range(MOST_WAITING):
        assert "*Waiting:*" in (await ana.says("/gc busy")).text
    assert "Five of your requests wait for Genesys already" in (await ana.says("/gc busy")).text
    assert len(await behind.rows()) == MOST_WAITING
    await behind.mend()
    await behind.sweeps(minutes=1)
    assert not {"pending", "executing"} & set(await behind.states()), "all have come to their end"
    assert "*Done:*" in (await ana.says("/gc meal")).text


async def test_a_thousand_addresses_asked_leave_five_that_lead_anywhere(
    stage: Stage, ana: Person, signed: Signed, behind: Behind
) -> None:
    stage.later(minutes=1)
    await asyncio.gather(*(signed.form(command(ana, "link", trigger_id=f"link.{one}")) for one in range(1000)))
    await told(behind, TOO_MUCH)
    async with asyncio.timeout(20):
        while await behind.told("Open this page") < MOST_COMMANDS:  # noqa: ASYNC110 - seen from outside
            await asyncio.sleep(0.05)
    async with stage.app.database.read() as tx:
        stages = (await tx.execute(select(link_attempts.c.stage))).scalars().all()
    assert sum(one in OPEN for one in stages) == MOST_OPEN
    assert len(stages) <= MOST_OPEN + MOST_ENDED + 1
