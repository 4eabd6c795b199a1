"""Tokens at rest: a key that went missing, and rows that somebody altered."""

from typing import Any

from sqlalchemy import Row, select, update

from bot.store.tables import links
from tests.faults.bench import Ground, Seen, row
from tests.stage.stage import Person, Said, Stage, raised

SUBJECT = "Processes"
COLUMNS = ("access_token_sealed", "refresh_token_sealed")
FORGOTTEN_AFTER_S = 6  #: a process may remember a link for a few seconds


@row(SUBJECT, injected="a key removed from TOKEN_KEYS", expected="the links ask anew; no call with their tokens")
async def a_key_removed(ground: Ground) -> Seen:
    """Each stage has a key of its own; the second one finds what the first one sealed."""
    async with raised(ground.database_url) as stage:
        await stage.person(0).links()
    async with raised(ground.database_url) as stage:
        ana = stage.person(0)
        for says in ("/gc queues", "/gc join billing", "/gc on"):
            _asks_anew(await ana.says(says))
        calls = await _calls(stage)
        await ana.links()
        assert "*Done:*" in (await ana.says("/gc join billing")).text
    assert not calls, calls
    return Seen("asked to link again, no call; linked again it works")


@row(SUBJECT, injected="the sealed tokens of two people swapped", expected="both links ask anew; no call with a token")
async def rows_swapped(stage: Stage) -> Seen:
    ana, bo = stage.person(0), stage.person(1)
    for person in (ana, bo):
        await person.links()
    hers, his = await _row(stage, ana), await _row(stage, bo)
    await _put(stage, ana, his)
    await _put(stage, bo, hers)
    return await _refused(stage, ana, bo)


@row(SUBJECT, injected="an older ciphertext put back", expected="that link asks anew; no call with a token")
async def an_older_ciphertext(stage: Stage) -> Seen:
    ana = stage.person(0)
    await ana.links()
    older = await _row(stage, ana)
    stage.later(hours=25)
    assert "of your 3 queues" in (await ana.says("/gc queues")).text
    newer = await _row(stage, ana)
    assert newer.generation > older.generation, "the tokens were renewed"
    await _put(stage, ana, older)
    return await _refused(stage, ana)


async def _refused(stage: Stage, *people: Person) -> Seen:
    stage.later(seconds=FORGOTTEN_AFTER_S)
    before = len(await _calls(stage))
    for person in people:
        for says in ("/gc queues", "/gc on"):
            _asks_anew(await person.says(says))
    calls = (await _calls(stage))[before:]
    assert not calls, calls
    for person in people:
        await person.links()
        assert "queue" in (await person.says("/gc queues")).text
    return Seen("asked to link again, no call; linked again it works")


def _asks_anew(said: Said) -> None:
    assert "sign-in has ended" in said.text, said.text
    assert said.urls, said.text


async def _calls(stage: Stage) -> list[str]:
    """What the bot asked of Genesys with somebody's token."""
    asked = [line for line in await stage.ledger() if line["kind"] == "request" and line["token"]]
    return [f"{line['method']} {line['path']}" for line in asked]


async def _row(stage: Stage, person: Person) -> Row[Any]:
    async with stage.app.database.read() as tx:
        return (await tx.execute(select(links).where(links.c.slack_user == person.who.slack_user))).one()


async def _put(stage: Stage, person: Person, other: Row[Any]) -> None:
    values = {column: getattr(other, column) for column in COLUMNS}
    async with stage.app.database.begin() as tx:
        await tx.execute(update(links).where(links.c.slack_user == person.who.slack_user).values(values))
