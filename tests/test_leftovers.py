"""The look for what a test leaves behind: it finds what it is shown."""

import asyncio
from collections.abc import Iterator

import psycopg
import pytest

from tests.leftovers import ASYNCIO, YOUNG, Leftovers


@pytest.fixture
def leftovers() -> Iterator[Leftovers]:
    """One of our own in the place of the one that looks after all tests."""
    others, own = ASYNCIO.handlers, Leftovers()
    ASYNCIO.handlers = [own]
    yield own
    ASYNCIO.handlers = others


async def fail() -> None:
    raise LookupError("nobody hears it")


async def test_an_error_that_nobody_heard_is_found(leftovers: Leftovers) -> None:
    await asyncio.wait([asyncio.create_task(fail())])
    leftovers.look(YOUNG)
    assert any("nobody hears it" in told for told in leftovers.take())


async def connect(server: str) -> None:
    """Holds itself in a circle, so that only a look finds it."""
    held = [await psycopg.AsyncConnection.connect(server)]
    held[0].circle = held  # type: ignore[attr-defined]  # for this test alone


async def test_a_connection_that_nobody_closed_is_found(leftovers: Leftovers, postgresql_server: str) -> None:
    await connect(postgresql_server)
    leftovers.look(YOUNG)
    assert any("was deleted while still open" in told for told in leftovers.take())
