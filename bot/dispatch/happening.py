"""Something that Slack tells and nobody asked for: no words, no place for an answer, nobody who waits."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.dispatch.turn import Desk
from bot.identity.slack_people import SlackId
from bot.slack.sender import Sender


@dataclass(frozen=True)
class News:
    """An event as it came. `slack` is whom it is about; about nobody, its user is empty."""

    slack: SlackId
    told: Mapping[str, object]
    key: str


@dataclass(frozen=True)
class Happening:
    """The same for a handler, with all that it may use."""

    desk: Desk
    sender: Sender
    slack: SlackId
    told: Mapping[str, object]
