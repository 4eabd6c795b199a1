"""One thing to deliver and its acknowledgement, whichever way they travel."""

import json
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from bot.sandbox.slack.wire import Json

DEADLINE_S = 3.0


class Sort(StrEnum):
    """What a parcel holds, named as the envelopes of Socket Mode name it."""

    COMMAND = "slash_commands"
    INTERACTION = "interactive"
    EVENT = "events_api"


@dataclass(frozen=True)
class Ack:
    """What the bot answered. `failure` is operation_timeout or dispatch_failed, as Slack calls them; None is well.

    `reason` is what a repeat names. `connection`: the number of the socket that it went through.
    """

    status: int
    body: bytes
    failure: str | None
    reason: str | None
    no_retry: bool = False
    connection: int | None = None


@dataclass(frozen=True)
class Retry:
    """Which repeat of an event this is, and why it is repeated."""

    number: int
    reason: str


@dataclass(frozen=True)
class Parcel:
    """`kind` is the payload's type, for the ledger; `path` its request URL's, which the HTTP way alone needs."""

    kind: str
    sort: Sort
    path: str | None
    payload: Json
    answerable: bool = False  #: whether the acknowledgement may carry an answer
    retry: Retry | None = None

    def body(self) -> bytes:
        """As it goes over HTTP: an event as JSON, the rest as forms."""
        match self.sort:
            case Sort.EVENT:
                return json.dumps(self.payload).encode()
            case Sort.COMMAND:
                return urlencode(self.payload).encode()
            case Sort.INTERACTION:
                return urlencode({"payload": json.dumps(self.payload)}).encode()

    def headers(self) -> dict[str, str]:
        form = "application/x-www-form-urlencoded"
        headers = {"Content-Type": "application/json" if self.sort is Sort.EVENT else form}
        if self.retry is not None:
            headers |= {"X-Slack-Retry-Num": str(self.retry.number), "X-Slack-Retry-Reason": self.retry.reason}
        return headers

    def envelope(self, envelope_id: str) -> Json:
        """As it goes through a socket."""
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": self.sort.value,
            "payload": self.payload,
            "accepts_response_payload": self.answerable,
        }
        if self.sort is Sort.EVENT:
            envelope["retry_attempt"] = self.retry.number if self.retry else 0
            envelope["retry_reason"] = self.retry.reason if self.retry else ""
        return envelope
