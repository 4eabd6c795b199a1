"""What a spreadsheet and a program read of an entry."""

import csv
import io
import json
from datetime import datetime, timedelta, timezone
from typing import Any, cast

import pytest
from sqlalchemy import LargeBinary, Row

from bot.audit.forms import FIELDS, FORMS, defused, moment
from bot.store.tables import audit
from tests.audit.entries import AT

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+cmd",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    " =1",
    'a";=1',
    "a\n=1",
    "a\r\n,b",
    '"',
    "'",
    "\x00",
    "Zoë\u202e=1",
    "\U0001f600\ud800",
    "",
)


class Stored:
    """An entry without a database."""

    def __init__(self, **values: Any) -> None:
        self.__dict__ = {**dict.fromkeys(FIELDS, ""), "id": 1, "at": AT, "before": None, "after": None, "detail": None}
        self.__dict__ |= values


def entries(*values: dict[str, Any]) -> list[Row[Any]]:
    return cast("list[Row[Any]]", [Stored(**one) for one in values])


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_column_is_exported_but_the_key_and_none_is_a_secret() -> None:
    assert {*FIELDS, "ends"} == set(audit.c.keys())
    assert not [column.name for column in audit.c if isinstance(column.type, LargeBinary) or "sealed" in column.name]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_value_is_one_cell_again_and_begins_no_formula(hostile: str) -> None:
    """Wherever it stands: alone, or as a name within a state."""
    form = FORMS["csv"]
    written = form.head() + form.text(
        entries({"kind": hostile, "before": {"name": hostile, "x": [";" + hostile]}}, {"kind": "queues.set"})
    )
    assert written.isascii()
    first, second = cells(written)
    assert list(first) == list(FIELDS)
    assert second["kind"] == "queues.set"
    readable = hostile.encode("ascii", "backslashreplace").decode()
    assert first["kind"].replace("'", "") == readable.replace("'", "")
    assert json.loads(first["before"]) == {"name": hostile, "x": [";" + hostile]}
    for beginning in (part for cell in first.values() for part in cell.split(";")):
        assert beginning.lstrip(" \n")[:1] not in {"=", "+", "-", "@", "\t", "\r"}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_line_of_json_holds_each_value_as_it_is(hostile: str) -> None:
    written = FORMS["jsonl"].text(entries({"kind": hostile, "after": {"name": hostile}}, {"kind": "x"}))
    assert written.isascii()
    first, second = (json.loads(line) for line in written.splitlines())
    assert (first["kind"], first["after"], first["before"]) == (hostile, {"name": hostile}, None)
    assert list(first) == list(second) == list(FIELDS)


def test_what_begins_no_formula_stays_as_it_is() -> None:
    for plain in ("3F7K2Q", "queues.set", "g-ana", "a=b", "1-2", "a;b", "ana@example.com"):
        assert defused(plain) == plain


def test_moments_are_in_utc_and_all_as_long() -> None:
    east = timezone(timedelta(hours=13))
    assert moment(datetime(2026, 12, 1, 1, tzinfo=east)) == "2026-11-30T12:00:00.000000Z"
    assert moment(AT) == "2026-11-30T08:00:00.000005Z"
