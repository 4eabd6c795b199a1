"""One process on a SQLite file: a second one is told so before it touches anything."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import SettingsError, StoreUnavailable
from bot.store.engine import Database


@contextmanager
def claim_file(database: Database) -> Iterator[None]:
    """Holds the database's file for this process; raises SettingsError where another holds it.

    The lock is the system's, on `<file>.lock`: it ends with the process, however that ends. On PostgreSQL there is
    nothing to claim.
    """
    if database.file is None:
        yield
        return
    path = Path(f"{database.file}.lock")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreUnavailable(f"{path}: {error.strerror}") from error
    try:
        _lock(handle, database.file)
        _check_writable(database.file)
        yield
    finally:
        os.close(handle)


def _check_writable(file: str) -> None:
    """A process that cannot write would take commands and refuse every one of them."""
    path = Path(file)
    for needed in (path, path.parent) if path.exists() else ():
        if not os.access(needed, os.W_OK):
            said = f"{needed} is read-only for this process, and the database must be written to. Change its rights."
            raise SettingsError([said])


def _lock(handle: int, file: str) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(handle, 20).decode("ascii", "replace").strip()
        whose = f" (process {holder})" if holder else ""
        said = f"Another OnQueue process{whose} works on {file}, and a SQLite file serves only one. Stop it first."
        raise SettingsError([said]) from None
    os.ftruncate(handle, 0)
    os.write(handle, str(os.getpid()).encode())
