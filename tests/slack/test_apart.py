"""Two workspaces in one database, with the same user and channel ids: neither ever meets the other's."""

import ast
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.schema import ColumnCollectionConstraint

import bot
from bot.changes.outcome import End, Outcome
from bot.changes.queues import Memberships, QueueWanted, SetQueues
from bot.changes.row import Origin
from bot.changes.rows import ChangeRows
from bot.cli.forget import forget_user
from bot.clock import MovableClock
from bot.dispatch.asked import AskedRows
from bot.dispatch.seen import Seen
from bot.errors import SlackUnavailable, Unavailable
from bot.genesys.client import Genesys
from bot.genesys.oauth import Login
from bot.genesys.transport import Transport
from bot.identity.actors import Actor
from bot.identity.attempts import MOST_OPEN, Attempts
from bot.identity.forgetting import Forgetting
from bot.identity.identity import Identity
from bot.identity.limits import MOST_COMMANDS, Limits
from bot.identity.links import Links, Me
from bot.identity.slack_people import SlackId, SlackPeople
from bot.identity.vault import Vault
from bot.jobs.choosing import jobs_of
from bot.schedules.contents import ReminderContent
from bot.schedules.hours import Hours, HoursRows, Window
from bot.schedules.rows import Schedules
from bot.schedules.rules import Calendar
from bot.slack.sender import Place
from bot.store import tables
from bot.store.engine import Database
from bot.store.tables import metadata
from tests.slack.moved import Passing, Workspaces

ONE, TWO = SlackId("T1", "U1"), SlackId("T2", "U1")
BILLING = SetQueues(user_id="g", wanted=(QueueWanted(id="q", name="Billing", joined=True),))
ROOT = Path(bot.__file__).parent
#: Columns whose values are a workspace's own: the same may stand for somebody else in another one.
OWN = {"slack_user", "channel"}
#: Functions that look across workspaces, and why.
ACROSS = {
    "bot/identity/forgetting.py: find": "an operator asks who of all is meant by an id, and then chooses",
}


def compared(function: ast.AST) -> set[str]:
    """Columns that its queries compare: `table.c.column == …`, `in_`, `is_`."""
    found = set()
    for node in ast.walk(function):
        sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"in_", "is_"}:
            sides = [node.func.value]
        found |= {side.attr for side in sides if isinstance(side, ast.Attribute) and is_column(side)}
    return found


def is_column(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Attribute) and node.value.attr == "c"


def functions() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(ROOT.rglob("*.py")):
        if "sandbox" in path.parts or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"bot/{path.relative_to(ROOT)}: {node.name}", node


def test_no_query_asks_for_a_user_or_a_channel_without_its_workspace() -> None:
    asking = {name: compared(function) for name, function in functions()}
    crossing = {name for name, columns in asking.items() if columns & OWN and "team_id" not in columns}
    assert crossing == set(ACROSS)


def test_each_table_that_knows_a_slack_user_knows_their_workspace() -> None:
    for table in metadata.tables.values():
        if OWN & set(table.c.keys()):
            assert "team_id" in table.c, table.name


def test_a_unique_key_with_a_user_or_a_channel_has_the_workspace_too() -> None:
    for table in metadata.tables.values():
        keys = [set(index.columns.keys()) for index in table.indexes if index.unique]
        keys += [set(one.columns.keys()) for one in table.constraints if isinstance(one, ColumnCollectionConstraint)]
        assert all("team_id" in key for key in keys if key & OWN), table.name


@pytest.fixture
def clock() -> MovableClock:
    clock = MovableClock()
    clock.run_at(0)
    return clock


def actor(slack: SlackId) -> Actor:
    nobody = cast("Genesys", None)  # nothing here asks Genesys
    return Actor(slack, Me("g", "Ana", "ana@example.com"), ZoneInfo("UTC"), nobody, f"link of {slack.team_id}")


async def test_a_link_is_one_workspaces_own(database: Database, clock: MovableClock) -> None:
    links = Links(database, clock)
    for slack in (ONE, TWO):
        await linked(database, clock, slack)
    found = [await links.of(slack) for slack in (ONE, TWO)]
    assert [link and (link.id, link.me.id) for link in found] == [("id T1", "genesys T1"), ("id T2", "genesys T2")]
    assert found[0]
    await links.delete(found[0])
    assert await links.of(ONE) is None
    assert await links.of(TWO)


async def test_a_question_that_waits_is_answered_in_its_own_workspace(database: Database, clock: MovableClock) -> None:
    asked = AskedRows(database, Vault([b"k" * 32]), clock)
    kept = await asked.keep(ONE, "join billing", Place("U1", team="T1", channel="C1"))
    assert await asked.find(kept, TWO) is None
    found = await asked.find(kept, ONE)
    assert found
    assert found.place.team == "T1"


async def test_changes_count_are_found_and_are_overtaken_in_their_own_workspace(
    database: Database, clock: MovableClock
) -> None:
    rows = ChangeRows(database, clock, jobs_of(database, clock))
    mine = await rows.add(BILLING, Origin(ONE, "link", "r1", "C1", None, None))
    fence = await rows.claim(mine)
    await rows.wait(mine, fence, timedelta(minutes=1), Unavailable())
    assert (await rows.waiting(ONE), await rows.waiting(TWO)) == (1, 0)
    clock.by(timedelta(seconds=1))
    await rows.add(BILLING, Origin(TWO, "link", "r2", "C1", None, None))
    assert not await rows.is_asked_anew(mine)
    found = await rows.find(mine.id)
    assert found
    done = Outcome(mine.id, BILLING, End.DONE, Memberships(joined={"q": False}), Memberships(joined={"q": True}))
    await rows.end(found, await rows.claim(found), done, token_of="g")
    assert await rows.newest_done(TWO) is None
    assert await rows.newest_done(ONE)


