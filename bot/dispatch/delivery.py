"""What Slack brought, from its arrival to its answer."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from bot.dispatch.turn import NO_VALUES
from bot.identity.slack_people import SlackId
from bot.log import new_request_id, request
from bot.slack.form import Values
from bot.slack.sender import Place


@dataclass(frozen=True)
class Delivery:
    """What Slack brought: who, where, and the key under which it counts once. `kind` is Slack's word for it."""

    slack: SlackId
    place: Place
    key: str
    kind: str = "resumed"
    words: str = ""
    picked: tuple[str, ...] = ()
    values: Values = NO_VALUES
    trigger_id: str = ""
    request_id: str = field(default_factory=new_request_id)

    def requested(self) -> AbstractContextManager[object]:
        """Every line about it carries its request id, and ids alone of who asked."""
        return request(self.request_id, kind=self.kind, team=self.slack.team_id, user=self.slack.user_id)
