"""Two runners and one row: the fence keeps the one that was overtaken from changing anything."""

import asyncio
import sys
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.changes.change import State
from bot.changes.executing import Executor
from bot.changes.outcome import End, Outcome
from bot.changes.queues import Memberships, QueueWanted, SetQueues
from bot.changes.requests.rows import RequestRows
from bot.changes.row import ChangeRow, Origin
from bot.changes.rows import LEASE, ChangeRows, Overtaken
from bot.changes.sweeping import AT_ONCE
from bot.clock import Clock, MovableClock
from bot.errors import StoreUnavailable, Unavailable
from bot.identity.slack_people import SlackId
from bot.jobs.choosing import jobs_of
from bot.jobs.port import Jobs
from bot.store.engine import Database
from bot.store.tables import audit
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage

BILLING = SetQueues(user_id="u", wanted=(QueueWanted(id="q", name="Billing", joined=True),))
ORIGIN = Origin(SlackId("T", "U"), "link", "request", "D", None, None)
JOINED, LEFT = Memberships(joined={"q": True}), Memberships(joined={"q": False})


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def rows(database: Database, clock: MovableClock) -> ChangeRows:
    return rows_of(database, clock)


def rows_of(database: Database, clock: Clock) -> ChangeRows:
    return ChangeRows(database, clock, jobs_of(database, clock))


def executor_of(stage: Stage, rows: ChangeRows, clock: Clock) -> Executor:
    """What the stage's own bot has, on another clock."""
    database, desk = stage.app.database, stage.app.desk
    requests = RequestRows(database, clock, jobs_of(database, clock), rows)
    return Executor(rows, requests, clock, desk.menus, desk.homes.changed)


async def test_a_runner_that_was_overtaken_can_neither_write_nor_end_the_row(
    rows: ChangeRows, database: Database
) -> None:
    row = await rows.add(BILLING, ORIGIN)
    first = await rows.claim(row)
    second = await rows.claim(await _now(rows, row))
    done = Outcome(row.id, BILLING, End.DONE, LEFT, JOINED)
    with pytest.raises(Overtaken):
        await rows.calling(row.id, first)
    with pytest.raises(Overtaken):
        await rows.renew(row.id, first)
    with pytest.raises(Overtaken):
        await rows.wait(row, first, timedelta(hours=1), Unavailable())
    with pytest.raises(Overtaken):
        await rows.end(row, first, done, token_of="first")
    now = await _now(rows, row)
    assert (now.state, now.fence, now.attempts, now.after) == ("executing", second, 0, None)
    async with database.read() as tx:
        assert not (await tx.execute(select(audit))).all()
    await rows.end(row, second, done, token_of="second")
    assert (await _now(rows, row)).state == "done"
    async with database.read() as tx:
        assert [entry.token_of for entry in (await tx.execute(select(audit))).all()] == ["second"]


