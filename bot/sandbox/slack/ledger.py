"""What went over the wire, both ways: the proof that does not rest on the bot's own word."""

import json

from bot.clock import Clock
from bot.sandbox.slack.wire import Json


class Ledger:
    """One entry for each Web API call and post to a response_url, each delivery made, and each fault that was met."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.entries: list[Json] = []

    def note(self, kind: str, **what: object) -> None:
        self.entries.append({"kind": kind, "time": self._clock.now().isoformat(), **what})

    def lines(self) -> str:
        """One JSON object a line."""
        return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in self.entries)


def veiled(args: Json) -> Json:
    """The arguments with tokens, secrets and codes reduced to their last four characters."""
    return {name: f"…{str(value)[-4:]}" if _is_secret(name) else value for name, value in args.items()}


def _is_secret(name: str) -> bool:
    return name == "code" or "token" in name or "secret" in name
