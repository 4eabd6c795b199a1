"""What DATABASE_URL may say, and one sentence for each mistake in it."""

from importlib.util import find_spec

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import SettingsError

_POSTGRESQL = {"postgres", "postgresql", "postgresql+psycopg"}
_SQLITE = {"sqlite", "sqlite+aiosqlite"}


def address_of(url: str) -> URL:
    """The address with the driver that we use; raises SettingsError for what we do not understand."""
    try:
        said = make_url(url)
    except (ArgumentError, ValueError):
        # The text itself stays out of the sentence: it may hold a password.
        raise SettingsError(["DATABASE_URL is no database address."]) from None
    if said.drivername in _SQLITE:
        return _file(said)
    if said.drivername in _POSTGRESQL:
        return _server(said)
    raise SettingsError(
        [f"DATABASE_URL names {said.drivername}; OnQueue works on sqlite+aiosqlite:///… and postgresql+psycopg://…."]
    )


def _file(said: URL) -> URL:
    if not said.database or said.database == ":memory:" or said.database.startswith("file:"):
        # Each connection would have a memory of its own.
        raise SettingsError(["DATABASE_URL must name a file for SQLite, such as sqlite+aiosqlite:///onqueue.db."])
    return said.set(drivername="sqlite+aiosqlite")


def _server(said: URL) -> URL:
    if find_spec("psycopg") is None:
        raise SettingsError(
            ["DATABASE_URL names PostgreSQL, whose driver is not installed: pip install 'onqueue[postgres]'."]
        )
    return said.set(drivername="postgresql+psycopg")
