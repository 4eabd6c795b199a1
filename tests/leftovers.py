"""What a test leaves behind fails that very test, and not the one during which its garbage happens to be collected.

A connection that nobody closed, and a task whose error nobody heard, tell of themselves only then.

What a test makes is young when it ends, and looking through the young alone takes a tenth of the time. What was older
and was left, of a fixture that several tests share, is looked for after the last test of each module.
"""

import asyncio
import gc
import inspect
import logging
import sys
from collections.abc import Generator

import pytest

ASYNCIO = logging.getLogger(asyncio.__name__)
YOUNG = 1  #: the generation that a look goes up to
#: What a test makes stays young: a hundred thousand more objects are a look of its own, and few tests bring one about.
THRESHOLDS = (100_000, 50, 1000)


class Leftovers(logging.Handler):
    """Looks after each test that has an event loop; a plugin, and the ear of asyncio's own complaints."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._told: list[str] = []
        self._is_due = False  #: a look at everything

    def emit(self, record: logging.LogRecord) -> None:
        self._told.append(self.format(record))

    def pytest_sessionstart(self) -> None:
        ASYNCIO.addHandler(self)
        gc.disable()  # Collecting imports everything and drops nothing: looking through it took a fifth of its time.

    def pytest_sessionfinish(self) -> None:
        ASYNCIO.removeHandler(self)

    def pytest_collection_finish(self) -> None:
        """What is there now stays until the end. Looking through it each time would take ten times as long."""
        gc.enable()
        gc.collect()
        gc.freeze()
        gc.set_threshold(*THRESHOLDS)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
        yield
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.function):
            self._is_due = True
            self.look(YOUNG)
        if self._is_due and (nextitem is None or nextitem.path != item.path):
            self._is_due = False
            self.look()
        if told := self.take():
            pytest.fail("left behind: " + "\n".join(told), pytrace=False)

    def look(self, generation: int = 2) -> None:
        ours, sys.unraisablehook = sys.unraisablehook, self._raised
        try:
            gc.collect(generation)
        finally:
            sys.unraisablehook = ours

    def take(self) -> list[str]:
        told, self._told = self._told, []
        return told

    def _raised(self, unraisable: "sys.UnraisableHookArgs") -> None:
        """Where nobody can catch it."""
        self._told.append(f"{unraisable.object!r}: {unraisable.exc_value!r}")
