"""Structured logs: a request id bound once runs with everything that one request does. Never texts, never secrets."""

import logging
import sys
from typing import Literal

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
)


def set_up(*, form: Literal["console", "json"], level: str) -> None:
    """Sends everything, also what libraries log through `logging`, to standard error in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                render,
            ],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for talker in TALKERS:
        logging.getLogger(talker).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
