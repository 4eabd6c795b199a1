"""How we use PostgreSQL: nothing is waited for without a limit, also when the server is stopped but not gone."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

CONNECT_S = 3
STATEMENT_MS = 5000
#: How long a transaction may take in all, and its first answer. Nobody holds one over HTTP.
WHOLE_S = 10.0
GREETING_S = 3.0
CONNECTIONS = 20
KEPT = 10  #: of them, while nobody needs them

_SERVER_LIMITS = f"-c statement_timeout={STATEMENT_MS} -c idle_in_transaction_session_timeout=15000"


def postgresql_engine(address: URL, wait_s: float) -> AsyncEngine:
    """`wait_s`: how long a free connection is waited for."""
    return create_async_engine(
        address,
        hide_parameters=True,
        pool_size=KEPT,
        max_overflow=CONNECTIONS - KEPT,
        pool_timeout=wait_s,
        connect_args={"connect_timeout": CONNECT_S, "options": _SERVER_LIMITS},
    )


@asynccontextmanager
async def opened(connection: AsyncConnection) -> AsyncIterator[None]:
    """Makes sure that the server answers, and cuts off a transaction that takes too long.

    A pooled connection may have died meanwhile. SQLAlchemy's own pre-ping has no time limit, and a server that is
    stopped but keeps its sockets open would hang everybody in it.
    """
    try:
        await _greet(connection)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        await connection.rollback()
        await _greet(connection)  # on a new connection: the old ones were all dropped
    async with _limited(connection, WHOLE_S):
        yield


async def _greet(connection: AsyncConnection) -> None:
    async with _limited(connection, GREETING_S):
        await connection.execute(text("SELECT 1"))


@asynccontextmanager
async def _limited(connection: AsyncConnection, limit_s: float) -> AsyncIterator[None]:
    raw = await connection.get_raw_connection()
    timer = asyncio.get_running_loop().call_later(limit_s, cut, raw.driver_connection)
    try:
        yield
    finally:
        timer.cancel()


def cut(driver: Any) -> None:
    """Ends the connection under whoever waits on it: they read "server closed the connection".

    Cancelling the task instead would make psycopg wait for the server's answer to the cancellation, for ever.
    """
    with suppress(OSError):
        if not driver.closed:
            with closing(socket.socket(fileno=os.dup(driver.fileno()))) as line:
                line.shutdown(socket.SHUT_RDWR)
