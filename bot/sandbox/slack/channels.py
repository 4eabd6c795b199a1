"""Where people talk: public channels, one private, and each person's conversation with the bot."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.sandbox.people import TEAMS
from bot.sandbox.slack.members import GUEST, SINGLE_CHANNEL_GUEST, STRANGER, Member
from bot.sandbox.slack.wire import BOT_USER, TEAM, Json

GENERAL = "C0GENERAL"
FLOOR = "C0FLOOR"
LEADS = "G0LEADS"
PARTNERS = "C0PARTNERS"
OTHER_GENERAL = "C1GENERAL"


@dataclass
class Channel:
    """One conversation. `kind` is channel, private or im; `user` the person of an im with the bot."""

    id: str
    name: str
    kind: str
    members: set[str] = field(default_factory=set)
    user: str | None = None
    is_archived: bool = False
    is_ext_shared: bool = False
    team_id: str = TEAM

    @property
    def called(self) -> str:
        """The name that slash commands carry: no private channel or conversation tells its own."""
        return {"channel": self.name, "private": "privategroup", "im": "directmessage"}[self.kind]


def channels(everybody: Iterable[Member]) -> dict[str, Channel]:
    """The bot sits in #general and #floor only: elsewhere just `response_url` reaches."""
    staff = [member for member in everybody if member.role]
    managers = {member.id for member in staff if member.role in {"lead", "admin"}}
    everyone = {member.id for member in staff}
    found = [
        Channel(GENERAL, "general", "channel", everyone | {GUEST, SINGLE_CHANNEL_GUEST, BOT_USER}),
        Channel(FLOOR, "floor", "channel", everyone | {GUEST, BOT_USER}),
        *(_team(team, staff) for team in TEAMS),
        Channel(PARTNERS, "partners", "channel", {*managers, STRANGER, BOT_USER}, is_ext_shared=True),
        Channel(LEADS, "leads", "private", set(managers)),
        *(Channel(m.dm, "", "im", {m.id, BOT_USER}, user=m.id) for m in everybody if not m.is_bot),
    ]
    return {channel.id: channel for channel in found}


def other_channels(team_id: str, everybody: Iterable[Member]) -> dict[str, Channel]:
    """The conversations of another workspace than the floor's home."""
    people = [member for member in everybody if not member.is_bot]
    found = [
        Channel(OTHER_GENERAL, "general", "channel", {member.id for member in people} | {BOT_USER}, team_id=team_id),
        *(Channel(m.dm, "", "im", {m.id, BOT_USER}, user=m.id, team_id=team_id) for m in people),
    ]
    return {channel.id: channel for channel in found}


def _team(team: str, staff: list[Member]) -> Channel:
    inside = {member.id for member in staff if member.team == team or member.role == "admin"}
    return Channel(f"C0{team.upper()}", team.lower(), "channel", inside)


def channel_object(channel: Channel) -> Json:
    """The channel as conversations.info shows it to the bot."""
    shown: Json = {
        "id": channel.id,
        "is_channel": channel.kind == "channel",
        "is_group": False,
        "is_im": channel.kind == "im",
        "is_mpim": False,
        "is_private": channel.kind != "channel",
        "is_archived": channel.is_archived,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "context_team_id": channel.team_id,
        "created": 1700000000,
    }
    if channel.kind == "im":
        return shown | {"user": channel.user}
    return shown | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_general": channel.id == GENERAL,
        "is_member": BOT_USER in channel.members,
        "creator": BOT_USER,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }
