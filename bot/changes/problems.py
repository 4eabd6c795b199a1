"""Why a change did not happen, kept in its row so that whoever tells it later can say it."""

from collections.abc import Mapping
from typing import Any

from bot.errors import (
    AskedAnew,
    ClientRefused,
    Conflict,
    Forbidden,
    GenesysError,
    Gone,
    Invalid,
    NotFound,
    NotLinked,
    OnQueueError,
    OutcomeUnknown,
    RateLimited,
    SignInEnded,
    TimedOut,
    Unavailable,
)

STORED = (
    Forbidden,
    NotFound,
    Conflict,
    Invalid,
    Gone,
    RateLimited,
    Unavailable,
    ClientRefused,
    TimedOut,
    OutcomeUnknown,
    GenesysError,
    SignInEnded,
    NotLinked,
    AskedAnew,
)
BY_NAME = {kind.__name__: kind for kind in STORED}
FACTS = ("message", "code", "status", "correlation_id", "missing", "field", "wait_s")


def dump(problem: OnQueueError) -> dict[str, Any]:
    """The error's name and its facts."""
    name = type(problem).__name__
    facts = {fact: getattr(problem, fact) for fact in FACTS if hasattr(problem, fact)}
    return {"type": name if name in BY_NAME else "GenesysError", **facts}


def load(stored: Mapping[str, Any]) -> OnQueueError:
    """The same error again."""
    facts = dict(stored)
    kind = BY_NAME[facts.pop("type")]
    if issubclass(kind, GenesysError):
        return kind(facts.pop("message", ""), **facts)
    return kind()
