"""Structured logs: a request id bound once runs with everything that one request does. Never texts, never secrets."""

import logging
import random
import re
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

#: The last net: whatever quotes one of these in its own text, as an error of a library may, is not written as it is.
#: Nothing of ours logs them; the tests look at the lines without this.
SECRETS = re.compile(
    r"""(?:xox[a-z]+-|xapp-)[\w-]+                                            # Slack's tokens
    | (?i:(?<=bearer\ )|(?<=basic\ ))[\w.~+/=-]{8,}                           # credentials
    | (?<=hooks\.slack\.com/)[^\s"']+                                        # where answers are taken
    | (?<=[?&\s])(?:code|state|ticket|nonce|token)=[^&\s"']+                  # of an address
    | \b(?:access_token|refresh_token|id_token|client_secret|code_verifier|response_url)
      (?:=|\\?["']\s*:\s*\\?["'])[^&\s"'\\]+                                 # of a form, or of JSON
    """,
    re.VERBOSE,
)
#: Without any of these a line holds nothing of the kind, and they are found faster.
HINTS = (
    "xox",
    "xapp-",
    "earer ",
    "asic ",
    "hooks.slack",
    "token",
    "code",
    "state=",
    "ticket=",
    "nonce=",
    "_secret",
    "_url",
)
HIDDEN = "[hidden]"

_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.stdlib.add_logger_name,
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
    """Short enough to be read out on the telephone. No secret, and made for everything that is done."""
    return f"{random.getrandbits(32):08x}"


def request(request_id: str, **about: str) -> AbstractContextManager[object]:
    """Every line within, of tasks that begin there too, carries the id, and what else is bound: ids and kinds alone."""
    return structlog.contextvars.bound_contextvars(request_id=request_id, **about)


def request_of_task(request_id: str, **about: str) -> None:
    """The same for all that this task still does: at a fraction of the cost."""
    structlog.contextvars.bind_contextvars(request_id=request_id, **about)


def quiet_talkers() -> None:
    """Holds them at WARNING, whatever the level of the product's own lines."""
    for talker in TALKERS:
        logging.getLogger(talker).setLevel(logging.WARNING)


def handler(form: Form, stream: TextIO, *, hides: bool = True) -> logging.Handler:
    """Writes lines as the product does; without `hides`, also what only the last net keeps back."""
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
                _Hiding(render) if hides else render,
            ],
        )
    )
    return made


class _Hiding:
    """After the renderer: the line as it would be written, with what is secret in it hidden."""

    def __init__(self, render: structlog.typing.Processor) -> None:
        self._render = render

    def __call__(
        self, logger: structlog.typing.WrappedLogger, name: str, event: structlog.typing.EventDict
    ) -> structlog.typing.ProcessorReturnValue:
        line = str(self._render(logger, name, event))
        lowered = line.lower()
        return SECRETS.sub(HIDDEN, line) if any(hint in lowered for hint in HINTS) else line
