"""What the body and headers of a refusal tell: why, what is missing, how long to wait."""

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from pydantic import ValidationError

from bot.genesys.model import Maybe, Model, Text
from bot.genesys.wire import Answer

#: What a 429 without a usable wait is taken for; the official .NET SDK takes the same.
DEFAULT_WAIT_S = 3.0
#: A longer text is no message, and no code.
MOST_CHARACTERS = 500

#: With bounds, since an endless word would be tried from each of its letters.
_PERMISSION = re.compile(r"\b[A-Za-z]\w{0,99}:[A-Za-z*]\w{0,99}:[A-Za-z*]\w{0,99}")
_SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?", re.ASCII)
_SECONDS_IN_WORDS = re.compile(r"\[(\d{1,9})\] seconds", re.ASCII)


@dataclass(frozen=True)
class Told:
    """The reasons that came with a refusal; each may be empty."""

    message: str = ""
    code: str = ""
    correlation_id: str = ""
    field: str = ""
    missing: tuple[str, ...] = ()


class Detail(Model):
    field_name: Text = ""


class ErrorBody(Model):
    message: Text = ""
    code: Text = ""
    context_id: Text = ""
    message_params: Maybe[dict[str, Text]] = None
    details: Maybe[tuple[Detail, ...]] = None


def told_by(answer: Answer) -> Told:
    """Reads a refusal; a body that is no ErrorBody (HTML, cut, empty) tells nothing but the header's id."""
    try:
        body = ErrorBody.model_validate_json(answer.body)
    except ValidationError:
        body = ErrorBody()
    return Told(
        message=body.message[:MOST_CHARACTERS],
        code=body.code[:MOST_CHARACTERS],
        correlation_id=correlation_id(answer) or body.context_id[:MOST_CHARACTERS],
        field=_field(body)[:MOST_CHARACTERS],
        missing=_missing(body),
    )


def correlation_id(answer: Answer) -> str:
    """What Genesys's support asks for; newer answers carry it under a second name."""
    headers = answer.headers
    found: str = headers.get("ININ-Correlation-Id") or headers.get("Genesys-Correlation-Id") or ""
    return found[:MOST_CHARACTERS]


def wait_s(answer: Answer, told: Told) -> float:
    """How many seconds a 429 asks for: the header, or else the words of the message, or else a default."""
    said = answer.headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(said):
        return float(said)
    in_words = _SECONDS_IN_WORDS.search(told.message)
    if not said and in_words:
        return float(in_words[1])
    return _seconds_until(said, answer.headers.get("Date", ""))


def _seconds_until(said: str, date: str) -> float:
    """A moment to wait for, measured on the server's own clock."""
    try:
        span = parsedate_to_datetime(said) - parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return DEFAULT_WAIT_S
    return max(0.0, span.total_seconds())


def _field(body: ErrorBody) -> str:
    for detail in body.details or ():
        if detail.field_name:
            return detail.field_name
    params = body.message_params or {}
    return params.get("fieldName") or params.get("field", "")


def _missing(body: ErrorBody) -> tuple[str, ...]:
    """The permissions that are named: in the parameters, or else only in the message."""
    named = _PERMISSION.findall(" ".join((body.message_params or {}).values()))
    return tuple(dict.fromkeys(named or _PERMISSION.findall(body.message)))
