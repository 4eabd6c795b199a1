"""The login host: `/oauth/authorize` with its sign-in page, and `/oauth/token`.

A person is known to the browser by a cookie; `prompt=login` asks again, `login_hint` with a person's e-mail goes back
at once, as with a living session. Without the client secret there is no refresh token. Errors of the token call are
JSON with error, description and error_description; 401 for the client, 400 for anything else.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.sign_in import refused_page, sign_in_page
from bot.sandbox.genesys.state import User
from bot.sandbox.genesys.tokens import TOKEN_LIFETIME, Code, Grant, TokenBook

COOKIE = "genesys_session"
LARGEST_FORM = 64_000
#: What of the authorization request the form carries along.
CARRIED = (
    "client_id",
    "redirect_uri",
    "response_type",
    "state",
    "code_challenge",
    "code_challenge_method",
    "prompt",
)


class OAuthError(Exception):
    """A refused token call."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status


class LoginHost:
    """Signs people in and gives out tokens."""

    def __init__(self, floor: Floor, tokens: TokenBook) -> None:
        self._floor = floor
        self._tokens = tokens
        self._sessions: dict[str, str] = {}
        self.redirects: set[str] = set()

    def routes(self) -> list[Route]:
        return [
            Route("/oauth/authorize", self.authorize, methods=["GET"]),
            Route("/oauth/authorize", self.decide, methods=["POST"]),
            Route("/oauth/token", self.token, methods=["POST"]),
        ]

    async def authorize(self, request: Request) -> Response:
        """Shows the page, or goes straight back for a hint or a living session."""
        wanted = dict(request.query_params)
        if (problem := self._problem(wanted)) is not None:
            return problem
        user = self._user(wanted.get("login_hint", ""))
        if user is None and wanted.get("prompt") != "login":
            user = self._floor.users.get(self._sessions.get(request.cookies.get(COOKIE, ""), ""))
        if user is None or user.state != "active":
            return sign_in_page(_carried(wanted), self._people())
        return self._back_with_code(wanted, user)

    async def decide(self, request: Request) -> Response:
        """What the form sends: who, or no."""
        said = await _form(request)
        if (problem := self._problem(said)) is not None:
            return problem
        if said.get("decision") == "deny":
            return _back(said, error="access_denied", error_description="The user denied the request.")
        user = self._user(said.get("email", ""))
        if user is None:
            return sign_in_page(_carried(said), self._people(), problem="Nobody here has this e-mail.")
        return self._back_with_code(said, user)

    async def token(self, request: Request) -> Response:
        form = await _form(request)
        try:
            has_secret = self._authenticate(request, form)
            grant = self._grant(form, has_secret=has_secret)
        except OAuthError as error:
            words = {"description": error.description, "error_description": error.description}
            return JSONResponse({"error": error.error, **words}, error.status)
        return _token_response(grant)

    def _problem(self, wanted: Mapping[str, str]) -> Response | None:
        """Why the request cannot go on. A wrong client or address is told here, never sent to that address."""
        if wanted.get("client_id") != self._floor.organization.client_id:
            return refused_page("The client is not known.")
        if wanted.get("redirect_uri") not in self.redirects:
            return refused_page("The redirect address is not registered for this client.")
        if wanted.get("response_type") != "code":
            return _back(wanted, error="unsupported_response_type")
        if "code_challenge" in wanted and wanted.get("code_challenge_method") != "S256":
            return _back(wanted, error="invalid_request", error_description="Only S256 is supported.")
        return None

    def _people(self) -> list[User]:
        return [user for user in self._floor.users.values() if user.state == "active"]

    def _user(self, email: str) -> User | None:
        return next((user for user in self._people() if user.email.lower() == email.strip().lower()), None)

    def _back_with_code(self, wanted: Mapping[str, str], user: User) -> Response:
        challenge = wanted.get("code_challenge")
        code = self._tokens.new_code(user.id, wanted["redirect_uri"], challenge, self._floor.now())
        session = secrets.token_urlsafe(24)
        self._sessions[session] = user.id
        answer = _back(wanted, code=code)
        answer.set_cookie(COOKIE, session, path="/oauth", httponly=True, samesite="lax")
        return answer

    def _authenticate(self, request: Request, form: Mapping[str, str]) -> bool:
        """Whether the client showed its secret; raises when it is a wrong client or a wrong secret."""
        client_id, secret = _basic(request) or (form.get("client_id", ""), form.get("client_secret"))
        organization = self._floor.organization
        if client_id != organization.client_id:
            raise OAuthError("invalid_client", "client not found", 401)
        if secret and not hmac.compare_digest(secret.encode(), organization.client_secret.encode()):
            raise OAuthError("invalid_client", "authentication failed", 401)
        return bool(secret)

    def _grant(self, form: Mapping[str, str], *, has_secret: bool) -> Grant:
        grant_type = form.get("grant_type")
        if grant_type == "authorization_code":
            return self._by_code(form, has_secret=has_secret)
        if grant_type not in {"refresh_token", "client_credentials"}:
            raise OAuthError("unsupported_grant_type", "unsupported grant type")
        if not has_secret:
            raise OAuthError("invalid_client", "authentication failed", 401)
        if grant_type == "refresh_token":
            return self._by_refresh(form)
        if not self._floor.organization.has_own_tokens:
            raise OAuthError("unauthorized_client", "the client is not allowed this grant type")
        return self._tokens.grant(None, self._floor.now(), refreshable=False)

    def _by_code(self, form: Mapping[str, str], *, has_secret: bool) -> Grant:
        code = self._tokens.take_code(form.get("code", ""), self._floor.now())
        if code is None or form.get("redirect_uri") != code.redirect_uri:
            raise OAuthError("invalid_grant", "authorization code not found, used, expired or of another address")
        if code.challenge is None and not has_secret:
            raise OAuthError("invalid_client", "authentication failed", 401)
        if code.challenge is not None and not _is_proved(code, form.get("code_verifier", "")):
            raise OAuthError("invalid_grant", "the code verifier does not match")
        return self._tokens.grant(code.user_id, self._floor.now(), refreshable=has_secret)

    def _by_refresh(self, form: Mapping[str, str]) -> Grant:
        value = form.get("refresh_token", "")
        known = self._tokens.refresh.get(value)
        is_active = known is not None and self._floor.users[known.user_id].state == "active"
        grant = self._tokens.refreshed(value, self._floor.now()) if is_active else None
        if grant is None:
            raise OAuthError("invalid_grant", "refresh token not found, used or revoked")
        return grant


