"""What those who operate the bot are told of its calls to Slack: figures, and what time Slack says it is."""

import time
from dataclasses import dataclass, field
from http import HTTPStatus
from types import SimpleNamespace

import aiohttp
from yarl import URL

from bot.metrics import RATE_LIMITED, SLACK_CALLS, SLACK_SECONDS, Metrics
from bot.readiness import SLACK, OtherClocks

WEB_API = "/api/"
LONGEST_METHOD = 60
NO = b'"ok":false'
NO_WITHIN = 64  #: bytes: Slack's answers begin with whether they are a yes


@dataclass(frozen=True)
class Watch:
    """Told of each attempt; a method is Slack's name, or `response_url` or `socket`, whose addresses are secrets."""

    metrics: Metrics = field(default_factory=Metrics)
    clocks: OtherClocks | None = None

    def tracing(self) -> aiohttp.TraceConfig:
        """For the session whose calls are watched."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(_begins)
        config.on_request_end.append(self._ends)
        config.on_request_exception.append(self._lost)
        return config

    def answered(self, url: URL, status: int, body: bytes) -> None:
        """A whole answer was read."""
        self.metrics.count(SLACK_CALLS, _method(url), outcome(status, body))
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            self.metrics.count(RATE_LIMITED, SLACK)

    def broke_off(self, url: URL) -> None:
        """An answer began and could not be read to its end."""
        self.metrics.count(SLACK_CALLS, _method(url), "lost")

    async def _ends(
        self, _: aiohttp.ClientSession, call: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        self.metrics.measure(SLACK_SECONDS, time.monotonic() - call.began_s, _method(params.url))
        if self.clocks is not None:
            self.clocks.heard_date(SLACK, params.response.headers.get("Date"))

    async def _lost(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, params: aiohttp.TraceRequestExceptionParams
    ) -> None:
        self.broke_off(params.url)


def outcome(status: int, body: bytes) -> str:
    """`limited` and `failed` may go better later; `refused` would be refused again."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "limited"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or body.lstrip()[:1] == b"<":
        return "failed"
    says_no = NO in body[:NO_WITHIN].replace(b" ", b"")
    return "refused" if says_no or status >= HTTPStatus.BAD_REQUEST else "ok"


async def _begins(_: aiohttp.ClientSession, call: SimpleNamespace, __: aiohttp.TraceRequestStartParams) -> None:
    call.began_s = time.monotonic()


def _method(url: URL) -> str:
    if url.scheme in {"ws", "wss"}:
        return "socket"
    before, _, method = url.path.rpartition(WEB_API)
    return method[:LONGEST_METHOD] if before == "" and method and "/" not in method else "response_url"
