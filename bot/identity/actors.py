"""Who acts: a Slack user, their Genesys account, and the client with their token."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.genesys.client import Genesys
from bot.genesys.reading import Reading
from bot.identity.links import Me
from bot.identity.slack_people import SlackId


@dataclass(frozen=True)
class Actor:
    """One linked person. `genesys` does what they may do, and nothing else can."""

    slack: SlackId
    me: Me
    zone: ZoneInfo
    genesys: Genesys = field(repr=False)
    link_id: str

    @property
    def reading(self) -> Reading:
        """What they may see, for work that must not be able to change anything: digests, panels."""
        return self.genesys.reading()
