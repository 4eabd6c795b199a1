"""Entries as text: CSV that a spreadsheet may open, and JSON Lines, which hold every value as it is.

Both are ASCII alone, so no program has to guess an encoding.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import Row

#: As they stand in a file, for good: a new one goes to the end.
FIELDS = (
    "id",
    "at",
    "change_id",
    "step",
    "kind",
    "genesys_user",
    "slack_user",
    "team_id",
    "by_user",
    "workspace",
    "channel",
    "request_id",
    "before",
    "after",
    "token_of",
    "correlation_id",
    "detail",
)
#: Where a spreadsheet would see a formula begin: in front of a cell, and behind what may part cells elsewhere.
BEGINNINGS = re.compile(r"^(?=[\t\r\n])|(?:^|(?<=[;\t\r\n]))(?=\s*[=+\-@])")


class Form(Protocol):
    """A kind of file."""

    def head(self) -> str:
        """What stands before the first entry."""
        ...

    def text(self, entries: Iterable[Row[Any]]) -> str:
        """Some entries."""
        ...


class Csv:
    """A head, then a line for each entry, every cell in quotes (RFC 4180)."""

    def head(self) -> str:
        return _lines([FIELDS])

    def text(self, entries: Iterable[Row[Any]]) -> str:
        return _lines([[_cell(getattr(entry, field)) for field in FIELDS] for entry in entries])


class JsonLines:
    """An object on each line, with the same names."""

    def head(self) -> str:
        return ""

    def text(self, entries: Iterable[Row[Any]]) -> str:
        return "".join(f"{json.dumps(_object(entry))}\n" for entry in entries)


FORMS: Mapping[str, Form] = {"csv": Csv(), "jsonl": JsonLines()}


def moment(at: datetime) -> str:
    """Always in UTC and as long, so that texts sort as moments do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _object(entry: Row[Any]) -> dict[str, Any]:
    return {field: moment(entry.at) if field == "at" else getattr(entry, field) for field in FIELDS}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, dict | list):
        # Where a spreadsheet parts cells at semicolons, quotes inside a line keep none together, and what follows one
        # would begin a cell. Within JSON it can be written otherwise.
        return json.dumps(value).replace(";", "\\u003b")
    return defused(str(value).encode("ascii", "backslashreplace").decode())


def defused(text: str) -> str:
    """With an apostrophe before whatever would begin a formula."""
    return BEGINNINGS.sub("'", text)


def _lines(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()
