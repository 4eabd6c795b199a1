"""How long the product takes to start, and how much memory it holds with 10,000 linked people.

Beside it what Python alone, its servers' imports and the smallest Bolt app take. Nothing here passes or fails but the
end of a process; the figures are printed.
"""

import json
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import uvloop

from bench import load
from bench.linked import link_people
from bench.processes import Server, server
from bench.running import settings
from bench.slack import user_of
from bot.cli.keys import new_key
from tests.processes import becomes, free_port

RUNS = 5
AIM_S = 5.0
ENDS_WITHIN_S = 30
PEOPLE = 10_000
AT_ONCE = 32
ANSWERED_WITHIN_S = 300.0
SECRET = "bench"
SANDBOX = ("-m", "bot", "sandbox", "--port", "0", "--json")
ALONE = {
    "python alone": ("-c", "pass"),
    "uvicorn and starlette imported": ("-c", "import starlette.applications, uvicorn"),
    "the smallest Bolt app imported": ("-c", "import bench.baselines"),
    "web imported": ("-c", "import bot.cli.web"),
}


async def main() -> int:
    """Prints one line a measurement, and ends with a sentence when a process does not end as it should."""
    for name, arguments in ALONE.items():
        report(name, [ran(arguments) for _ in range(RUNS)])
    report("sandbox answers", took := [started() for _ in range(RUNS)])
    median = statistics.median(one.wall_s for one in took)
    print(f"aim: {AIM_S:.1f} s, the median is {'within' if median <= AIM_S else 'beyond'} it\n")
    await with_people()
    return 0


@dataclass(frozen=True)
class Took:
    """Time on the wall, and of a processor: on a busy machine only the latter tells much."""

    wall_s: float
    cpu_s: float


def report(name: str, took: Sequence[Took]) -> None:
    walls = [one.wall_s for one in took]
    cpu_s = statistics.median(one.cpu_s for one in took)
    figures = f"min {min(walls):.2f} s, median {statistics.median(walls):.2f} s, max {max(walls):.2f} s"
    print(f"{name}: {figures}; processor {cpu_s:.2f} s ({RUNS} runs)")


def children_s() -> float:
    """Processor time of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ran(arguments: tuple[str, ...]) -> Took:
    """What a process takes from its start to its end."""
    begun, cpu_s = time.perf_counter(), children_s()
    subprocess.run([sys.executable, *arguments], check=True)
    return Took(time.perf_counter() - begun, children_s() - cpu_s)


def started() -> Took:
    """From the start of a sandbox to its JSON; then it is ended, and has to end well. Processor time of both."""
    begun, cpu_s = time.perf_counter(), children_s()
    with subprocess.Popen([sys.executable, *SANDBOX], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        took = time.perf_counter() - begun
        process.send_signal(signal.SIGTERM)
        code = process.wait(ENDS_WITHIN_S)
    if not line or "page" not in json.loads(line):
        raise SystemExit(f"The sandbox printed no line of JSON and ended with exit code {code}.")
    if code != 0:
        raise SystemExit(f"The sandbox ended with exit code {code} after SIGTERM, not 0.")
    return Took(took, children_s() - cpu_s)


async def with_people() -> None:
    """`web` and the smallest Bolt app: start to first answer, memory then, and after everybody asked once."""
    slack, web, bolt = (f"http://127.0.0.1:{free_port()}" for _ in range(3))
    users = [user_of(number) for number in range(PEOPLE)]
    with tempfile.TemporaryDirectory(prefix="onqueue-bench-") as folder:
        url, keys = f"sqlite+aiosqlite:///{Path(folder) / 'onqueue.db'}", new_key()
        await link_people(url, keys, users)
        env = settings(slack, web, url) | {"SLACK_SIGNING_SECRET": SECRET, "TOKEN_KEYS": keys}
        async with server("bench.slack", port_of(slack), url=slack):
            await held(
                "web", lambda: server("bot", "web", "--port", port_of(web), url=web, path="/readyz", env=env), slack
            )
            baseline = ("bench.baselines", "bolt", port_of(bolt), f"{slack}/api/", SECRET)
            await held("the smallest Bolt app", lambda: server(*baseline, url=bolt), None)


async def held(name: str, start: Callable[[], AbstractAsyncContextManager[Server]], slack: str | None) -> None:
    """Starts it several times; the last one is asked by everybody. `slack` counts the answers of one that answers."""
    took: list[Took] = []
    for _ in range(RUNS - 1):
        begun = time.perf_counter()
        async with start() as running:
            took.append(Took(time.perf_counter() - begun, running.cpu_s()))
    begun = time.perf_counter()
    async with start() as running:
        took.append(Took(time.perf_counter() - begun, running.cpu_s()))
        empty_mb = running.rss_mb()
        await asked_by_all(running.url, slack)
        full_mb = running.rss_mb()
    report(f"{name}, with {PEOPLE} people linked, answers" if slack else f"{name} answers", took)
    print(f"{name}: {empty_mb:.0f} MB after its start, {full_mb:.0f} MB after {PEOPLE} people asked once\n")


async def asked_by_all(url: str, slack: str | None) -> None:
    users = [user_of(number) for number in range(PEOPLE)]
    requests = load.commands("help", users, PEOPLE, slack_url=slack or "http://127.0.0.1:9", secret=SECRET)
    sent = await load.send(url, requests, AT_ONCE)
    if sent.refused or (slack and not await all_answered(slack)):
        raise SystemExit(f"{url} did not answer all of {PEOPLE} people.")


async def all_answered(slack: str) -> bool:
    async with httpx2.AsyncClient() as http:

        async def counted() -> bool:
            return int((await http.get(f"{slack}/count")).json()["answered"]) >= PEOPLE

        return await becomes(counted, ANSWERED_WITHIN_S)


def port_of(url: str) -> str:
    return url.rpartition(":")[2]


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
