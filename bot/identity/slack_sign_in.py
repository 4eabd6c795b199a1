"""Sign in with Slack: whose Slack account the browser before the page holds (docs.slack.dev, "Sign in with Slack").

Nothing of Slack's answer is kept, neither the token nor the claims.
"""

import base64
import binascii
import hmac
import logging
from urllib.parse import quote, urlencode, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.identity.refused import LinkRefused, Refused
from bot.identity.slack_codes import BAD_CODE, NoExchange, SlackCodes, slack_codes
from bot.identity.slack_people import SlackId
from bot.settings import Settings
from bot.slack.manifest import SIGNED_IN

log = logging.getLogger(__name__)

METHOD = "openid.connect.token"
SCOPES = "openid,email,profile"
#: Refusals of the app, not of the person: a setting is wrong, or the manifest lacks the redirect address.
CLIENT_REFUSED = frozenset({"invalid_client_id", "bad_client_secret", "bad_redirect_uri", "invalid_client"})
#: After "asks for that workspace" Slack's sign-in goes on at the workspace's own host.
SLACK_HOSTS = ("slack.com", "slack-gov.com")


class SlackSignIn:
    """One app's sign-in. `web_url` is where browsers go, and the issuer of what comes back."""

    def __init__(self, codes: SlackCodes, *, web_url: str, clock: Clock) -> None:
        self._codes = codes
        self._issuer = web_url
        self._clock = clock

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where browsers may be led on the way, as sources of a content policy."""
        parts = urlsplit(self._issuer)
        own = f"{parts.scheme}://{parts.netloc}"
        return (own, f"{parts.scheme}://*.{parts.netloc}") if parts.hostname in SLACK_HOSTS else (own,)

    def authorize_url(self, slack: SlackId, *, state: str, nonce: str) -> str:
        """Where the browser goes to show that it holds this Slack user's account."""
        query = {
            "response_type": "code",
            "client_id": self._codes.client_id,
            "scope": SCOPES,
            "redirect_uri": self._codes.redirect_uri,
            "state": state,
            "nonce": nonce,
        }
        if slack.team_id.startswith("T"):  # on Grid it is the enterprise, which is no workspace to ask for
            query["team"] = slack.team_id
        return f"{self._issuer}/openid/connect/authorize?{urlencode(query, quote_via=quote)}"

    async def check(self, code: str, slack: SlackId, nonce: str) -> None:
        """Raises LinkRefused unless it is this Slack user who has just signed in."""
        claims = await self._claims(code)
        wrong = [name for name, holds in self._holds(claims, nonce).items() if not holds]
        if wrong:
            log.warning("Slack's id_token is not for this sign-in: %s", ", ".join(wrong))
            raise LinkRefused(Refused.SLACK_REFUSED)
        if claims.user_id != slack.user_id or slack.team_id not in {claims.team_id, claims.enterprise_id}:
            raise LinkRefused(Refused.OTHER_SLACK_USER, slack_name=claims.name or "", slack_email=claims.email or "")

    def _holds(self, claims: "_Claims", nonce: str) -> dict[str, bool]:
        """It comes from the token endpoint itself, so TLS stands for the signature (OpenID Connect Core, 3.1.3.7)."""
        return {
            "iss": claims.iss == self._issuer,
            "aud": claims.aud in {self._codes.client_id, (self._codes.client_id,)},
            "exp": claims.exp > self._clock.now().timestamp(),
            "nonce": hmac.compare_digest((claims.nonce or "").encode(), nonce.encode()),
        }

    async def _claims(self, code: str) -> "_Claims":
        try:
            answer = await self._codes.exchange(code)
        except NoExchange as refusal:
            raise LinkRefused(_why(refusal.word)) from None
        try:
            return _Claims.model_validate_json(_payload(str(answer.get("id_token"))))
        except (ValidationError, ValueError):
            log.warning("openid.connect.token: an id_token that cannot be read")
            raise LinkRefused(Refused.SLACK_AWAY) from None


def slack_sign_in(settings: Settings, shared: AsyncWebClient, clock: Clock) -> SlackSignIn | None:
    """As LINK_PROOF says; None: the same e-mail is the proof. `shared` is the bot's client, whose session it uses."""
    if settings.proof != "slack":
        return None
    codes = slack_codes(settings, shared, method=METHOD, path=SIGNED_IN)
    return SlackSignIn(codes, web_url=settings.slack_web_url, clock=clock)


class _Claims(BaseModel):
    """What of the id_token we look at."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    iss: str
    aud: str | tuple[str, ...]
    exp: float
    nonce: str | None = None
    user_id: str = Field(alias="https://slack.com/user_id")
    team_id: str = Field(alias="https://slack.com/team_id")
    enterprise_id: str | None = Field(None, alias="https://slack.com/enterprise_id")
    name: str | None = None
    email: str | None = None


def _payload(token: str) -> bytes:
    """The middle of a JWT; raises ValueError."""
    _, payload, _ = token.split(".")
    try:
        return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    except binascii.Error as error:
        raise ValueError("no base64") from error


def _why(code: str | None) -> Refused:
    if code is None:
        return Refused.SLACK_AWAY
    if code in BAD_CODE:
        return Refused.SLACK_REFUSED
    if code in CLIENT_REFUSED:
        log.error("Slack refuses this app (%s): SLACK_CLIENT_ID, SLACK_CLIENT_SECRET or PUBLIC_URL is wrong", code)
        return Refused.SLACK_CLIENT_REFUSED
    log.warning("openid.connect.token: %s", code)
    return Refused.SLACK_AWAY
