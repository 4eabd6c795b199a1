"""What DATABASE_URL may say."""

import sys

import pytest

from bot.errors import SettingsError
from bot.store.addresses import address_of
from bot.store.engine import Database


@pytest.mark.parametrize(
    ("said", "driver"),
    [
        ("sqlite+aiosqlite:///onqueue.db", "sqlite+aiosqlite"),
        ("sqlite:////var/lib/onqueue.db", "sqlite+aiosqlite"),
        ("postgresql+psycopg://bot:secret@db/onqueue", "postgresql+psycopg"),
        ("postgresql://bot@db:5433/onqueue?sslmode=require", "postgresql+psycopg"),
        ("postgres://bot:secret@db/onqueue", "postgresql+psycopg"),
    ],
)
def test_these_are_understood(said: str, driver: str) -> None:
    assert address_of(said).drivername == driver


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "no database address"),
        ("onqueue.db", "no database address"),
        ("postgres://bot:secret@db:port/onqueue", "no database address"),
        ("mysql://bot:secret@db/onqueue", "names mysql"),
        ("postgresql+asyncpg://bot:secret@db/onqueue", "names postgresql"),
        ("sqlite+aiosqlite://", "must name a file"),
        ("sqlite+aiosqlite:///:memory:", "must name a file"),
        ("sqlite+aiosqlite:///file:onqueue.db?uri=true", "must name a file"),
    ],
)
def test_these_are_refused_in_one_sentence_without_the_password(said: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why) as refusal:
        Database(said)
    assert len(refusal.value.problems) == 1
    assert "secret" not in str(refusal.value)


def test_without_the_driver_the_sentence_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match=r"pip install 'onqueue\[postgres\]'"):
        Database("postgres://db/onqueue")


def test_the_password_stays_out_of_what_a_database_shows() -> None:
    assert "secret" not in repr(Database("postgres://bot:secret@db/onqueue"))
