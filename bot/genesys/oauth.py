"""Signing in to Genesys: the authorization code with PKCE, and the refresh.

What must stay true: no code, token or secret in an exception's text or in a log.
"""

import base64
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import quote, urlencode

from pydantic import Field, ValidationError

from bot.errors import ClientRefused, Invalid, OutcomeUnknown, SignInEnded, Unavailable
from bot.genesys.answers import failed_by_answer, failed_on_the_way
from bot.genesys.model import Maybe, Model, Text
from bot.genesys.watching import Watch
from bot.genesys.wire import SENDABLE, Answer, Lost, NotSent, Wire

log = logging.getLogger(__name__)

CONNECTIONS = 4
TOKEN_PATH = "/oauth/token"  # noqa: S105 - an address
REFUSED = (400, 401)  #: which of the two a refusal has is not documented
#: Refusals of the client itself (RFC 6749 5.2); the wrong region is answered like this as well.
CLIENT_REFUSED = ("invalid_client", "unauthorized_client")
Token = Annotated[str, Field(pattern=SENDABLE)]


@dataclass(frozen=True)
class Tokens:
    """What a sign-in gives. Without a client secret there is no refresh token."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_in_s: int


class _TokenAnswer(Model):
    access_token: Token = Field(alias="access_token")
    refresh_token: Maybe[Token] = Field(default=None, alias="refresh_token")
    expires_in: int = Field(alias="expires_in", gt=0)


class _TokenRefusal(Model):
    """OAuth's own form of an error, with Genesys's second name for the text."""

    error: Text = ""
    description: Text = ""
    error_description: Text = Field(default="", alias="error_description")


class Login:
    """The login host of one region, for one OAuth client."""

    def __init__(
        self, login_url: str, client_id: str, client_secret: str | None = None, *, watch: Watch | None = None
    ) -> None:
        self._login_url = login_url.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._wire = Wire(login_url, connections=CONNECTIONS)
        self._watch = watch or Watch()

    def authorize_url(self, *, redirect_uri: str, state: str, challenge: str, prompt_login: bool = True) -> str:
        """Where the browser goes to sign in. `challenge` is the S256 of the verifier.

        `prompt_login` asks for the password even where a session lives: shared PCs keep sessions alive.
        """
        query = {
            "client_id": self._client_id,
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if prompt_login:
            query["prompt"] = "login"
        return f"{self._login_url}/oauth/authorize?{urlencode(query, quote_via=quote)}"

    async def exchange(self, code: str, *, redirect_uri: str, verifier: str) -> Tokens:
        """Turns a code into tokens; a code works once. Raises `Invalid` when it is refused, else as `refresh`."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        answer = await self._ask(form)
        if answer.status in REFUSED:
            refusal = _refusal(answer)
            text = refusal.error_description or refusal.description
            raise Invalid(text, field="code", code=refusal.error, status=answer.status)
        return _tokens(answer)

    async def refresh(self, refresh_token: str) -> Tokens:
        """New tokens for an old refresh token, which may thereby end: store what comes before the old one goes.

        Raises `SignInEnded` when it is refused, `ClientRefused` when the client is, `OutcomeUnknown` when the answer is
        lost (the same token may be sent once more), `Unavailable` when Genesys cannot be reached.
        """
        answer = await self._ask({"grant_type": "refresh_token", "refresh_token": refresh_token})
        if answer.status in REFUSED:
            raise SignInEnded(f"Genesys refused the refresh ({_refusal(answer).error or 'without a reason'})")
        return _tokens(answer)

    async def _ask(self, form: Mapping[str, str]) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if self._client_secret:
            pair = f"{self._client_id}:{self._client_secret}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        else:
            form = {**form, "client_id": self._client_id}
        began_s = time.monotonic()
        try:
            answer = await self._wire.send("POST", TOKEN_PATH, body=urlencode(form).encode(), headers=headers)
        except (NotSent, Lost) as error:
            self._watch.failed(f"POST {TOKEN_PATH}", error)
            raise failed_on_the_way(error, writes=True).error from None
        self._watch.answered(f"POST {TOKEN_PATH}", answer, began_s, writes=True)
        return answer

    async def aclose(self) -> None:
        """Closes the pool."""
        await self._wire.aclose()


def _tokens(answer: Answer) -> Tokens:
    if not 200 <= answer.status < 300:  # noqa: PLR2004 - success
        raise failed_by_answer(answer, writes=True, names_a_thing=False).error
    try:
        read = _TokenAnswer.model_validate_json(answer.body)
    except ValidationError:  # Its text could quote the tokens.
        raise OutcomeUnknown("Genesys's answer to a sign-in cannot be read", status=answer.status) from None
    return Tokens(read.access_token, read.refresh_token, read.expires_in)


def _refusal(answer: Answer) -> _TokenRefusal:
    """What is refused about the person. Raises `ClientRefused` for what is wrong with us, whoever the person is."""
    if answer.is_html:
        raise Unavailable("a web page came instead of Genesys's answer to a sign-in", status=answer.status)
    try:
        refusal = _TokenRefusal.model_validate_json(answer.body)
    except ValidationError:
        return _TokenRefusal()
    if refusal.error in CLIENT_REFUSED:
        log.error(
            "Genesys refuses this OAuth client (%s): GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET or the region is wrong",
            refusal.error,
        )
        raise ClientRefused(refusal.error_description or refusal.description, code=refusal.error, status=answer.status)
    return refusal
