"""Which of a driver's errors mean that the database is away, full or locked, and which are mistakes of ours."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

#: Everything that a transaction can end with besides what its body raises.
DATABASE_ERRORS = (DBAPIError, NoConnectionFree, sqlite3.Error)

#: Primary result codes (sqlite.org/rescode.html); "no such table" is SQLITE_ERROR, and a mistake of ours.
_SQLITE_OUTAGES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
#: Classes of SQLSTATE: connection, rolled back for another's sake, resources, locks, operator, system.
_POSTGRESQL_OUTAGES = ("08", "40", "53", "55", "57", "58")
_POSTGRESQL_READ_ONLY = "25006"  # a server that became a standby
_POSTGRESQL_NO_ENTRY = ("28", "3D")  # a password changed, a database gone: nothing that the person did wrong


def is_outage(error: BaseException) -> bool:
    """Whether the database, and not what was asked of it, is the reason."""
    if isinstance(error, NoConnectionFree):
        return True
    if not isinstance(error, DBAPIError):
        return _is_sqlite_outage(error)
    if error.connection_invalidated or _is_sqlite_outage(error.orig):
        return True
    return _is_postgresql_outage(error)


def reason(error: BaseException) -> str:
    """The driver's own words in one line: no statement, no parameters."""
    said = str(error.orig if isinstance(error, DBAPIError) and error.orig else error).strip()
    return said.splitlines()[0][:300] if said else type(error).__name__


def _is_sqlite_outage(error: BaseException | None) -> bool:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _SQLITE_OUTAGES


def _is_postgresql_outage(error: DBAPIError) -> bool:
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state is None:
        # psycopg has no SQLSTATE where no server answered. sqlite3's errors never have one.
        lost = isinstance(error, OperationalError | InterfaceError)
        return lost and not isinstance(error.orig, sqlite3.Error)
    return state == _POSTGRESQL_READ_ONLY or state.startswith((*_POSTGRESQL_OUTAGES, *_POSTGRESQL_NO_ENTRY))
