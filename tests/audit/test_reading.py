"""All that was asked for, in the order in which it was written, a few at a time."""

from datetime import timedelta

from sqlalchemy import insert

from bot.audit.entries import Step
from bot.audit.reading import AT_ONCE, Wanted, pages
from bot.store.engine import Database
from bot.store.tables import audit
from tests.audit.entries import AT, entry, recorded

MANY = 2 * AT_ONCE + 3


async def read(database: Database, wanted: Wanted) -> list[int]:
    return [row.id async for page in pages(database, wanted) for row in page]


async def test_pages_hold_few_and_together_everything_that_stood_when_it_began(database: Database) -> None:
    """Clocks of two processes differ a little, so the moments are not in order."""
    one = {
        "kind": "queues.set", "team_id": "T", "slack_user": "U", "genesys_user": "g", "step": "asked",
        "token_of": "", "correlation_id": "", "request_id": "r", "change_id": "3F7K2Q",
    }  # fmt: skip
    async with database.begin() as tx:
        moments = [AT + timedelta(seconds=number // 2 - 7 * (number % 2)) for number in range(MANY)]
        await tx.execute(insert(audit), [{**one, "at": at} for at in moments])
    sizes: list[int] = []
    ids: list[int] = []
    async for page in pages(database, Wanted()):
        if not sizes:
            await recorded(database, entry(Step.DONE))
        sizes.append(len(page))
        ids += [row.id for row in page]
    assert sizes == [AT_ONCE, AT_ONCE, 3]
    assert ids == sorted(ids)
    assert len(set(ids)) == MANY
    span = Wanted(moments[4], moments[10])
    assert await read(database, span) == [
        ids[number] for number, at in enumerate(moments) if moments[4] <= at < moments[10]
    ]
    assert await read(database, Wanted(AT + timedelta(days=1))) == []


async def test_one_change_is_read_alone_and_nothing_of_an_empty_audit(database: Database) -> None:
    assert await read(database, Wanted()) == []
    steps = [entry(Step.ASKED), entry(Step.ASKED, "7H2Q4R"), entry(Step.DECLINED)]
    await recorded(database, *steps)
    first, second, third = await read(database, Wanted())
    assert await read(database, Wanted(change_id="3F7K2Q")) == [first, third]
    assert await read(database, Wanted(change_id="7H2Q4R")) == [second]
    assert await read(database, Wanted(change_id="%")) == []
