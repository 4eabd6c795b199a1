"""Who a Slack user is, as Slack tells it: name, e-mail, zone, and whether the bot serves them at all."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.errors import NotServed, SlackUnavailable, Unserved
from bot.identity.together import Together
from bot.slack.installation import Installation, Installations

FRESH_FOR = timedelta(minutes=5)
#: While Slack does not answer, what it said lately still counts.
USABLE_FOR = timedelta(hours=1)
MOST_PEOPLE = 5000


@dataclass(frozen=True)
class SlackId:
    """A Slack user. `team_id` is the enterprise on Grid, else the user's own workspace.

    `via` is no part of who they are: the workspace, or the enterprise, through whose installation they came.
    """

    team_id: str
    user_id: str
    via: str = field(default="", compare=False)

    @property
    def workspace(self) -> str:
        """Whose installation speaks to them: the one that they came through, else their own."""
        return self.via or self.team_id


@dataclass(frozen=True)
class SlackPerson:
    """What we need to know of somebody whom the bot serves. `name` is theirs to choose: escape it."""

    id: SlackId
    name: str
    email: str | None
    email_confirmed: bool
    zone: ZoneInfo


@dataclass(frozen=True)
class _Known:
    found: SlackPerson | Unserved
    asked_at: datetime
    updated: int = 0  #: Slack's own second of the user's last change


class SlackPeople:
    """users.info, remembered for five minutes for at most `most` people."""

    def __init__(
        self, installations: Installations, *, clock: Clock, default_zone: ZoneInfo, most: int = MOST_PEOPLE
    ) -> None:
        self._installations = installations
        self._clock = clock
        self._default_zone = default_zone
        self._most = most
        self._known: OrderedDict[SlackId, _Known] = OrderedDict()
        self._asking: Together[SlackId, SlackPerson | Unserved] = Together()

    async def person(self, slack: SlackId) -> SlackPerson:
        """Raises NotServed, and SlackUnavailable when Slack cannot be asked."""
        found = await self._found(slack)
        if isinstance(found, Unserved):
            raise NotServed(found)
        # Remembered is who they are; through whom they came this time is not.
        return found if found.id.via == slack.via else replace(found, id=slack)

    def forget(self, slack: SlackId) -> None:
        """What is known of them no longer holds: the next question goes to Slack."""
        self._known.pop(slack, None)

    def learn(self, slack: SlackId, told: object) -> None:
        """A user as Slack shows them without being asked, unless something newer is known. Raises SlackUnavailable."""
        known, before = self._read(slack, told), self._known.get(slack)
        if before is None or before.updated <= known.updated:
            self._remember(slack, known)

    async def _found(self, slack: SlackId) -> SlackPerson | Unserved:
        known = self._known.get(slack)
        age = self._clock.now() - known.asked_at if known else None
        if known and age is not None and age < FRESH_FOR:
            self._known.move_to_end(slack)
            return known.found
        try:
            return await self._asking.ask(slack, lambda: self._ask(slack))
        except SlackUnavailable:
            if known is None or age is None or age > USABLE_FOR:
                raise
            return known.found

    async def _ask(self, slack: SlackId) -> SlackPerson | Unserved:
        installation = await self._asked_through(slack)
        try:
            answer = await installation.client.users_info(user=slack.user_id)
        except SlackApiError as refusal:
            if error_code(refusal) not in {"user_not_found", "user_not_visible"}:
                raise SlackUnavailable(f"users.info: {error_code(refusal)}") from refusal
            known = _Known(Unserved.STRANGER, self._clock.now())
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as lost:
            raise SlackUnavailable(f"users.info: {type(lost).__name__}") from lost
        else:
            known = self._read(slack, answer.get("user"))
        self._remember(slack, known)
        return known.found

    async def _asked_through(self, slack: SlackId) -> Installation:
        """Their own workspace knows them best: one that shares a channel with them takes them for a stranger."""
        teams = (slack.team_id, slack.workspace) if slack.team_id.startswith("T") else (slack.workspace,)
        for team in teams:
            if installation := await self._installations.of(team):
                return installation
        raise SlackUnavailable("users.info: not installed there")

    def _remember(self, slack: SlackId, known: _Known) -> None:
        self._known[slack] = known
        self._known.move_to_end(slack)
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def _read(self, slack: SlackId, answer: object) -> _Known:
        try:
            user = _User.model_validate(answer)
        except ValidationError:
            raise SlackUnavailable("a user that cannot be read") from None
        return _Known(user.refused(slack) or self._person(slack, user), self._clock.now(), user.updated)

    def _person(self, slack: SlackId, user: "_User") -> SlackPerson:
        profile = user.profile
        return SlackPerson(
            id=slack,
            name=profile.display_name or profile.real_name or user.name or user.id,
            email=profile.email or None,
            email_confirmed=user.is_email_confirmed,
            zone=_zone(user.tz) or self._default_zone,
        )


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class _Profile(_Answer):
    display_name: str | None = None
    real_name: str | None = None
    email: str | None = None


class _EnterpriseUser(_Answer):
    enterprise_id: str | None = None
    teams: tuple[str, ...] = ()


class _User(_Answer):
    """The user object of users.info; deleted users come without most flags, and a missing flag is not a yes."""

    id: str
    team_id: str | None = None
    name: str | None = None
    deleted: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_email_confirmed: bool = False
    tz: str | None = None
    updated: int = 0
    profile: _Profile = Field(default_factory=_Profile)
    enterprise_user: _EnterpriseUser = Field(default_factory=_EnterpriseUser)

    def refused(self, asked: SlackId) -> Unserved | None:
        """Why the bot does not serve them, if it does not."""
        teams = {self.team_id, self.enterprise_user.enterprise_id, *self.enterprise_user.teams}
        reasons = {
            Unserved.BOT: self.is_bot or self.id == "USLACKBOT",
            Unserved.DEACTIVATED: self.deleted,
            Unserved.STRANGER: self.is_stranger,
            Unserved.GUEST: self.is_restricted or self.is_ultra_restricted,
            Unserved.OTHER_WORKSPACE: asked.team_id not in teams,
        }
        return next((why for why, holds in reasons.items() if holds), None)


def error_code(refusal: SlackApiError) -> str:
    """Slack's error code; the SDK has none where the answer was no JSON."""
    response = refusal.response
    return str(response.get("error")) if isinstance(response, AsyncSlackResponse) else "an answer that is no JSON"


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
