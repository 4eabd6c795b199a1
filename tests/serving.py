"""Serves an ASGI app for real: uvicorn on a free loopback port, in the test's own loop."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp


@asynccontextmanager
async def serving(app: ASGIApp, **config: Any) -> AsyncIterator[str]:
    """The app's base URL, without a slash at the end. Leaves when the server has ended."""
    # The protocol is said, because asyncio sets TCP_NODELAY only then: without it each answer waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    # pytest listens even to a logger that is cut off from all others.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    how: dict[str, Any] = {"timeout_graceful_shutdown": 2, "ws": "none"} | config
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, **how))
    # serve() would take over the signals of the test run; its parts do not.
    task = asyncio.create_task(server._serve([listener]))
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()
