"""An entry is there once, for good, and as it was written."""

import asyncio
from itertools import product

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.audit.entries import ENDINGS, Detail, Step
from bot.store.engine import Database
from tests.audit.entries import entry, recorded, stored

ALTERATIONS = {
    "altered": "UPDATE audit SET step = 'declined'",
    "altered where it is found": "UPDATE audit SET token_of = 'somebody' WHERE change_id = '3F7K2Q'",
    "deleted": "DELETE FROM audit",
    "deleted with all others": "TRUNCATE audit",
    "replaced by its id": "INSERT OR REPLACE INTO audit SELECT * FROM audit",
    "replaced by its end": (
        "INSERT OR REPLACE INTO audit"
        " (at, change_id, kind, team_id, slack_user, genesys_user, step, token_of, correlation_id, request_id, ends)"
        " SELECT at, change_id, kind, team_id, slack_user, genesys_user, 'failed', '', '', request_id, ends FROM audit"
    ),
    "altered by an insert": (
        "INSERT INTO audit SELECT * FROM audit WHERE true ON CONFLICT (id) DO UPDATE SET step = 'declined'"
    ),
}
#: What one database alone can say.
UNKNOWN_TO = {"sqlite": {"deleted with all others"}, "postgresql": {"replaced by its id", "replaced by its end"}}


async def test_the_database_itself_keeps_every_entry_as_it_is(database: Database) -> None:
    await recorded(database, entry(slack_user="U1", token_of="g-ana"), entry(Step.ASKED, "7H2Q4R"))
    before = await stored(database)
    for how, statement in ALTERATIONS.items():
        if how in UNKNOWN_TO["sqlite" if database.is_sqlite else "postgresql"]:
            continue
        with pytest.raises(IntegrityError, match="append-only"):
            async with database.begin() as tx:
                await tx.execute(text(statement))
        assert await stored(database) == before, how


async def test_of_all_who_end_a_change_at_once_one_leaves_an_entry(database: Database) -> None:
    endings = [entry(step) for step in sorted(ENDINGS)]
    came = await asyncio.gather(*(recorded(database, one) for one in endings), return_exceptions=True)
    assert sorted(type(one).__name__ for one in came) == ["IntegrityError"] * (len(endings) - 1) + ["NoneType"]
    assert [one.step for one in await stored(database)] == [endings[came.index(None)].step.value]


async def test_steps_that_end_nothing_may_come_again_before_and_after_the_end(database: Database) -> None:
    others = [step for step in Step if step not in ENDINGS]
    for when in (Step.DONE, None):
        await recorded(database, *(entry(step) for step, _ in product(others, range(2))))
        if when:
            await recorded(database, entry(when))
    await recorded(database, entry(change_id="7H2Q4R"))
    steps = [one.step for one in await stored(database)]
    assert [steps.count(step) for step in others] == [4] * len(others)
    assert steps.count(Step.DONE) == 2


async def test_an_entry_holds_what_a_step_has_and_nothing_for_what_it_has_not(database: Database) -> None:
    detail = Detail(next_user="g-bo", rules=("Billing needs a lead",), why=Step.EXPIRED)
    full = entry(Step.MOVED, slack_user="U2", by_user="g-lead", workspace="W", channel="D1", detail=detail)
    await recorded(database, full, entry(Step.EXPIRED))
    moved, expired = await stored(database)
    assert (moved.slack_user, moved.by_user, moved.workspace, moved.channel) == ("U2", "g-lead", "W", "D1")
    assert moved.detail == {"why": "expired", "next_user": "g-bo", "rules": ["Billing needs a lead"]}
    assert (expired.slack_user, expired.by_user, expired.workspace, expired.channel) == ("", None, None, None)
    assert (expired.token_of, expired.correlation_id, expired.detail) == ("", "", None)


async def test_no_answer_of_genesys_keeps_a_change_from_its_end(database: Database) -> None:
    await recorded(database, entry(correlation_id="\x00id\ud800\n" + "9" * 600))
    [kept] = await stored(database)
    assert kept.correlation_id == ("id" + "9" * 600)[:64]
