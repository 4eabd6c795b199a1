"""The one HTTP session to Slack's Web API: what is sent goes to the configured host alone, and answers have a limit."""

from types import SimpleNamespace

import aiohttp

ANSWERS_WITHIN_S = 15
MOST_BYTES = 8 * 1024 * 1024
CHUNK_BYTES = 64 * 1024


def slack_session() -> aiohttp.ClientSession:
    """For all calls: slack_sdk opens one, with its own TLS handshake, for each call otherwise. Close it at the end."""
    tracing = aiohttp.TraceConfig()
    tracing.on_request_redirect.append(_no_redirect)
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=ANSWERS_WITHIN_S), response_class=_Bounded, trace_configs=[tracing]
    )


async def _no_redirect(*_: aiohttp.ClientSession | SimpleNamespace | aiohttp.TraceRequestRedirectParams) -> None:
    """slack_sdk cannot be told not to follow one, and would take the token's request along."""
    raise aiohttp.ClientConnectionError("a redirect is not followed")


class _Bounded(aiohttp.ClientResponse):
    """An answer that is read no further than its limit."""

    async def read(self) -> bytes:
        if self._body is None:
            body = bytearray()
            async for chunk in self.content.iter_chunked(CHUNK_BYTES):
                body += chunk
                if len(body) > MOST_BYTES:
                    self.close()
                    raise aiohttp.ClientPayloadError("the answer is too large")
            self._body = bytes(body)
        return await super().read()