async def test_of_two_that_take_a_row_at_once_one_gets_it(rows: ChangeRows) -> None:
    row = await rows.add(BILLING, ORIGIN)
    taken = await asyncio.gather(*(rows.claim(row) for _ in range(4)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in taken) == ["Overtaken", "Overtaken", "Overtaken", "int"]


async def test_a_row_is_due_when_its_lease_ran_out_and_never_while_its_runner_lives(
    rows: ChangeRows, clock: MovableClock
) -> None:
    row = await rows.add(BILLING, ORIGIN)
    assert not await rows.due(8)
    fence = await rows.claim(row)
    for _ in range(4):
        clock.by(LEASE * 0.7)
        await rows.renew(row.id, fence)
        assert not await rows.due(8)
    clock.by(LEASE - timedelta(seconds=1))
    assert not await rows.due(8)
    clock.by(timedelta(seconds=1))
    assert [one.id for one in await rows.due(8)] == [row.id]


async def test_a_runner_that_is_overtaken_in_mid_call_writes_nothing_twice_and_tells_how_it_ended(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    await stage.fault("genesys", path="/api/v2/users/*/queues/*", method="PATCH", do="delay", seconds=2, times=1)
    asked = asyncio.create_task(ana.says("/gc join billing"))
    async with asyncio.timeout(5):
        while not await stage.effects("patchUserQueue", ana):  # noqa: ASYNC110 - Genesys's side has no event to wait for
            await asyncio.sleep(0.05)
    await behind.sweeps(seconds=16)
    assert [(row.state, row.fence) for row in await behind.rows()] == [("done", 2)]
    said = await asked
    assert "*Done:* you joined Billing" in said.text
    assert "Waiting" not in said.text
    assert await stage.effects("patchUserQueue", ana) == 1
    assert len(await behind.audited()) == 1


async def test_a_row_whose_process_is_gone_is_settled_and_told_once(stage: Stage, ana: Person, behind: Behind) -> None:
    origin, change = await left_behind(stage, ana)
    await rows_of(stage.app.database, stage.sides.clock).add(change, origin)
    await behind.sweeps(seconds=8)
    assert ana.joined == {"Returns"}
    stage.later(seconds=2)
    await asyncio.gather(*(stage.app.sweep.once() for _ in range(3)))
    assert ana.joined == {"Billing", "Returns"}
    await behind.sweeps(minutes=1)
    assert await behind.told("*Done:* you joined Billing") == 1
    assert await stage.effects("patchUserQueue", ana) == 1


async def test_all_that_a_killed_process_left_is_taken_in_one_sweep(stage: Stage, ana: Person, behind: Behind) -> None:
    """As of a busy process: more rows than are settled at a time."""
    origin, change = await left_behind(stage, ana)
    rows = rows_of(stage.app.database, stage.sides.clock)
    for _ in range(3 * AT_ONCE):
        await rows.add(change, origin)
    await behind.sweeps(seconds=10)
    assert {row.state for row in await behind.rows()} <= {"done", "already"}
    assert all(row.told for row in await behind.rows())


async def test_what_nobody_could_go_on_with_for_long_is_not_done_any_more(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    """All processes were down for three hours: by now the person has done something else."""
    origin, change = await left_behind(stage, ana)
    await rows_of(stage.app.database, stage.sides.clock).add(change, origin)
    await behind.sweeps(hours=3)
    assert ana.joined == {"Returns"}
    assert await behind.states() == ["failed"]
    assert await behind.told("*Not done:*") == 1


async def test_a_runner_that_slept_between_its_mark_and_its_write_does_not_write(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    clock = _Sleepy(stage.sides.clock)
    origin, change = await left_behind(stage, ana)
    rows = rows_of(stage.app.database, clock)
    row = await rows.add(change, origin)
    actor = await stage.app.desk.identity.actor_of_link(origin.link_id)
    await executor_of(stage, rows, clock).run(row, actor)
    assert [(row.attempts, row.state) for row in await behind.rows()] == [(1, "executing")]
    assert await stage.effects("patchUserQueue", ana) == 0


@pytest.mark.parametrize("step", ["keep_before", "calling"])
async def test_a_database_that_is_away_between_two_steps_fails_no_change(
    stage: Stage, ana: Person, behind: Behind, step: str
) -> None:
    """Genesys has refused nothing, and the row stands: whoever looks next goes on."""
    clock = stage.sides.clock
    origin, change = await left_behind(stage, ana)
    rows = _Away(step, stage.app.database, clock, jobs_of(stage.app.database, clock))
    row = await rows.add(change, origin)
    actor = await stage.app.desk.identity.actor_of_link(origin.link_id)
    outcome = await executor_of(stage, rows, clock).run(row, actor)
    assert (outcome.end, await behind.states()) == (End.WAITING, ["executing"])
    await behind.sweeps(seconds=10)
    assert await behind.states() == ["done"]
    assert ana.joined == {"Billing", "Returns"}
    assert await stage.effects("patchUserQueue", ana) == 1


class _Away(ChangeRows):
    """Can't write one of the steps."""

    def __init__(self, step: str, database: Database, clock: Clock, jobs: Jobs) -> None:
        super().__init__(database, clock, jobs)
        self._step_away = step

    async def keep_before(self, change_id: str, fence: int, before: State) -> None:
        self._go("keep_before")
        await super().keep_before(change_id, fence, before)

    async def calling(self, change_id: str, fence: int) -> datetime:
        self._go("calling")
        return await super().calling(change_id, fence)

    def _go(self, step: str) -> None:
        if step == self._step_away:
            raise StoreUnavailable("no connection is free")


class _Sleepy:
    """Falls asleep for a minute right after the moment of the mark was taken."""

    rate = 1.0

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        now = self._clock.now()
        if sys._getframe(1).f_code.co_name == "calling":
            self._clock.by(timedelta(minutes=1))
        return now


async def left_behind(stage: Stage, ana: Person) -> tuple[Origin, SetQueues]:
    actor = await stage.app.desk.identity.actor(SlackId("T0SANDBOX", ana.who.slack_user))
    billing = next(queue for queue in ana.state["queues"] if queue["name"] == "Billing")
    wanted = QueueWanted(id=billing["id"], name="Billing", joined=True)
    origin = Origin(actor.slack, actor.link_id, "request", "D01ANA", None, None)
    return origin, SetQueues(user_id=actor.me.id, wanted=(wanted,))


async def _now(rows: ChangeRows, row: ChangeRow) -> ChangeRow:
    found = await rows.find(row.id)
    assert found is not None
    return found
