"""The simulator's ledger: every request received, every effect applied. It is what tests believe."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


def stamp(moment: datetime) -> str:
    """A time as Genesys writes it: UTC, milliseconds, Z."""
    moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


@dataclass
class RequestLine:
    """One request. `status` stays None when no answer left; `token` holds the last four characters alone."""

    time: datetime
    method: str
    path: str
    correlation_id: str
    user: str | None = None
    token: str | None = None
    status: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": "request",
            "time": stamp(self.time),
            "method": self.method,
            "path": self.path,
            "user": self.user,
            "token": self.token,
            "status": self.status,
            "correlation_id": self.correlation_id,
        }


@dataclass(frozen=True)
class EffectLine:
    """One effect: `operation` changed `user`, asked by `by` (None for client credentials)."""

    time: datetime
    operation: str
    user: str
    by: str | None
    what: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        line = {"kind": "effect", "time": stamp(self.time), "operation": self.operation}
        return {**line, "user": self.user, "by": self.by, **self.what}


@dataclass
class Ledger:
    """All lines since the start, oldest first."""

    lines: list[RequestLine | EffectLine] = field(default_factory=list)

    def add(self, line: RequestLine | EffectLine) -> None:
        self.lines.append(line)

    def text(self) -> str:
        """One JSON object a line."""
        return "".join(json.dumps(line.as_json()) + "\n" for line in self.lines)
