"""Statements are compiled once in a process, as they are in the product's: its one engine lives as long as it does.

The tests make an engine for each of theirs, and each would compile all statements anew, for a tenth of the suite's time.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store import postgresql, sqlite

_first: dict[str, Engine] = {}


def compiled_once() -> None:
    """Engines of the product share what they have compiled from now on."""
    for module in (sqlite, postgresql):
        vars(module)[create_async_engine.__name__] = _sharing(create_async_engine)


def _sharing(create: Callable[..., AsyncEngine]) -> Callable[..., AsyncEngine]:
    def created(*args: Any, **options: Any) -> AsyncEngine:
        engine = create(*args, **options)
        _share(engine.sync_engine)
        return engine

    return created


def _share(engine: Engine) -> None:
    """What is compiled is kept by dialect, so both are the first engine's that has been connected."""
    name = engine.dialect.name
    if first := _first.get(name):
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
        return

    @event.listens_for(engine, "engine_connect", once=True)
    def connected(_: Connection) -> None:
        _first.setdefault(name, engine)
