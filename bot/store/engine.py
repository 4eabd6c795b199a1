"""The database as the rest of the house sees it: transactions that write, transactions that read.

Whatever is the database's fault leaves here as StoreUnavailable; what is ours (a unique key, a wrong statement) leaves
as SQLAlchemy's error. Parameters stay out of errors and logs, because some of them are secrets.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StoreUnavailable
from bot.metrics import OUTAGES, Metrics
from bot.store import postgresql, sqlite
from bot.store.addresses import address_of
from bot.store.outages import DATABASE_ERRORS, is_outage, reason

#: How long a transaction waits for its turn to write, for another process's lock, or for a free connection.
WAIT_S = 5.0
#: How long a close waits for those who are in a transaction; a stop has cut them off by then.
CLOSES_WITHIN_S = 2.0


class Database:
    """One pool of connections to SQLite or PostgreSQL, shared by the whole process.

    `url` as DATABASE_URL has it; raises SettingsError. Connects with the first transaction, not here.
    """

    def __init__(self, url: str, *, wait_s: float = WAIT_S, metrics: Metrics | None = None) -> None:
        self._metrics = metrics or Metrics()
        address = address_of(url)
        self.url = address.render_as_string(hide_password=False)
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self.file = address.database if self.is_sqlite else None
        if self.is_sqlite:
            self.engine = sqlite.sqlite_engine(address, wait_s, connections=sqlite.READERS)
            # A connection of its own: whatever many look-ups wait for, what came in is remembered, and changes go on.
            self.write_engine = sqlite.sqlite_engine(address, wait_s, connections=1)
            self._writer, self._reader = self.write_engine.execution_options(**sqlite.WRITES), self.engine
            self._opened = sqlite.opened
        else:
            self.engine = self.write_engine = postgresql.postgresql_engine(address, wait_s)
            self._writer, self._reader = self.engine, self.engine.execution_options(postgresql_readonly=True)
            self._opened = postgresql.opened
        self._wait_s = wait_s
        # SQLite hands the turn to write, and a pool its connections, to whoever happens to ask next: who waits is
        # overtaken until its time is over. Queues of our own are fair, and wait without a thread and a connection.
        self._reading = asyncio.Semaphore(sqlite.READERS if self.is_sqlite else postgresql.CONNECTIONS)
        self._writing = asyncio.Semaphore(1) if self.is_sqlite else self._reading
        self._inside, self._nobody_inside, self._is_closed = 0, asyncio.Event(), False
        self._nobody_inside.set()

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that may write; committed at the end of the block, rolled back by an exception."""
        return self._transaction(self._writer, self._turn(self._writing))

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that only reads (PostgreSQL refuses a write in it)."""
        return self._transaction(self._reader, self._turn(self._reading))

    async def aclose(self) -> None:
        """For good: a connection that is given back or made after this is closed by nobody."""
        self._is_closed = True
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSES_WITHIN_S):
                await self._nobody_inside.wait()
        await self.engine.dispose()
        await self.write_engine.dispose()

    @asynccontextmanager
    async def _transaction(
        self, engine: AsyncEngine, turn: AbstractAsyncContextManager[None]
    ) -> AsyncIterator[AsyncConnection]:
        committing = False
        try:
            async with self._within(), turn, engine.connect() as connection, self._opened(connection):
                yield connection
                committing = True
                await connection.commit()
        except DATABASE_ERRORS as error:
            if not is_outage(error):
                raise
            self._metrics.count(OUTAGES)
            # SQLite answers for its own file; a server's answer to COMMIT may get lost on the way.
            raise StoreUnavailable(reason(error), in_doubt=committing and not self.is_sqlite) from error

    @asynccontextmanager
    async def _within(self) -> AsyncIterator[None]:
        if self._is_closed:
            raise StoreUnavailable("it is closed")
        self._inside += 1
        self._nobody_inside.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._nobody_inside.set()

    @asynccontextmanager
    async def _turn(self, queue: asyncio.Semaphore) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._wait_s):
                await queue.acquire()
        except TimeoutError:
            self._metrics.count(OUTAGES)
            raise StoreUnavailable("other transactions take too long") from None
        try:
            yield
        finally:
            queue.release()
