"""Structured logs: a request id bound once runs with everything that one request does. Never texts, never secrets."""

import logging
import secrets
import sys
from contextlib import AbstractContextManager
from typing import Literal, TextIO

import structlog

#: At DEBUG these write whole headers and bodies, tokens included; at INFO some write a line every few seconds.
TALKERS = (
    "slack_sdk",
    "slack_bolt",
    "httpx2",
    "httpcore2",
    "httpcore",
    "aiosqlite",
    "sqlalchemy",
    "hpack",
    "apscheduler",
    "alembic",
    "procrastinate",
    "psycopg",
    "aiohttp",
    "websockets",
    "procrastinate",
    "psycopg",
)


Form = Literal["console", "json"]

_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def set_up(*, form: Form, level: str) -> None:
    """Sends everything, also what libraries log through `logging`, to standard error in one form."""
    logging.basicConfig(level=level, handlers=[handler(form, sys.stderr)], force=True)
    quiet_talkers()
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def new_request_id() -> str:
    """Short enough to be read out on the telephone."""
    return secrets.token_hex(4)


def request(request_id: str, **about: str) -> AbstractContextManager[object]:
    """Every line within, of tasks that begin there too, carries the id, and what else is bound: ids and kinds alone."""
    return structlog.contextvars.bound_contextvars(request_id=request_id, **about)


def quiet_talkers() -> None:
    """Holds them at WARNING, whatever the level of the product's own lines."""
    for talker in TALKERS:
        logging.getLogger(talker).setLevel(logging.WARNING)


def handler(form: Form, stream: TextIO) -> logging.Handler:
    """Writes lines as the product does."""
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    made = logging.StreamHandler(stream)
    made.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                render,
            ],
        )
    )
    return made
