"""Under which ids Genesys keeps the writes of a piece of work: its support asks for them, and the audit holds them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_noted: ContextVar[list[str] | None] = ContextVar("noted", default=None)


@contextmanager
def noted(ids: list[str]) -> Iterator[None]:
    """Each write that is answered within, in this task, adds its id; one that Genesys gave none adds nothing."""
    before = _noted.set(ids)
    try:
        yield
    finally:
        _noted.reset(before)


def note(correlation_id: str) -> None:
    """A write was answered."""
    ids = _noted.get()
    if ids is not None and correlation_id:
        ids.append(correlation_id)
