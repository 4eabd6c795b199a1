"""`audit export`: who did what, as a file, beside the running bot."""

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TextIO

from bot.audit.forms import FORMS, Form
from bot.audit.reading import Wanted, pages
from bot.settings import Settings
from bot.store.engine import Database
from bot.store.schema import OLD_SCHEMA, is_current

HELP = "export who did what, with whose token, as CSV or JSON Lines"
#: A running bot works on the same database; its SQLite file is locked for moments.
WAIT_S = 30.0


class NotThere(Exception):
    """One sentence: what keeps the export from being written."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["export"], help="export: every step of every change, the oldest first")
    parser.add_argument("--format", choices=list(FORMS), default="csv", help="csv, or jsonl: an object on each line")
    parser.add_argument("--since", metavar="DATE", help="from this day in UTC on, as in 2026-11-30")
    parser.add_argument("--until", metavar="DATE", help="up to the end of this day in UTC")
    parser.add_argument("--change", metavar="ID", default="", help="one change, as in 3F7K2Q")
    parser.add_argument("--out", metavar="FILE", help="a new file; without it, standard output")


def run(chosen: argparse.Namespace) -> int:
    """The exit code: 1 where nothing can be read or written, 2 for what was asked wrongly."""
    try:
        wanted = _wanted(chosen)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    url = Settings.load().database_url.get_secret_value()
    try:
        count = asyncio.run(_export(Database(url, wait_s=WAIT_S), wanted, FORMS[chosen.format], chosen.out))
    except NotThere as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        # What is left in the buffer must not be tried again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # There, whoever reads has enough, as `head` has.
            sys.stderr.write(f"Standard output takes no more: {error.strerror}. What stands there is not whole.\n")
        return 1
    if chosen.out:
        sys.stdout.write(f"{count} entries are in {chosen.out}.\n")
    return 0


def _wanted(chosen: argparse.Namespace) -> Wanted:
    since, until = _midnight("--since", chosen.since), _midnight("--until", chosen.until, days=1)
    if since and until and until <= since:
        raise ValueError(f"--until {chosen.until} is before --since {chosen.since}. Nothing was exported.")
    return Wanted(since, until, chosen.change.strip().removeprefix("#").upper())


def _midnight(option: str, said: str | None, *, days: int = 0) -> datetime | None:
    """With which a day begins, or one so many days later."""
    if said is None:
        return None
    try:
        day = date.fromisoformat(said) + timedelta(days)
    except (ValueError, OverflowError):
        raise ValueError(f"{option} {said} is no day. Write it as 2026-11-30. Nothing was exported.") from None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


async def _export(database: Database, wanted: Wanted, form: Form, out: str | None) -> int:
    """How many entries were written."""
    count = 0
    try:
        _check_file(database)
        if not await is_current(database):
            raise NotThere(f"{OLD_SCHEMA.strip()} Nothing was exported.")
        with _opened(out) as file:
            file.write(form.head())
            async for entries in pages(database, wanted):
                file.write(form.text(entries))
                count += len(entries)
    finally:
        await database.aclose()
    return count


def _check_file(database: Database) -> None:
    """Connecting would make an empty one."""
    if database.file is not None and not Path(database.file).exists():
        raise NotThere(f"There is no database {database.file}. Nothing was exported.")


@contextmanager
def _opened(out: str | None) -> Iterator[TextIO]:
    """A new file for its owner's eyes alone, which does not stay when it is not whole; or standard output."""
    if out is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise NotThere(f"{out} exists, and is not overwritten. Nothing was exported.") from None
    except OSError as error:
        raise NotThere(f"{out} cannot be made: {error.strerror}. Nothing was exported.") from None
    try:
        with os.fdopen(handle, "w", encoding="ascii", newline="") as file:
            yield file
    except BaseException as error:
        with suppress(OSError):
            Path(out).unlink()
        if isinstance(error, OSError):
            raise NotThere(f"{out} could not be written: {error.strerror}. It was taken away again.") from None
        raise
