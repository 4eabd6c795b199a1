"""After each test on the stage: no secret that was handed out stands in a log, a ledger or the database, and nobody's
name or e-mail in a log.

The product logs at DEBUG meanwhile. So the whole suite is the search, whatever a test was written for.
"""

import io
import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.log import handler, quiet_talkers
from bot.sandbox.people import Person
from bot.store.tables import metadata


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """What the product logs at DEBUG in the meantime, formatted as it would be."""
    lines = io.StringIO()
    noting, root = handler("json", lines, hides=False), logging.getLogger()
    level = root.level
    root.addHandler(noting)
    root.setLevel(logging.DEBUG)
    quiet_talkers()
    # The emulated Slack's own server tells each socket's address and frames; it is no part of the product. And pytest
    # listens even to the log of requests, which the product has turned off.
    for name in ("uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        yield lines
    finally:
        root.removeHandler(noting)
        root.setLevel(level)


class Refusals:
    """What the bot answers where it refuses: a page or a line that anybody may see."""

    def __init__(self) -> None:
        self._answers: list[bytes] = []

    def noting(self, app: ASGIApp) -> ASGIApp:
        async def noted(scope: Scope, receive: Receive, send: Send) -> None:
            refuses = False

            async def sending(message: Message) -> None:
                nonlocal refuses
                if message["type"] == "http.response.start":
                    refuses = message["status"] >= 400
                if refuses:
                    self._answers += [message.get("body", b""), *(value for _, value in message.get("headers", ()))]
                await send(message)

            await app(scope, receive, sending)

        return noted

    def text(self) -> str:
        return b"\n".join(self._answers).decode("utf-8", "replace")


def stored(database_url: str) -> str:
    """Everything that the database holds, as text: a file with all its pages, or each row of each table."""
    address = make_url(database_url)
    if address.get_backend_name() == "sqlite":
        file = Path(address.database or "")
        return "".join(part.read_bytes().decode("latin-1") for part in file.parent.glob(f"{file.name}*"))
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        return "".join(_rows(connection, name) for name in metadata.tables)


def asked_of(database_url: str, query: str) -> list[tuple[str, ...]]:
    """What a query finds, without the product's own engine; nothing where the tables are gone."""
    address = make_url(database_url)
    if address.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(address.database or "")) as file, suppress(sqlite3.OperationalError):
            return list(file.execute(query))
        return []
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as server, suppress(psycopg.errors.UndefinedTable):
        return [(*row,) for row in server.execute(query).fetchall()]
    return []


def _rows(connection: "psycopg.Connection[tuple[object, ...]]", table: str) -> str:
    with suppress(psycopg.errors.UndefinedTable):
        return str(connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))).fetchall())
    return ""


def personal(people: Sequence[Person]) -> dict[str, str]:
    """What tells who somebody is; a log has ids alone."""
    return {one.name: "a name" for one in people} | {one.email: "an e-mail" for one in people}


def assert_none(secrets: Mapping[str, str], outputs: Mapping[str, str]) -> None:
    """Fails with the kind of what was found and its last four characters: the report is an output as well."""
    found = [
        f"{where} (…{value[-4:]}) stands in the clear in the {name}"
        for name, text in outputs.items()
        for value, where in secrets.items()
        if value in text
    ]
    assert not found, "; ".join(found)
