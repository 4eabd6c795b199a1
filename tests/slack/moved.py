"""A time that passes as fast as nobody has anything left to do, and a Slack that notes when it was called."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.installation import Installation

BEGAN_S = 1000.0
SETTLES = 50  #: rounds of the loop, after which everybody waits for time or for an answer
T = TypeVar("T")


class Passing:
    """Jumps to the next moment that somebody waits for."""

    def __init__(self) -> None:
        self._now_s = BEGAN_S
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def now_s(self) -> float:
        return self._now_s

    async def wait(self, span_s: float) -> None:
        wakes: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now_s + span_s, next(self._numbers), wakes))
        await wakes

    async def until(self, over: Awaitable[T]) -> T:
        """What `over` answers, however long that takes."""
        task = asyncio.ensure_future(over)
        while not await settled(task):
            assert self._sleepers, "nobody waits for time, and it is not over"
            self._now_s, _, wakes = heapq.heappop(self._sleepers)
            if not wakes.cancelled():
                wakes.set_result(None)
        return task.result()


async def settled(task: asyncio.Future[Any]) -> bool:
    for _ in range(SETTLES):
        await asyncio.sleep(0)
    return task.done()


@dataclass(frozen=True)
class Call:
    """One that reached Slack, and how long after the beginning."""

    at_s: float
    team: str
    method: str
    arguments: Mapping[str, Any]

    @property
    def channel(self) -> str:
        return str(self.arguments["channel"])

    @property
    def text(self) -> str:
        return str(self.arguments["text"])


class Noting(AsyncWebClient):
    """The wire to one workspace."""

    def __init__(self, team: str, time: Passing, slack: "Workspaces") -> None:
        super().__init__(token=f"xoxb-{team}", base_url="https://slack.com/api/")
        self._team, self._time, self._slack = team, time, slack

    async def api_call(self, api_method: str, **given: Any) -> AsyncSlackResponse:
        call = Call(self._time.now_s() - BEGAN_S, self._team, api_method, given.get("json") or {})
        self._slack.calls.append(call)
        await asyncio.sleep(0)
        await self._slack.wait_for.wait()
        self._slack.answer(call)
        return answered(
            200, {"ok": True, "channel": call.arguments.get("channel"), "ts": f"{len(self._slack.calls)}.0"}
        )


class Workspaces:
    """Each team is installed, and speaks through a wire that notes. `answer` may raise what the SDK would."""

    def __init__(self, time: Passing) -> None:
        self.calls: list[Call] = []
        self.answer: Callable[[Call], None] = lambda _: None
        self.wait_for = asyncio.Event()  #: no call is answered before it
        self.wait_for.set()
        self._time = time
        self._known: dict[str, Installation] = {}

    async def of(self, team: str) -> Installation | None:
        if team not in self._known:
            wire = Noting(team, self._time, self)
            self._known[team] = Installation(wire, wire, team)
        return self._known[team]

    async def ended(self, installation: Installation) -> None:
        """Nothing is kept."""

    def gone(self) -> Sequence[Installation]:
        return [one for one in self._known.values() if one.is_gone]


def answered(status: int, data: dict[str, Any], **headers: str) -> AsyncSlackResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=data, headers=named, status_code=status
    )


def limited(wait_s: int) -> SlackApiError:
    return SlackApiError(
        message="", response=answered(429, {"ok": False, "error": "ratelimited"}, Retry_After=str(wait_s))
    )  # type: ignore[no-untyped-call] # the SDK's


def refused(error: str) -> SlackApiError:
    return SlackApiError(message="", response=answered(200, {"ok": False, "error": error}))  # type: ignore[no-untyped-call] # the SDK's
