"""How fast commands are acknowledged and answered, beside the smallest Bolt app and Starlette alone.

Five rounds in which the servers take turns, each a process of its own, so that a noisy machine is noisy to all. The
next command goes out as soon as the last was acknowledged; the bot must in addition answer each through its
`response_url`, and what it did not answer has failed.
"""

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx2
import uvloop

from bench import load
from bench.running import Running, running
from bench.slack import user_of
from tests.processes import becomes

ROUNDS = 5
SLICES = 5
PEOPLE = 1000
AT_ONCE = {1: 1000, 32: 3000, 256: 3000}  #: connections → commands a round: a person stays below their limit a minute
STATUS_AT_ONCE, STATUS_COMMANDS = 8, 200
ANSWERED_WITHIN_S = 60.0
AIM = 1.5


@dataclass(frozen=True)
class Measured:
    """One server at one level in one round."""

    p50_ms: float
    p99_ms: float
    acks_s: float
    answers_s: float  #: commands a second until the last was answered, not only acknowledged
    cpu_ms: float  #: processor time that one command took
    failed: int


@dataclass(frozen=True)
class Slice:
    """Some commands, sent, and answered where the server answers."""

    sent: load.Sent
    took_s: float
    cpu_s: float
    unanswered: int


Round = dict[int, dict[str, Measured]]  #: by level, by server


async def main() -> int:
    users = [user_of(number) for number in range(PEOPLE)]
    with tempfile.TemporaryDirectory(prefix="onqueue-bench-") as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'onqueue.db'}"
        async with running(url, users) as servers, httpx2.AsyncClient() as http:
            bench = Bench(servers, http)
            for name in servers.servers:  # Everybody is known to the bot from here on, and all code is warm.
                await bench.slice(name, "help", users, PEOPLE, 8)
            rounds = [await bench.round(users, number) for number in range(ROUNDS)]
            status = [await bench.status() for _ in range(ROUNDS)]
    return report(rounds, status)


@dataclass(frozen=True)
class Bench:
    """The servers, and the way to their counters."""

    servers: Running
    http: httpx2.AsyncClient

    async def round(self, users: Sequence[str], number: int) -> Round:
        """Every server at every level, in turns, so that a busy moment of the machine is everybody's."""
        names = list(self.servers.servers)
        first = number % len(names)
        taken: Round = {}
        for at_once, many in AT_ONCE.items():
            slices: dict[str, list[Slice]] = {name: [] for name in names}
            for _ in range(SLICES):
                for name in names[first:] + names[:first]:
                    slices[name].append(await self.slice(name, "help", users, many // SLICES, at_once))
            taken[at_once] = {name: measured(found) for name, found in slices.items()}
        return taken

    async def status(self) -> Measured:
        return measured(
            [await self.slice("onqueue", "status", self.servers.signed_in, STATUS_COMMANDS, STATUS_AT_ONCE)]
        )

    async def slice(self, name: str, text: str, users: Sequence[str], many: int, at_once: int) -> Slice:
        slack = self.servers.slack
        server = self.servers.servers[name]
        await self.http.get(f"{slack.url}/forget")
        requests = load.commands(text, users, many, slack_url=slack.url, secret=self.servers.secret)
        cpu_s, began = server.cpu_s(), asyncio.get_running_loop().time()
        sent = await load.send(server.url, requests, at_once)
        unanswered = await self._unanswered(many) if name == "onqueue" else 0
        took_s = asyncio.get_running_loop().time() - began
        return Slice(sent, took_s, server.cpu_s() - cpu_s, unanswered)

    async def _unanswered(self, many: int) -> int:
        answered = 0

        async def all_answered() -> bool:
            nonlocal answered
            answered = int((await self.http.get(f"{self.servers.slack.url}/count")).json()["answered"])
            return answered >= many

        await becomes(all_answered, ANSWERED_WITHIN_S)
        return many - answered


def measured(slices: Sequence[Slice]) -> Measured:
    latencies_ms = sorted(latency_s * 1000 for one in slices for latency_s in one.sent.latencies_s)
    many = len(latencies_ms)
    return Measured(
        latencies_ms[many // 2],
        latencies_ms[int(0.99 * many)],
        many / sum(one.sent.took_s for one in slices),
        many / sum(one.took_s for one in slices),
        sum(one.cpu_s for one in slices) / many * 1000,
        sum(one.sent.refused + one.unanswered for one in slices),
    )


def report(rounds: Sequence[Round], status: Sequence[Measured]) -> int:
    """Prints medians of the rounds; 1 where a command failed."""
    print(f"/gc help of {PEOPLE} people in turn, median of {len(rounds)} rounds\n")
    print(f"{'':12}{'at once':>8}{'p50 ms':>9}{'p99 ms':>9}{'acks/s':>9}{'done/s':>9}{'cpu ms':>9}")
    for at_once in AT_ONCE:
        for name in rounds[0][at_once]:
            print_line(name, at_once, [taken[at_once][name] for taken in rounds])
    print("\n/gc status of 40 people, from a simulator in another process\n")
    print_line("onqueue", STATUS_AT_ONCE, status)
    ratios = [taken[1]["onqueue"].p50_ms / taken[1]["bolt"].p50_ms for taken in rounds]
    shown = ", ".join(f"{ratio:.2f}" for ratio in sorted(ratios))
    print(f"\np50 at 1 against the smallest Bolt app: {statistics.median(ratios):.2f} x (rounds: {shown}), aim {AIM} x")
    failed = sum(one.failed for taken in rounds for level in taken.values() for one in level.values())
    failed += sum(one.failed for one in status)
    print(f"commands that were refused, or acknowledged and never answered: {failed}")
    return 1 if failed else 0


def print_line(name: str, at_once: int, taken: Sequence[Measured]) -> None:
    columns = ("p50_ms", "p99_ms", "acks_s", "answers_s", "cpu_ms")
    medians = [statistics.median(getattr(one, column) for one in taken) for column in columns]
    p50_ms, p99_ms, acks_s, answers_s, cpu_ms = medians
    print(f"{name:12}{at_once:>8}{p50_ms:>9.2f}{p99_ms:>9.2f}{acks_s:>9.0f}{answers_s:>9.0f}{cpu_ms:>9.2f}")


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
