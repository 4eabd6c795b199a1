"""Tokens that end, in the middle of everything."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from tests.faults.bench import Ground, Seen, row
from tests.faults.cast import Cast, Player, cast
from tests.processes import until
from tests.stage.stage import Person, Stage

SUBJECT = "Genesys's side"
COMMANDS = 50
ANSWER = "of your 3 queues"
ENDS_AFTER = timedelta(seconds=2)
RENEWED_AFTER_S = 3.0
ANSWERED_WITHIN_S = 40.0


@row(
    SUBJECT,
    injected="50 commands at once with an expired token, to two processes; refresh tokens work once",
    expected="one token call, 50 right answers",
    only="postgresql",
)
async def fifty_commands_with_an_expired_token(ground: Ground) -> Seen:
    async with cast(ground, webs=2) as playing:
        ana = playing.everybody[0]
        await playing.link_for(ana, ENDS_AFTER)
        await until(lambda: _has_ended(playing, ana), 10)
        # Slow enough that both processes find the token ended while the first one renews it.
        await playing.sides.fault(playing.sides.genesys, path="/oauth/token", do="delay", seconds=RENEWED_AFTER_S)
        before = await playing.token_calls()
        both = [playing.webs[number % 2] for number in range(COMMANDS)]
        acked = await asyncio.gather(*(playing.deliver(web, ana, "queues") for web in both))
        assert set(acked) == {200}, f"not all were taken: {acked}"

        async def all_answered() -> bool:
            return await playing.read(ana, ANSWER) >= COMMANDS

        with suppress(TimeoutError):
            await until(all_answered, ANSWERED_WITHIN_S)
        right, calls = await playing.read(ana, ANSWER), await playing.token_calls() - before
    return Seen(f"{calls} token call(s), {right} right answers", lost=COMMANDS - right, doubled=calls - 1)


async def _has_ended(playing: Cast, player: Player) -> bool:
    """The bot was told that it lives for a day, and Genesys knows better."""
    linked_at: datetime = (await playing.link_of(player)).linked_at
    return datetime.now(UTC) > linked_at + ENDS_AFTER + timedelta(seconds=1)


@row(SUBJECT, injected="the answer of the token call is lost", expected="asked once more; the command works")
async def a_lost_token_answer(stage: Stage) -> Seen:
    ana = await _linked(stage)
    calls = await _token_calls(stage)
    stage.later(hours=25)
    await stage.fault("genesys", path="/oauth/token", do="drop_after", times=1)
    said = await ana.says("/gc queues")
    assert ANSWER in said.text, said.text
    return Seen(f"the command worked, {await _token_calls(stage) - calls} token calls")


@row(
    SUBJECT,
    injected="the answers of two token calls in a row are lost",
    expected="the person reads that Genesys is away; the link works after it",
)
async def two_lost_token_answers(stage: Stage) -> Seen:
    ana = await _linked(stage)
    stage.later(hours=25)
    await stage.fault("genesys", path="/oauth/token", do="drop_after", times=2)
    said = await ana.says("/gc queues")
    assert "Genesys isn't answering" in said.text, said.text
    again = await ana.says("/gc queues")
    assert ANSWER in again.text or again.urls, again.text
    return Seen("a sentence first, then it worked" if ANSWER in again.text else "then it asked to link again")


@row(
    SUBJECT,
    injected="the answer of the token call is lost, and the same refresh token is refused then",
    expected="the link sleeps and asks politely; no further token call, no call to Genesys",
)
async def a_lost_token_answer_and_a_refusal(stage: Stage) -> Seen:
    ana = await _linked(stage)
    stage.later(hours=25)
    refusal = '{"error": "invalid_grant"}'
    await stage.fault("genesys", path="/oauth/token", do="drop_after", times=1)
    await stage.fault("genesys", path="/oauth/token", do="status", status=400, body=refusal, times=1)
    said = await ana.says("/gc queues")
    assert said.urls, said.text
    assert "sign-in has ended" in said.text, said.text
    before = len(await stage.ledger())
    again = await ana.says("/gc queues")
    assert again.urls, again.text
    assert len(await stage.ledger()) == before, "a link that sleeps asks nobody"
    await ana.links()
    assert ANSWER in (await ana.says("/gc queues")).text
    return Seen("asked to link, twice and without a call; linked again it works")


async def _linked(stage: Stage) -> Person:
    ana = stage.person(0)
    await ana.links()
    return ana


async def _token_calls(stage: Stage) -> int:
    return sum(entry.get("path") == "/oauth/token" for entry in await stage.ledger())
