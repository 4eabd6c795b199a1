"""What the Genesys client costs: its GETs, with retries, limits, errors and typed answers, beside bare httpx2 and json.

Both ask the same small server, a process of its own, with 32 callers. They take turns every 100 calls, so that whatever
else the machine does falls on both; the figure of a round is the ratio of its two times.
"""

import asyncio
import gc
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx2
import uvloop

from bench.processes import server
from bot.genesys.client import Genesys
from bot.genesys.transport import TokenSource, Transport
from tests.processes import free_port

AIM = 0.75
ROUNDS = 5
TURNS, CALLS = 20, 100
CALLERS = 32
TOKEN = "t" * 43

Call = Callable[[], Awaitable[object]]


class Given(TokenSource):
    """One token that never ends."""

    async def token(self) -> str:
        return TOKEN

    async def renewed(self, refused: str) -> str:
        raise SystemExit(f"The server refused the token ({len(refused)} characters).")

    async def ended(self, refused: str) -> None:
        """Never comes so far."""


@dataclass
class Taken:
    """Seconds and processor seconds of all calls of one kind in one round."""

    wall_s: float = 0.0
    cpu_s: float = 0.0

    def per_s(self) -> float:
        return TURNS * CALLS / self.wall_s

    def cpu_us(self) -> float:
        return self.cpu_s / (TURNS * CALLS) * 1e6


async def main() -> int:
    url = f"http://127.0.0.1:{(port := free_port())}"
    transport = Transport(url)
    genesys = Genesys(transport, Given())
    async with server("bench.client", str(port), url=url, path="/person"), httpx2.AsyncClient() as bare:
        kinds: dict[str, tuple[Call, Call]] = {
            "one person": (
                lambda: genesys.users.get_user("u", expand=("presence", "routingStatus", "outOfOffice")),
                lambda: ask(bare, f"{url}/api/v2/users/u?expand=presence,routingStatus,outOfOffice"),
            ),
            "a page of 100 queues": (
                lambda: genesys.queues.get_user_queues("u", joined=True),
                lambda: ask(bare, f"{url}/api/v2/users/u/queues?joined=true&pageNumber=1&pageSize=100"),
            ),
        }
        for calls in kinds.values():
            for call in calls:
                await spent(call, Taken())
        gc.collect()
        gc.freeze()
        ratios = [report(name, [await measured(*calls) for _ in range(ROUNDS)]) for name, calls in kinds.items()]
    await transport.aclose()
    print(f"aim: {AIM} x bare httpx2 at {CALLERS} callers, the least is {min(ratios):.2f}")
    return 0 if min(ratios) >= AIM else 1


async def ask(bare: httpx2.AsyncClient, url: str) -> Any:
    """What somebody would write who needs no errors, no limits and no types."""
    answer = await bare.get(url, headers={"Authorization": f"Bearer {TOKEN}"})
    return json.loads(answer.content)


async def measured(ours: Call, bare: Call) -> tuple[Taken, Taken]:
    """One round: turn and turn about."""
    both = Taken(), Taken()
    for _ in range(TURNS):
        for call, taken in zip((ours, bare), both, strict=True):
            await spent(call, taken)
    return both


async def spent(call: Call, taken: Taken) -> None:
    left = iter(range(CALLS))

    async def caller() -> None:
        for _ in left:
            await call()

    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    taken.wall_s += time.perf_counter() - wall
    taken.cpu_s += time.process_time() - cpu


def report(name: str, rounds: list[tuple[Taken, Taken]]) -> float:
    """Prints medians, and answers the median of the rounds' ratios."""
    for who, taken in (("the client", [ours for ours, _ in rounds]), ("bare httpx2", [bare for _, bare in rounds])):
        per_s = statistics.median(one.per_s() for one in taken)
        cpu_us = statistics.median(one.cpu_us() for one in taken)
        print(f"{name}, {who}: {per_s:.0f} GET/s, {cpu_us:.0f} µs of processor time each")
    ratios = [bare.wall_s / ours.wall_s for ours, bare in rounds]
    ratio = statistics.median(ratios)
    listed = ", ".join(f"{one:.2f}" for one in ratios)
    print(f"{name}: {ratio:.2f} x bare httpx2 (rounds: {listed})")
    return ratio


REF = {"id": "a1b2c3d4-0000-4000-8000-000000000002", "name": "Home", "selfUri": "/api/v2/authorization/divisions/d"}
PERSON = {
    "id": "a1b2c3d4-0000-4000-8000-000000000001",
    "name": "Ana Ruiz",
    "division": REF,
    "chat": {"jabberId": "5a@acme.orgspan.com"},
    "department": "Billing",
    "email": "ana.ruiz@example.com",
    "primaryContactInfo": [{"address": "ana.ruiz@example.com", "mediaType": "EMAIL", "type": "PRIMARY"}],
    "state": "active",
    "title": "Agent",
    "manager": REF,
    "version": 12,
    "acdAutoAnswer": False,
    "presence": {
        "source": "PURECLOUD",
        "presenceDefinition": {"id": "p", "systemPresence": "ON_QUEUE"},
        "message": "",
        "modifiedDate": "2026-11-25T11:00:00.123Z",
    },
    "routingStatus": {"userId": "u", "status": "IDLE", "startTime": "2026-11-25T11:00:00.123Z"},
    "outOfOffice": {"active": False, "indefinite": False},
}
QUEUE = {
    "id": "",
    "name": "Billing",
    "division": REF,
    "memberCount": 40,
    "joinedMemberCount": 12,
    "joined": True,
    "mediaSettings": {
        "call": {"alertingTimeoutSeconds": 30, "serviceLevel": {"percentage": 0.8, "durationMs": 20000}},
        "chat": {"alertingTimeoutSeconds": 30, "serviceLevel": {"percentage": 0.8, "durationMs": 20000}},
    },
    "skillEvaluationMethod": "ALL",
}
QUEUES = {"entities": [QUEUE | {"id": f"q-{n}"} for n in range(100)], "pageSize": 100, "pageNumber": 1, "pageCount": 1}


def answer_of(content: object) -> bytes:
    body = json.dumps(content).encode()
    head = (
        "HTTP/1.1 200 OK",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "ININ-Correlation-Id: 11111111-2222-3333-4444-555555555555",
        "inin-ratelimit-count: 1",
        "inin-ratelimit-allowed: 300",
        "inin-ratelimit-reset: 60",
    )
    return "\r\n".join((*head, "", "")).encode() + body


class Answering(asyncio.Protocol):
    """The least that can be called a server, so that the callers are what is measured."""

    person, queues = answer_of(PERSON), answer_of(QUEUES)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._transport.write(self.queues if b"/queues" in data else self.person)


async def serve(port: int) -> None:
    listening = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", port)
    await listening.serve_forever()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        uvloop.run(serve(int(sys.argv[1])))
    sys.exit(uvloop.run(main()))
