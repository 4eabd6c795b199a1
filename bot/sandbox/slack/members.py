"""Everybody in the workspace: the floor's people, the bot, and those whom a bot must not serve."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.people import Person, people
from bot.sandbox.slack.wire import APP, BOT, BOT_USER, OTHER_TEAM, TEAM, Json

GUEST = "U90GUEST"
SINGLE_CHANNEL_GUEST = "U91VISITOR"
DEACTIVATED = "U92LEFT"
STRANGER = "U93PARTNER"
OTHER_PEOPLE = 4  #: how many of the floor have a user in the other workspace


@dataclass(frozen=True)
class Member:
    """One user as Slack knows them. `name` is the handle that mentions complete; `role` is the floor's."""

    id: str
    name: str
    real_name: str
    email: str | None
    zone: str | None
    role: str = ""
    team: str = ""
    title: str = ""
    team_id: str = TEAM
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_email_confirmed: bool = True
    is_admin: bool = False

    @property
    def dm(self) -> str:
        """The id of this person's conversation with the bot."""
        return "D" + self.id.removeprefix("U")


def members(seed: int, bot_name: str) -> dict[str, Member]:
    """The forty of the floor, then a guest, a single-channel guest, somebody who left, a stranger, and the bot."""
    floor = [_of_the_floor(person, person.slack_user, TEAM) for person in people(seed)]
    return {member.id: member for member in (*floor, *_others(), _bot(bot_name))}


def other_members(team_id: str, seed: int, bot_name: str) -> dict[str, Member]:
    """Another workspace: the floor's last few, who have another Slack user there, and the bot."""
    last = [_of_the_floor(person, f"U1{person.slack_user[1:]}", team_id) for person in people(seed)[-OTHER_PEOPLE:]]
    return {member.id: member for member in (*last, replace(_bot(bot_name), team_id=team_id))}


def _of_the_floor(person: Person, user_id: str, team_id: str) -> Member:
    return Member(
        id=user_id,
        name=person.email.split("@")[0],
        real_name=person.name,
        email=person.email,
        zone=person.zone,
        role=person.role,
        team=person.team,
        title=person.title,
        team_id=team_id,
        is_admin=person.role == "admin",
    )


def _others() -> Iterable[Member]:
    yield Member(GUEST, "gil.guest", "Gil Guest", "gil.guest@example.org", "Europe/Berlin", is_restricted=True)
    yield Member(
        SINGLE_CHANNEL_GUEST,
        "vera.visitor",
        "Vera Visitor",
        "vera.visitor@example.org",
        "Europe/Berlin",
        is_restricted=True,
        is_ultra_restricted=True,
    )
    yield Member(DEACTIVATED, "leo.left", "Leo Left", "leo.left@example.com", "Europe/Berlin", deleted=True)
    # Slack tells neither address nor zone of people from other organisations.
    yield Member(STRANGER, "pat.partner", "Pat Partner", None, None, team_id=OTHER_TEAM, is_stranger=True)


def _bot(name: str) -> Member:
    return Member(BOT_USER, name.lower(), name, None, None, is_bot=True)


def user_object(member: Member, *, now: datetime, with_email: bool) -> Json:
    """The user as users.info, users.list and user_change show it; the address only with users:read.email."""
    user: Json = {
        "id": member.id,
        "team_id": member.team_id,
        "name": member.name,
        "real_name": member.real_name,
        "deleted": member.deleted,
        "color": "9f69e7",
        "is_bot": member.is_bot,
        "is_app_user": False,
        "updated": int(now.timestamp()),
        "profile": _profile(member, with_email=with_email),
    }
    if member.deleted:
        return user
    flags = ("is_restricted", "is_ultra_restricted", "is_admin", "is_email_confirmed")
    user |= {flag: getattr(member, flag) for flag in flags}
    user |= {"is_owner": False, "is_primary_owner": False, "who_can_share_contact_card": "EVERYONE"}
    return user | _zone(member, now) | ({"is_stranger": True} if member.is_stranger else {})


def _profile(member: Member, *, with_email: bool) -> Json:
    profile: Json = {
        "real_name": member.real_name,
        "real_name_normalized": member.real_name,
        "display_name": "" if member.is_bot else member.real_name,
        "display_name_normalized": "" if member.is_bot else member.real_name,
        "first_name": member.real_name.split()[0],
        "last_name": member.real_name.split()[-1],
        "title": member.title,
        "team": member.team_id,
    }
    if member.is_bot:
        profile |= {"api_app_id": APP, "bot_id": BOT}
    if with_email and member.email is not None:
        profile["email"] = member.email
    return profile


def _zone(member: Member, now: datetime) -> Json:
    if member.zone is None:
        return {}
    local = now.astimezone(ZoneInfo(member.zone))
    offset = local.utcoffset()
    return {
        "tz": member.zone,
        "tz_label": local.tzname() or member.zone,
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
    }
