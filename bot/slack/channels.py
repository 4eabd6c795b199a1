"""What Slack tells of a channel: who reads it, and whether the bot may speak there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.calls import Calls
from bot.slack.pace import Patience, Refused

WAITS_S = 8.0
IN_TURN_WAITS_S = 300.0  #: where nobody waits for it
PAGE, MOST_PAGES = 1000, 20
#: Slack's words for a channel that the bot cannot see: it is gone, or private and without the bot.
UNSEEN = {"channel_not_found", "team_not_found", "method_not_supported_for_channel_type"}


@dataclass(frozen=True)
class Channel:
    """A channel as it is now. `name` is its members' to choose: escape it. `members` counts the bot too."""

    id: str
    name: str
    members: int
    is_private: bool
    has_bot: bool
    is_archived: bool
    is_shared: bool  #: with another company, or about to be

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Channel":
        return cls(
            id=str(told.get("id", "")),
            name=str(told.get("name") or ""),
            members=int(told.get("num_members") or 0),
            is_private=bool(told.get("is_private")),
            has_bot=bool(told.get("is_member")),
            is_archived=bool(told.get("is_archived")),
            is_shared=bool(
                told.get("is_ext_shared")
                or told.get("is_pending_ext_shared")
                or told.get("pending_shared")
                or told.get("pending_connected_team_ids")
            ),
        )


class Channels:
    """Looks at channels through the installation of their workspace. Nothing is remembered: who reads it changes."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def look(self, team: str, channel: str, *, in_turn: bool = False) -> Channel | None:
        """None: the bot cannot see it. Raises `Failed` where Slack does not say."""
        call = self._calls.api_in_turn if in_turn else self._calls.api
        patience = Patience(IN_TURN_WAITS_S if in_turn else WAITS_S)
        try:
            told = await call(team, "conversations.info", patience, channel=channel, include_num_members="true")
        except Refused as refused:
            if refused.reason in UNSEEN:
                return None
            raise
        found = told.get("channel")
        return Channel.of(found) if isinstance(found, dict) else None

    async def has(self, team: str, channel: str, user: str) -> bool:
        """Whether somebody is in it; of the largest channels the first 20,000 members are looked through."""
        cursor = ""
        for _ in range(MOST_PAGES):
            asked: dict[str, Any] = {"channel": channel, "limit": str(PAGE), "cursor": cursor or None}
            told = await self._calls.api(team, "conversations.members", Patience(WAITS_S), **asked)
            if user in (told.get("members") or ()):
                return True
            cursor = (told.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return False
        return False
