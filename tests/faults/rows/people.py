"""One person who asks too much, and the keys under everybody."""

import asyncio
import secrets
import time
from base64 import b64encode
from collections.abc import Sequence
from functools import partial

from sqlalchemy import select

from bot.identity.attempts import MOST_ENDED, MOST_OPEN, OPEN
from bot.identity.limits import MOST_COMMANDS
from bot.store.tables import link_attempts
from tests.dispatch.signed import command
from tests.faults.bench import Ground, Seen, row
from tests.faults.cast import Cast, Player, cast
from tests.faults.processes import ran
from tests.faults.slack_side import SlackSide, linked, so
from tests.processes import process
from tests.stage.stage import Person, Stage

SUBJECT = "Links, names, secrets"
TOO_MUCH = "That was a lot at once."
FLOOD = 200
ADDRESSES = 1000
PEOPLE = 6
ROTATIONS = 3
ROUNDS = 20
ANSWER = "of your "
SOON_S = 1.0


@row(
    SUBJECT,
    injected="one person with 200 commands a second, and a quiet one",
    expected="60 are answered, one sentence says why no more; the quiet one is acked and answered within a second",
)
async def a_flood_of_commands(stage: Stage) -> Seen:
    slack, ana, bo = SlackSide(stage), await linked(stage), await linked(stage, 1)
    stage.later(minutes=1)

    async def flood() -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(FLOOD):
                group.create_task(slack.signed.form(command(ana, "help undo", trigger_id=f"flood.{number}")))
                await asyncio.sleep(1 / FLOOD)

    flooding, acked, answered = asyncio.create_task(flood()), [], []
    for number in range(5):
        began = time.monotonic()
        assert (await slack.signed.form(command(bo, "help undo", trigger_id=f"quiet.{number}"))).status_code == 200
        acked.append(time.monotonic() - began)
        await slack.until_read(bo, "Takes back your newest change", number + 1)
        answered.append(time.monotonic() - began)
    await flooding
    await so(lambda: slack.read(ana, "Takes back your newest change") >= MOST_COMMANDS)
    served, told = slack.read(ana, "Takes back your newest change"), slack.read(ana, TOO_MUCH)
    assert max(acked) < SOON_S, f"an ack took {max(acked):.2f} s"
    assert sorted(answered)[2] < SOON_S, f"an answer took {sorted(answered)[2]:.2f} s"
    text = f"{served} answered, {told} sentence; the quiet one acked in {max(acked) * 1000:.0f} ms at most"
    return Seen(text, lost=MOST_COMMANDS - served + (1 - min(told, 1)), doubled=max(told - 1, 0))


@row(
    SUBJECT,
    injected="1 000 addresses for linking asked by one person",
    expected="bounded: five lead anywhere",
    quick=False,
)
async def a_thousand_addresses(stage: Stage) -> Seen:
    slack, ana = SlackSide(stage), await linked(stage)
    for batch in range(ADDRESSES // 100):
        stage.later(minutes=1)
        asked = (command(ana, "link", trigger_id=f"{batch}.{number}") for number in range(100))
        await asyncio.gather(*map(slack.signed.form, asked))
        await so(partial(_read, slack, ana, (batch + 1) * MOST_COMMANDS), 30)
    async with stage.app.database.read() as tx:
        stages = (await tx.execute(select(link_attempts.c.stage))).scalars().all()
    leading = sum(one in OPEN for one in stages)
    assert leading == MOST_OPEN, f"{leading} lead somewhere"
    assert len(stages) <= MOST_OPEN + MOST_ENDED + MOST_OPEN, f"{len(stages)} rows"
    return Seen(f"{leading} open, {len(stages)} rows kept")


@row(
    "Processes",
    injected="keys rotate while commands and renewals flow, killed and run again; then the old key is removed",
    expected="every command answered; everybody still linked under the new key alone",
    quick=False,
)
async def keys_rotated_under_load(ground: Ground) -> Seen:
    old, new = _key(), _key()
    async with cast(ground, webs=1 if ground.is_sqlite else 2, TOKEN_KEYS=old) as playing:
        people = [*playing.everybody[:2], *playing.everybody[-PEOPLE:-2]]  # all of them have queues
        await playing.link(*people)
        await _restarted(playing, f"{new},{old}")
        asking = asyncio.create_task(_asking(playing, people))
        env = playing.web.env
        for _ in range(ROTATIONS):
            async with process("bot", "keys", "rotate", env=env) as rotating:
                await asyncio.sleep(0.7)
                if rotating.returncode is None:
                    rotating.kill()
        code, said = await ran("keys", "rotate", env=env)
        assert code == 0, said
        asked = await asking
        answered = sum([await playing.read(one, ANSWER) for one in people])
        await _restarted(playing, new)
        linked_still = len([one for one in people if ANSWER in await playing.says(one, "/gc queues")])
    text = f"{answered} of {asked} answered, {linked_still} of {len(people)} linked under the new key"
    return Seen(text, lost=asked - answered + len(people) - linked_still)


def _read(slack: SlackSide, person: Person, times: int) -> bool:
    return slack.read(person, "Open this page") >= times


async def _asking(playing: Cast, people: Sequence[Player]) -> int:
    """Commands of everybody for some seconds, among them some with a token that has to be renewed first."""
    asked = 0
    for number in range(ROUNDS):
        if number % 4 == 1:  # whoever meets it renews their token
            await playing.sides.fault(
                playing.sides.genesys, path="/api/v2/users/*/queues", do="status", status=401, times=1
            )
        for web in playing.webs:
            for one in people:
                assert await playing.deliver(web, one, "queues") == 200
                asked += 1
        await asyncio.sleep(0.2)
    return asked


async def _restarted(playing: Cast, keys: str) -> None:
    for web in playing.webs:
        await web.end()
        web.env["TOKEN_KEYS"] = keys
        await web.start()


def _key() -> str:
    return b64encode(secrets.token_bytes(32)).decode()
