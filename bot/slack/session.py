"""The one HTTP session to Slack's Web API: what is sent goes to the configured host alone, and answers have a limit."""

from types import SimpleNamespace
from typing import ClassVar

import aiohttp

from bot.slack.watching import Watch

ANSWERS_WITHIN_S = 15
MOST_BYTES = 8 * 1024 * 1024
CHUNK_BYTES = 64 * 1024


def slack_session(watch: Watch | None = None) -> aiohttp.ClientSession:
    """For all calls: slack_sdk opens one, with its own TLS handshake, for each call otherwise. Close it at the end."""
    watch = watch or Watch()
    tracing = watch.tracing()
    tracing.on_request_redirect.append(_no_redirect)
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=ANSWERS_WITHIN_S),
        response_class=type("Watched", (_Bounded,), {"watch": watch}),
        trace_configs=[tracing],
    )


async def _no_redirect(*_: aiohttp.ClientSession | SimpleNamespace | aiohttp.TraceRequestRedirectParams) -> None:
    """slack_sdk cannot be told not to follow one, and would take the token's request along."""
    raise aiohttp.ClientConnectionError("a redirect is not followed")


class _Bounded(aiohttp.ClientResponse):
    """An answer that is read no further than its limit, and then counted."""

    watch: ClassVar[Watch]

    async def read(self) -> bytes:
        if self._body is None:
            try:
                self._body = await self._whole()
            except (aiohttp.ClientError, TimeoutError):
                self.watch.broke_off(self.url)
                raise
            self.watch.answered(self.url, self.status, self._body)
        return await super().read()

    async def _whole(self) -> bytes:
        body = bytearray()
        async for chunk in self.content.iter_chunked(CHUNK_BYTES):
            body += chunk
            if len(body) > MOST_BYTES:
                self.close()
                raise aiohttp.ClientPayloadError("the answer is too large")
        return bytes(body)
