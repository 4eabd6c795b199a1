"""Installing the app into a workspace: from the button to a stored bot token.

The state of a start is made, not kept: it holds for ten minutes, in the browser that pressed the button, and once.
"""

import hashlib
import logging
import secrets
from datetime import timedelta
from enum import StrEnum, auto
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from bot.clock import Clock
from bot.identity.forms import FormTokens
from bot.identity.installations import InstallationRows, Installed
from bot.identity.slack_codes import BAD_CODE, NoExchange, slack_codes
from bot.settings import Settings
from bot.slack.manifest import INSTALLED, SCOPES
from bot.store.engine import Database
from bot.store.tables import install_states

log = logging.getLogger(__name__)

LIFETIME = timedelta(minutes=10)
LONGEST_STATE = 300
#: Slack's words for an app that is not the one of the settings.
BAD_CLIENT = {"invalid_client_id", "bad_client_secret", "bad_redirect_uri", "invalid_app_id"}


class NotInstalled(StrEnum):
    """Why nothing was installed; `handlers/pages/install_words.py` has the sentence for each."""

    BAD_REQUEST = auto()  # parameters missing, doubled, or too long
    OTHER_BROWSER = auto()  # the state is not one that this browser was given
    EXPIRED = auto()
    USED = auto()
    DECLINED = auto()
    CODE_REFUSED = auto()
    CLIENT_REFUSED = auto()  # our own app: a setting is wrong
    SLACK_AWAY = auto()
    TOKENS_ROTATE = auto()  # the app's tokens end after twelve hours: not how the manifest has it
    SCOPES_MISSING = auto()
    ONE_WORKSPACE = auto()  # a bot token is set


class InstallRefused(Exception):
    """Nothing was stored. `missing` are scopes that Slack did not give."""

    def __init__(self, why: NotInstalled, missing: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.missing = missing


class Installing:
    """One app's installation into whatever workspace its administrator chooses."""

    def __init__(
        self, *, settings: Settings, shared: AsyncWebClient, database: Database, rows: InstallationRows, clock: Clock,
        forms: FormTokens,
    ) -> None:  # fmt: skip
        self._codes = slack_codes(settings, shared, method="oauth.v2.access", path=INSTALLED)
        self._web_url = settings.slack_web_url
        self._database = database
        self._rows = rows
        self._clock = clock
        self._forms = forms

    def address(self, browser: str) -> str:
        """Where the button leads: Slack asks there whether the app may come in. Nothing is kept of it."""
        subject = f"{int((self._clock.now() + LIFETIME).timestamp())}.{secrets.token_urlsafe(16)}"
        query = {
            "client_id": self._codes.client_id,
            "scope": ",".join(SCOPES),
            "redirect_uri": self._codes.redirect_uri,
            "state": f"{subject}.{self._forms.token(browser, subject)}",
        }
        return f"{self._web_url}/oauth/v2/authorize?{urlencode(query, quote_via=quote)}"

    async def finish(self, state: str, code: str, browser: str) -> Installed:
        """Back from Slack: exchanges the code and stores what it brings. Raises InstallRefused, StoreUnavailable."""
        await self._use(state, browser)
        given = await self._given(code)
        await self._rows.keep(given)
        log.info("installed in %s by %s", given.id, given.installed_by)
        return given

    async def declined(self, state: str, browser: str) -> None:
        """Back from Slack without a code."""
        await self._use(state, browser)

    async def _use(self, state: str, browser: str) -> None:
        """Takes the state's only chance; what ran out is forgotten."""
        subject, _, token = state[:LONGEST_STATE].rpartition(".")
        expires, _, _ = subject.partition(".")
        if not (expires.isascii() and expires.isdigit() and self._forms.holds(token, browser, subject)):
            raise InstallRefused(NotInstalled.OTHER_BROWSER)
        now = self._clock.now()
        if now.timestamp() > int(expires):
            raise InstallRefused(NotInstalled.EXPIRED)
        try:
            async with self._database.begin() as tx:
                await tx.execute(delete(install_states).where(install_states.c.expires_at < now))
                values = {"id": hashlib.sha256(state.encode()).hexdigest(), "expires_at": now + LIFETIME}
                await tx.execute(insert(install_states).values(values))
        except IntegrityError:
            raise InstallRefused(NotInstalled.USED) from None

    async def _given(self, code: str) -> Installed:
        try:
            answer = await self._codes.exchange(code)
        except NoExchange as refusal:
            raise InstallRefused(_why(refusal.word)) from None
        try:
            return _Access.model_validate(answer.data).installed()
        except ValidationError:
            log.warning("oauth.v2.access: an answer that cannot be read")
            raise InstallRefused(NotInstalled.SLACK_AWAY) from None


def _why(error: str | None) -> NotInstalled:
    if error is None:
        return NotInstalled.SLACK_AWAY
    log.warning("oauth.v2.access: %s", error)
    if error in BAD_CODE:
        return NotInstalled.CODE_REFUSED
    return NotInstalled.CLIENT_REFUSED if error in BAD_CLIENT else NotInstalled.SLACK_AWAY


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class _Named(_Answer):
    id: str = Field(min_length=1, max_length=32)
    name: str = ""


class _Person(_Answer):
    id: str = Field(max_length=32)


class _Access(_Answer):
    """The answer of oauth.v2.access, as far as it is read. `team` is null where a whole enterprise installs."""

    access_token: str = Field(min_length=1, repr=False)
    scope: str = ""
    bot_user_id: str = Field("", max_length=32)
    team: _Named | None = None
    enterprise: _Named | None = None
    is_enterprise_install: bool = False
    authed_user: _Person
    refresh_token: str | None = Field(None, repr=False)

    def installed(self) -> Installed:
        where = self.enterprise if self.is_enterprise_install else self.team
        if self.refresh_token is not None:
            raise InstallRefused(NotInstalled.TOKENS_ROTATE)
        if where is None:
            raise InstallRefused(NotInstalled.SLACK_AWAY)
        lacking = [scope for scope in SCOPES if scope not in self.scope.split(",")]
        if lacking:
            raise InstallRefused(NotInstalled.SCOPES_MISSING, ", ".join(lacking))
        return Installed(
            id=where.id,
            name=where.name or where.id,
            enterprise_id=self.enterprise.id if self.enterprise else None,
            is_enterprise=self.is_enterprise_install,
            bot_user=self.bot_user_id,
            scopes=self.scope,
            installed_by=self.authed_user.id,
            bot_token=self.access_token,
        )
