"""Connections that cost a server nothing: uvicorn itself waits for ever for a head, and takes any number of them.

Whoever is still sending waits in a line. When there are too many connections, the one that has waited longest goes:
what Slack sends arrives whole within milliseconds, so a crowd that only holds connections open loses them first, and
a delivery that has arrived is never cut.
"""

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN_S = 5.0
MOST_CONNECTIONS = 800  #: below the 1,024 open files that most systems allow a process
MOST_BESIDE_BODY = 64 * 1024  #: bytes of a request that are no body: head, trailers, the frames of chunks


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's own protocol with an end to each wait."""

    head_within_s: ClassVar[float] = HEAD_WITHIN_S
    most: ClassVar[int] = MOST_CONNECTIONS
    line: ClassVar[dict["BoundedProtocol", None]] = {}

    _late: asyncio.TimerHandle | None = None
    _beside_body = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        super().connection_made(transport)
        self.line[self] = None
        self._late = self.loop.call_later(self.head_within_s, self.cut)
        if len(self.connections) > self.most:
            next(iter(self.line)).cut()

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave_line()
        self._in_time()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._beside_body += len(data)
        super().data_received(data)
        if self not in self.connections:
            return  # It is a WebSocket from here on, and another protocol's.
        if self._beside_body > MOST_BESIDE_BODY:
            self.cut()
        elif self._late is None and self.cycle.response_complete and not self.transport.is_closing():
            self._late = self.loop.call_later(self.head_within_s, self.cut)

    def on_headers_complete(self) -> None:
        self._in_time()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._beside_body -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._beside_body = 0
        self._leave_line()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """What is answered before it was sent whole is not waited for."""
        super().on_response_complete()
        if self.cycle.more_body:
            self.cut()
        elif not self.pipeline and not self.transport.is_closing():
            self.line[self] = None

    def shutdown(self) -> None:
        """A stop waits for what has arrived, not for what is still on its way."""
        if self in self.line:
            self.cut()
        else:
            super().shutdown()

    def cut(self) -> None:
        self._leave_line()
        self.transport.close()

    def _in_time(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _leave_line(self) -> None:
        self.line.pop(self, None)


def bounded_protocol(**limits: Any) -> type[BoundedProtocol]:
    """A protocol with a line of its own, for one server; `limits` replace the class's own."""
    return type("Bounded", (BoundedProtocol,), {"line": {}, **limits})
