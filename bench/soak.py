"""Two webs and two workers on PostgreSQL, one of each killed again and again while people ask and reminders come due.

`--seconds` says for how long. Afterwards the ledgers are asked: no change lost or done twice, no reminder missed, none
said twice but by who was killed between saying it and writing that down. Ends with 1 where that does not hold.
"""

import argparse
import asyncio
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from bot.clock import SystemClock
from bot.identity.slack_people import SlackId
from bot.schedules.contents import ReminderContent
from bot.schedules.rows import Schedules
from bot.schedules.rules import Once
from bot.store.engine import Database
from bot.store.schema import migrate
from bot.store.tables import firings
from tests.databases import running_postgresql
from tests.faults.accounts import OUTOFOFFICE, accounts, all_told
from tests.faults.asking import asks_on
from tests.faults.bench import Ground
from tests.faults.cast import TEAM, Cast, Player, cast
from tests.processes import becomes
from tests.schedules.owners import owner

ASKING, REMINDED = 6, 8
KILLED_EVERY_S = 4.0
A_SECOND = 3  #: reminders that come due
WRITTEN_WITHIN_S = 0.03  #: one of them
SETTLES_WITHIN_S = 45.0
#: From a message at Slack to its record in the database: who is killed there has said it, and nobody knows.
IN_FLIGHT = timedelta(seconds=2)


@dataclass(frozen=True)
class Kill:
    """When who was killed."""

    at: datetime
    role: str


@dataclass(frozen=True)
class Said:
    """What became of the reminders; `in_flight` are copies whose first was said just before its worker was killed."""

    missed: int
    doubled: int
    in_flight: int
    late_s: Sequence[float]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=120, help="for how long processes are killed")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="oq-soak-") as folder, running_postgresql() as server:
        return asyncio.run(_soaked(Ground(server.address, Path(folder)), chosen.seconds))


async def _soaked(ground: Ground, seconds: float) -> int:
    task = asyncio.current_task()
    assert task is not None
    # Whoever stops the bench does not leave a sandbox and a few bots behind.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    database = Database(ground.database_url)
    await migrate(database)
    await database.aclose()
    async with cast(ground, webs=2, workers=2) as playing:
        asking, reminded = await _linked(playing)
        before = {player: await playing.sides.effects(OUTOFOFFICE, player.genesys_user) for player in asking}
        made = await _reminders(playing, reminded, seconds)
        await asyncio.sleep(max(0.0, (min(made.values()) - SystemClock().now()).total_seconds()))
        kills = await _killed_while_they_ask(playing, asking, seconds)
        settled_s = await _settled(playing, len(made))
        print(f"{seconds:.0f} s, {len(kills)} kills, half of them of workers; settled {settled_s:.1f} s after the last")
        changes_hold = await _tell_of_changes(playing, asking, before)
        return 0 if await _tell_of_reminders(playing, made, kills) and changes_hold else 1


async def _killed_while_they_ask(playing: Cast, asking: Sequence[Player], seconds: float) -> list[Kill]:
    over = asyncio.Event()
    talking = [asyncio.create_task(asks_on(playing, player, over)) for player in asking]
    kills = await _killing(playing, seconds)
    over.set()
    await asyncio.gather(*talking)
    return kills


async def _tell_of_changes(playing: Cast, asking: Sequence[Player], before: Mapping[Player, int]) -> bool:
    """Prints what became of them; whether none was lost and none done twice."""
    lost, doubled = await accounts(playing, asking, before)
    rows = await playing.rows()
    print(f"changes: {len(rows)} accepted, lost {lost}, doubled {doubled}")
    for row in rows:
        if not row.told or row.state not in {"done", "already"}:
            print(
                f"not settled: {row.id}: {row.state}, fence {row.fence}, lease until {row.lease_until}, {row.problem}"
            )
    return not lost and not doubled


async def _tell_of_reminders(playing: Cast, made: Mapping[str, datetime], kills: Sequence[Kill]) -> bool:
    """Prints what became of them; whether none was missed, and none said twice without a kill."""
    said = _judged(made, await _messages(playing), kills)
    if said.doubled:
        print(f"workers were killed at {', '.join(str(kill.at) for kill in kills if kill.role == 'worker')}")
    late = sorted(said.late_s)
    print(
        f"reminders: {len(made)} due, missed {said.missed}, doubled {said.doubled}, "
        f"said again after a kill in mid-flight {said.in_flight}; "
        f"late {statistics.median(late):.1f} s in the middle, {late[-1]:.1f} s at most"
    )
    for row in await _firings(playing.database):
        if row.state != "sent":
            print(f"not said: {row.schedule_id} of {row.fire_at}: {row.state}, {row.reason}")
    return not said.missed and not said.doubled