def _carried(wanted: Mapping[str, str]) -> dict[str, str]:
    return {name: wanted[name] for name in CARRIED if name in wanted}


def _back(wanted: Mapping[str, str], **answer: str) -> RedirectResponse:
    """To the application, with its state as it was sent."""
    if "state" in wanted:
        answer["state"] = wanted["state"]
    separator = "&" if "?" in wanted["redirect_uri"] else "?"
    return RedirectResponse(f"{wanted['redirect_uri']}{separator}{urlencode(answer)}", 302)


async def _form(request: Request) -> dict[str, str]:
    body = await request.body()
    return dict(parse_qsl(body[:LARGEST_FORM].decode("utf-8", "replace"), keep_blank_values=True))


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ("", "")
    return (client_id, secret)


def _is_proved(code: Code, verifier: str) -> bool:
    """PKCE S256; a verifier has 43 to 128 characters."""
    if not 43 <= len(verifier) <= 128:  # noqa: PLR2004 - RFC 7636
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == code.challenge


def _token_response(grant: Grant) -> JSONResponse:
    answer = {
        "access_token": grant.access.value,
        "token_type": "bearer",
        "expires_in": int(TOKEN_LIFETIME.total_seconds()),
    }
    if grant.refresh:
        answer["refresh_token"] = grant.refresh.value
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})
