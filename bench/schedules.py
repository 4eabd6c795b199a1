"""A hundred thousand schedules, of which ten thousand people's come due at one moment, on both databases.

Beside it APScheduler with its memory store, which has to do as much, by the same rules. Measured is how long after
their moment the last of them starts: its handler is called, with its person and their token. When the last was claimed,
which is before that, is printed too. What a handler does then is a message, and not measured. All must be called, none
twice, and none too early. In the same time commands go to `web`, twenty a second, as they did in the quiet before:
their acknowledgements are compared. On SQLite one process does all of it; on PostgreSQL a `worker` runs the schedules.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import uvloop
from sqlalchemy import func, insert, select

from bench import due_rules, load
from bench.linked import link_people
from bench.processes import Server, server
from bench.running import settings
from bench.slack import TEAM, user_of
from bot.cli.keys import new_key
from bot.schedules.contents import ReminderContent
from bot.schedules.rules import Calendar, next_after
from bot.store.engine import Database
from bot.store.tables import firings, links, schedules
from tests.databases import running_postgresql
from tests.processes import free_port, process

STORED, DUE = 100_000, 10_000
AIM, ACK_AIM = 0.4, 3.0
NOTED = ("claimed", "called")
SECRET = "bench"
COMMAND_EVERY_S = 0.05
QUIET_S = 10.0
ENDS_WITHIN_S = 120.0


@dataclass(frozen=True)
class Measured:
    """One database. Seconds are counted from the moment at which all were due."""

    claimed_s: float
    first_s: float
    called_s: float
    started: Counter[str]
    states: Counter[str]
    ended_s: float
    quiet_ms: float
    busy_ms: float
    refused: int
    before_mb: float
    after_mb: float


async def main() -> int:
    """Prints the figures; 1 where something was missed or doubled, or an aim was not reached."""
    print(f"{STORED} stored, {DUE} due at one moment", flush=True)
    theirs = await apscheduler()
    last_s = theirs["last_s"]
    print(f"\nAPScheduler, memory store: last start after {last_s:.2f} s, {theirs['rss_mb']:.0f} MB", flush=True)
    with tempfile.TemporaryDirectory(prefix="onqueue-bench-") as folder:
        sqlite = await measured(f"sqlite+aiosqlite:///{folder}/onqueue.db", Path(folder))
        codes = [*judged("SQLite", sqlite, last_s)]
        with running_postgresql() as postgresql:
            with psycopg.connect(postgresql.address, autocommit=True) as connection:
                connection.execute("CREATE DATABASE bench")
            url = postgresql.address.replace("/postgres?", "/bench?")
            codes += judged("PostgreSQL", await measured(url, Path(folder)), last_s)
    return max(codes)


async def apscheduler() -> dict[str, float]:
    async with process("bench.due_scheduler", str(STORED), str(DUE)) as started:
        assert started.stdout is not None
        told: dict[str, float] = json.loads(await started.stdout.read())
        return told


async def measured(url: str, folder: Path) -> Measured:
    file, keys = folder / f"starts-{urlsplit(url).scheme}", new_key()
    people = [user_of(number) for number in range(STORED // 10)]
    await link_people(url, keys, people)
    database = Database(url)
    try:
        owners = await owners_of(database)
        await store(database, owners, range(DUE, STORED), datetime.now(UTC) + timedelta(hours=3), spread=True)
        async with running(url, keys, file, one_process=database.is_sqlite) as (web, worker, slack):
            at = next_minute(datetime.now(UTC) + timedelta(seconds=QUIET_S + 10))
            await store(database, owners, range(DUE), at, spread=False)
            await asyncio.to_thread(settle, url)
            commands = Commands(web.url, slack.url, people)
            quiet = await commands.until(at.timestamp() - 1)
            before_mb = worker.rss_mb()
            await asyncio.sleep(max(0.0, at.timestamp() - time.time()))
            ended = asyncio.create_task(all_ended(database, at))
            busy = await commands.until(at.timestamp() + ENDS_WITHIN_S, ended)
            ended_s, after_mb = await ended, worker.rss_mb()
        states = await states_of(database)
    finally:
        await database.aclose()
    noted = [line.split() for line in file.read_text(encoding="utf-8").splitlines()]
    late = {what: [float(moment) - at.timestamp() for one, _, moment in noted if one == what] for what in NOTED}
    return Measured(
        max(late["claimed"], default=0.0),
        min(late["called"], default=0.0),
        max(late["called"], default=0.0),
        Counter(firing for what, firing, _ in noted if what == "called"),
        states,
        ended_s,
        statistics.median(quiet.latencies_s) * 1000,
        statistics.median(busy.latencies_s) * 1000,
        quiet.refused + busy.refused,
        before_mb,
        after_mb,
    )


async def owners_of(database: Database) -> list[tuple[str, str]]:
    async with database.read() as tx:
        return [(row.id, row.slack_user) for row in await tx.execute(select(links.c.id, links.c.slack_user))]


async def store(
    database: Database, owners: Sequence[tuple[str, str]], numbers: range, at: datetime, *, spread: bool
) -> None:
    """Schedules of these people that are due at this moment, or `spread` over the hours after it."""
    for some in (numbers[start : start + 5000] for start in range(0, len(numbers), 5000)):
        rows = [row(number, owners, at, spread=spread) for number in some]
        async with database.begin() as tx:
            await tx.execute(insert(schedules), rows)


def settle(url: str) -> None:
    """What was loaded is written to the disk, which would else go on while starts are measured."""
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
    os.sync()


def row(number: int, owners: Sequence[tuple[str, str]], at: datetime, *, spread: bool) -> dict[str, Any]:
    link_id, user = owners[number % len(owners)]
    at = (at + timedelta(minutes=number % 600)).replace(second=0, microsecond=0) if spread else at
    theirs = due_rules.rule(number, at)
    zone, rule = theirs.zone, Calendar(weekdays=theirs.weekdays, times=(theirs.at,))
    assert spread or next_after(rule, zone=zone, after=at - timedelta(seconds=1)) == at
    return {
        "id": f"{number:06}",
        "kind": "reminder",
        "team_id": TEAM,
        "slack_user": user,
        "link_id": link_id,
        "zone": zone.key,
        "zone_now": zone.key,
        "rule": rule.model_dump(mode="json"),
        "content": ReminderContent(text="go on queue").model_dump(mode="json"),
        "state": "active",
        "next_at": at,
        "done_at": at - timedelta(days=1),
        "made_at": at - timedelta(days=1),
        "changed_at": at - timedelta(days=1),
    }


@asynccontextmanager
async def running(
    url: str, keys: str, file: Path, *, one_process: bool
) -> AsyncIterator[tuple[Server, Server, Server]]:
    """`web`, whoever runs the schedules, and Slack."""
    web, worker, slack = (f"http://127.0.0.1:{free_port()}" for _ in range(3))
    env = settings(slack, web, url) | {"SLACK_SIGNING_SECRET": SECRET, "TOKEN_KEYS": keys}
    noting = ("bench.due_bot", str(file))
    async with AsyncExitStack() as stack:
        slack_side = await stack.enter_async_context(server("bench.slack", port(slack), url=slack))
        ours = noting if one_process else ("bot",)
        served = await stack.enter_async_context(
            server(*ours, "web", "--port", port(web), url=web, path="/readyz", env=env)
        )
        if one_process:
            yield served, served, slack_side
            return
        working = server(*noting, "worker", "--port", port(worker), url=worker, path="/readyz", env=env)
        yield served, await stack.enter_async_context(working), slack_side


def port(url: str) -> str:
    return str(urlsplit(url).port)


@dataclass(frozen=True)
class Commands:
    """`/gc help` of many people, one after the other, at a steady pace."""

    url: str
    slack_url: str
    people: Sequence[str]

    async def until(self, moment: float, ended: "asyncio.Task[float] | None" = None) -> load.Sent:
        latencies_s, refused = list[float](), 0
        while time.time() < moment and not (ended and ended.done()):
            began = time.perf_counter()
            [request] = load.commands(
                "help", [self.people[len(latencies_s) % len(self.people)]], 1, slack_url=self.slack_url, secret=SECRET
            )
            sent = await load.send(self.url, [request], 1)
            latencies_s += sent.latencies_s
            refused += sent.refused
            await asyncio.sleep(max(0.0, COMMAND_EVERY_S - (time.perf_counter() - began)))
        return load.Sent(latencies_s, 0.0, refused)


async def all_ended(database: Database, at: datetime) -> float:
    """How long after their moment the last one was written down as said, looked at now and then."""
    while time.time() < at.timestamp() + ENDS_WITHIN_S:
        if (await states_of(database))["sent"] >= DUE:
            break
        await asyncio.sleep(0.5)
    return time.time() - at.timestamp()


async def states_of(database: Database) -> Counter[str]:
    query = select(firings.c.state, func.count().label("many")).group_by(firings.c.state)
    async with database.read() as tx:
        return Counter({row.state: row.many for row in await tx.execute(query)})


def next_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)


def judged(name: str, one: Measured, theirs_s: float) -> Iterator[int]:
    """Prints one database's figures, and yields 1 for each thing that is not as it must be."""
    twice = sum(many - 1 for many in one.started.values())
    print(f"\n{name}: {len(one.started)} started, {twice} twice; in the end {dict(one.states)}")
    ratio = one.called_s / theirs_s
    print(f"last claimed {-one.claimed_s:.2f} s before their moment, first handler called {one.first_s:.2f} s after it")
    print(f"last handler called after {one.called_s:.2f} s, {ratio:.2f} x APScheduler's last start; aim {AIM} x")
    print(f"all written down after {one.ended_s:.2f} s")
    slower = one.busy_ms / one.quiet_ms
    print(
        f"ack p50 {one.quiet_ms:.2f} ms in the quiet, {one.busy_ms:.2f} ms meanwhile, {slower:.2f} x; aim {ACK_AIM} x"
    )
    print(f"memory of who runs them: {one.before_mb:.0f} MB before, {one.after_mb:.0f} MB after", flush=True)
    yield int(len(one.started) != DUE or twice != 0 or one.states != Counter(sent=DUE))
    yield int(ratio > AIM or one.first_s < 0)
    yield int(slower > ACK_AIM or one.refused != 0)


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
