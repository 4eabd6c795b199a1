"""What goes over the wire: JSON objects, and Slack's ids in the sandbox's one workspace."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

TEAM = "T0SANDBOX"
TEAM_NAME = "Sandbox"
TEAM_DOMAIN = "sandbox"
OTHER_TEAM = "T0OTHER"
APP = "A0ONQUEUE"
BOT = "B0ONQUEUE"
BOT_USER = "U0ONQUEUE"


class Refused(Exception):
    """Slack answers `ok: false` with this error and, where it has more to say, these fields beside it."""

    def __init__(self, error: str, **beside: Any) -> None:
        super().__init__(error)
        self.error = error
        self.beside = beside


class Impossible(Exception):
    """What a person tried cannot be done in Slack: no such channel, button or window is before them."""
