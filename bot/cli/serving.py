"""Runs ASGI apps on bound sockets until a signal says stop, and then ends with exit code 0."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from bot.cli.connections import bounded_protocol

#: For what is in flight over HTTP when a stop comes; the work behind the acknowledgements has its own time after it.
ENDS_WITHIN_S = 3
#: Longer than Slack, proxies and load balancers keep a connection: whoever closes first must not be the one that is
#: about to be written to, or a delivery dies on its way.
IDLE_S = 75


@dataclass(frozen=True)
class Site:
    """An app and the socket it answers on.

    `websockets`: whether it takes those too; the bot itself does not. `dated`: whether it tells the date of its
    answers itself.
    """

    app: ASGIApp
    socket: socket.socket
    websockets: bool = False
    dated: bool = False


def bound(host: str, port: int) -> socket.socket:
    """A listening address; port 0 takes a free one. The protocol is named, else asyncio leaves Nagle's delay on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket) -> str:
    """The address of a bound socket on this machine."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def stop_signal() -> asyncio.Event:
    """Set by SIGTERM and SIGINT, from now on: asked for before the start, so that an early signal ends well too."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def let_signals_pass() -> None:
    """Only the way out is left: one more SIGTERM must not turn a good end into a bad one."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_IGN)


class _Server(uvicorn.Server):
    """Leaves signals to us: uvicorn raises them again after its shutdown, which ends in another exit code than 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Servers:
    """Some sites served in this event loop."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self._sites = sites
        self._servers = [_Server(_config(site)) for site in sites]
        self._running: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Returns when every site answers; raises when one ends before that."""
        self._running = [
            asyncio.create_task(server.serve(sockets=[site.socket]))
            for server, site in zip(self._servers, self._sites, strict=True)
        ]
        while not all(server.started for server in self._servers):
            if any(task.done() for task in self._running):
                raise RuntimeError("a server could not start; the log says why")
            await asyncio.sleep(0.01)

    async def until(self, stop: asyncio.Event) -> None:
        """Waits for the stop, or for the end of a server."""
        ended = [asyncio.create_task(stop.wait()), *self._running]
        await asyncio.wait(ended, return_when=asyncio.FIRST_COMPLETED)

    async def stop(self) -> None:
        """Stops taking, finishes what is in flight."""
        for server in self._servers:
            server.should_exit = True
        await asyncio.gather(*self._running, return_exceptions=True)
        for site in self._sites:
            site.socket.close()


def _config(site: Site) -> uvicorn.Config:
    return uvicorn.Config(
        site.app,
        http=bounded_protocol(),
        ws="websockets-sansio" if site.websockets else "none",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=not site.dated,
        proxy_headers=False,  # what a request says of its way counts for nothing here
        lifespan="on",
        timeout_graceful_shutdown=ENDS_WITHIN_S,
        timeout_keep_alive=IDLE_S,
    )