async def test_commands_are_counted_in_their_own_workspace(database: Database, clock: MovableClock) -> None:
    seen, limits = Seen(database, clock), Limits(clock)
    assert [await seen.count(f"key {number}", ONE) for number in range(3)] == [1, 2, 3]
    assert await seen.count("another key", TWO) == 1
    assert all(limits.admits(ONE) for _ in range(MOST_COMMANDS))
    assert (limits.admits(ONE), limits.admits(TWO)) == (False, True)


async def test_addresses_for_linking_end_only_those_of_their_own_workspace(
    database: Database, clock: MovableClock
) -> None:
    attempts = Attempts(database, clock)
    ticket, _ = await attempts.offer(TWO, None)
    for _ in range(MOST_OPEN + 2):
        await attempts.offer(ONE, None)
    assert (await attempts.of_ticket(ticket)).slack == TWO


async def test_schedules_and_hours_are_their_own_workspaces(database: Database, clock: MovableClock) -> None:
    schedules, hours = Schedules(database, clock), HoursRows(database)
    rule, content = Calendar(times=(time(9),)), ReminderContent(text="tea")
    mine = await schedules.add(actor(ONE), rule, content, channel="C1")
    assert await schedules.of(TWO, "reminder") == []
    assert await schedules.in_channel("T2", "C1") == []
    assert await schedules.edit(mine.id, TWO, content=ReminderContent(text="coffee")) is None
    assert await schedules.pause(mine.id, TWO) is None
    assert await schedules.end(mine.id, TWO) is None
    assert [one.id for one in await schedules.in_channel("T1", "C1")] == [mine.id]
    await hours.keep(ONE, Hours(quiet=Window(starts=time(20), ends=time(7))))
    assert await hours.of(TWO) == Hours()


async def test_of_two_with_one_id_the_one_is_forgotten_whose_workspace_is_named(
    database: Database, clock: MovableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    for slack in (ONE, TWO):
        await linked(database, clock, slack)
    transport, login = Transport("http://127.0.0.1:9"), Login("http://127.0.0.1:9", "client", None)
    identity = Identity(
        database=database,
        links=Links(database, clock),
        people=SlackPeople(Workspaces(Passing()), clock=clock, default_zone=ZoneInfo("UTC")),
        login=login,
        transport=transport,
        vault=Vault([b"k" * 32]),
        clock=clock,
    )
    forgetting = Forgetting(database, identity)
    assert await forget_user(forgetting, "U1", "", sure=True) == 1
    assert "U1 of T1, U1 of T2. Name one of them, with --team." in capsys.readouterr().err
    assert await forget_user(forgetting, "U1", "T1", sure=True) == 0
    found = [await Links(database, clock).of(slack) for slack in (ONE, TWO)]
    assert [link and link.id for link in found] == [None, "id T2"]
    for closing in (identity, transport, login):
        await closing.aclose()


async def test_what_slack_told_of_somebody_is_not_taken_for_another(clock: MovableClock) -> None:
    workspaces = Workspaces(Passing())
    people = SlackPeople(workspaces, clock=clock, default_zone=ZoneInfo("UTC"))
    people.learn(ONE, {"id": "U1", "team_id": "T1", "name": "ana", "updated": 1})
    assert (await people.person(ONE)).name == "ana"
    with pytest.raises(SlackUnavailable):
        await people.person(TWO)
    assert [call.team for call in workspaces.calls] == ["T2"]


async def test_who_comes_through_a_shared_channel_is_asked_about_in_their_own_workspace(clock: MovableClock) -> None:
    """The other one would take them for a stranger, and that would be remembered of them."""
    workspaces = Workspaces(Passing())
    people = SlackPeople(workspaces, clock=clock, default_zone=ZoneInfo("UTC"))
    with pytest.raises(SlackUnavailable):
        await people.person(SlackId("T2", "U1", "T1"))
    assert [call.team for call in workspaces.calls] == ["T2"]


async def test_who_was_met_through_one_workspace_is_answered_through_the_one_where_they_ask(
    clock: MovableClock,
) -> None:
    """On Grid somebody is the same in each workspace of their enterprise."""
    people = SlackPeople(Workspaces(Passing()), clock=clock, default_zone=ZoneInfo("UTC"))
    people.learn(SlackId("E1", "U1", "T1"), {"id": "U1", "enterprise_user": {"enterprise_id": "E1"}, "name": "ana"})
    assert (await people.person(SlackId("E1", "U1", "T2"))).id.workspace == "T2"


async def linked(database: Database, clock: MovableClock, slack: SlackId) -> None:
    values = {
        "id": f"id {slack.team_id}",
        "team_id": slack.team_id,
        "slack_user": slack.user_id,
        "org_id": "o",
        "genesys_user": f"genesys {slack.team_id}",
        "email": "ana@example.com",
        "name": "Ana",
        "state": "live",
        "linked_at": clock.now(),
        "access_token_sealed": b"sealed",
        "expires_at": clock.now(),
        "generation": 1,
    }
    async with database.begin() as tx:
        await tx.execute(tables.links.insert().values(values))