async def _linked(playing: Cast) -> tuple[list[Player], list[Player]]:
    """Those who ask, and those who are reminded: at work and off queue, where no call holds a reminder back."""
    floor = (await playing.sides.http.get(f"{playing.sides.genesys}/sandbox/floor")).json()["people"]
    at_work = [one for one in floor if not one["out_of_office"] and one["presence"] != "Offline"]
    quiet = {one["user_id"] for one in at_work if one["routing_status"] == "OFF_QUEUE"}
    others = playing.everybody[3:]
    reminded = [player for player in others if player.genesys_user in quiet][:REMINDED]
    asking = [player for player in others if player not in reminded][:ASKING]
    assert reminded, "nobody is off queue"
    players = [*asking, *reminded]
    for number in range(0, len(players), 4):
        await asyncio.gather(*(playing.link(player) for player in players[number : number + 4]))
    return asking, reminded


async def _reminders(playing: Cast, reminded: Sequence[Player], seconds: float) -> dict[str, datetime]:
    """Spread over the whole time; each id with its moment. Now and then a person has two at once."""
    many = int(seconds * A_SECOND)
    schedules = Schedules(playing.database, SystemClock())
    begins = SystemClock().now() + timedelta(seconds=3 + many * WRITTEN_WITHIN_S)
    owners = [
        owner(SlackId(TEAM, player.slack_user), (await playing.link_of(player)).id, ZoneInfo("UTC"))
        for player in reminded
    ]
    made: dict[str, datetime] = {}
    for number in range(many):
        at = begins + timedelta(seconds=number // 2 * 2 / A_SECOND)
        one = await schedules.add(
            owners[number // 2 % len(owners)], Once(at=at), ReminderContent(text=f"look {number}")
        )
        made[one.id] = at
    return made


async def _killing(playing: Cast, seconds: float) -> list[Kill]:
    """One web and one worker every few seconds, in turn, while the others are at work."""
    kills: list[Kill] = []
    ends, number = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        await asyncio.sleep(KILLED_EVERY_S)
        pair = [bots[number % len(bots)] for bots in (playing.webs, playing.workers)]
        kills += [Kill(SystemClock().now(), bot.role) for bot in pair]
        await asyncio.gather(*(bot.kill() for bot in pair))
        await asyncio.gather(*(bot.start() for bot in pair))
        number += 1
    return kills


async def _settled(playing: Cast, reminders: int) -> float:
    """Seconds until all changes are told and all reminders are over."""
    begun = time.monotonic()
    await all_told(playing, SETTLES_WITHIN_S)

    async def over() -> bool:
        ended = [row for row in await _firings(playing.database) if row.ended_at is not None]
        return len(ended) >= reminders

    await becomes(over, SETTLES_WITHIN_S)
    return time.monotonic() - begun


async def _firings(database: Database) -> list[Row[Any]]:
    async with database.read() as tx:
        return list((await tx.execute(select(firings))).all())


async def _messages(playing: Cast) -> list[tuple[datetime, str]]:
    """Each message that Slack took, and when."""
    calls = [entry for entry in await playing.sides.ledger(playing.sides.slack) if entry["kind"] == "call"]
    posted = [entry for entry in calls if entry["method"] == "chat.postMessage" and entry["ok"]]
    return [(datetime.fromisoformat(entry["time"]), str(entry["args"].get("text", ""))) for entry in posted]


def _judged(made: Mapping[str, datetime], messages: Sequence[tuple[datetime, str]], kills: Sequence[Kill]) -> Said:
    missed, doubled, in_flight, late_s = 0, 0, 0, []
    for schedule_id, due_at in made.items():
        said_at = sorted(at for at, text in messages if f"Reminder {schedule_id}:" in text)
        if not said_at:
            missed += 1
            continue
        late_s.append((said_at[0] - due_at).total_seconds())
        for at in said_at[:-1]:
            if any(timedelta() <= kill.at - at <= IN_FLIGHT for kill in kills if kill.role == "worker"):
                in_flight += 1
            else:
                doubled += 1
                print(f"said twice: {schedule_id}, due {due_at}, said {', '.join(str(one) for one in said_at)}")
    return Said(missed, doubled, in_flight, late_s)


if __name__ == "__main__":
    sys.exit(main())
