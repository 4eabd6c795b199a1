"""`/openid/connect/authorize`, where browsers are sent to sign in, and `/openid/connect/keys`.

`login_hint` with a person's e-mail goes back at once, as for a browser with a living session; it is the sandbox's own.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.sandbox.slack.grants import SignedIn
from bot.sandbox.slack.members import Member
from bot.sandbox.slack.openid.id_token import public_keys
from bot.sandbox.slack.openid.sign_in import refused_page, sign_in_page
from bot.sandbox.slack.workspace import Workspace

LARGEST_FORM = 64_000
#: What of the authorization request the form carries along.
CARRIED = ("client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "team")


class SignIns:
    """Signs people in. The app's addresses and scopes are those of its manifest."""

    def __init__(self, workspace: Workspace) -> None:
        self._ws = workspace

    def routes(self) -> list[Route]:
        return [
            Route("/openid/connect/authorize", self.authorize, methods=["GET"]),
            Route("/openid/connect/authorize", self.decide, methods=["POST"]),
            Route("/openid/connect/keys", self.keys, methods=["GET"]),
        ]

    async def authorize(self, request: Request) -> Response:
        """Shows the page, or goes straight back for a hint."""
        wanted = dict(request.query_params)
        if (problem := self._problem(wanted)) is not None:
            return problem
        member = self._member(wanted, wanted.get("login_hint", ""))
        return self._page(wanted) if member is None else self._back_with_code(wanted, member)

    async def decide(self, request: Request) -> Response:
        """What the form sends: who, or no."""
        body = (await request.body())[:LARGEST_FORM]
        said = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        if (problem := self._problem(said)) is not None:
            return problem
        if said.get("decision") == "deny":
            return _back(said, error="access_denied")
        member = self._member(said, said.get("email", ""))
        if member is None:
            return self._page(said, problem="Nobody here has this e-mail.")
        return self._back_with_code(said, member)

    async def keys(self, _: Request) -> Response:
        return JSONResponse(public_keys())

    def _problem(self, wanted: Mapping[str, str]) -> Response | None:
        """Why the request cannot go on. A wrong client or address is told here, never sent to that address."""
        if wanted.get("client_id") != self._ws.credentials.client_id:
            return refused_page("invalid_client_id: no app has this client id.")
        if wanted.get("redirect_uri") not in self._ws.manifest.redirect_urls:
            return refused_page("bad_redirect_uri: the app's manifest does not have this address.")
        if wanted.get("response_type") != "code":
            return _back(wanted, error="unsupported_response_type")
        scopes = _scopes(wanted)
        if "openid" not in scopes or not scopes <= self._ws.manifest.user_scopes:
            return _back(wanted, error="invalid_scope")
        return None

    def _page(self, wanted: Mapping[str, str], *, problem: str = "") -> Response:
        carried = {name: wanted[name] for name in CARRIED if name in wanted}
        return sign_in_page(self._ws.manifest.app_name, _scopes(wanted), carried, self._people(wanted), problem=problem)

    def _people(self, wanted: Mapping[str, str]) -> list[Member]:
        """Whether Slack lets guests sign in is not documented; here it does, and the bot has to look."""
        there = self._ws.family.get(wanted.get("team", ""), self._ws)
        return [member for member in there.members.values() if not (member.is_bot or member.deleted)]

    def _member(self, wanted: Mapping[str, str], email: str) -> Member | None:
        sought = email.strip().casefold()
        found = (member for member in self._people(wanted) if member.email and member.email.casefold() == sought)
        return next(found, None)

    def _back_with_code(self, wanted: Mapping[str, str], member: Member) -> Response:
        signed_in = SignedIn(member.id, wanted["redirect_uri"], _scopes(wanted), wanted.get("nonce"))
        return _back(wanted, code=self._ws.grants.new_code(signed_in))


def _scopes(wanted: Mapping[str, str]) -> frozenset[str]:
    """The SDK joins them by comma, OpenID Connect by space."""
    return frozenset(filter(None, re.split(r"[\s,]+", wanted.get("scope", ""))))


def _back(wanted: Mapping[str, str], **answer: str) -> RedirectResponse:
    """To the app, with its state as it was sent."""
    if "state" in wanted:
        answer["state"] = wanted["state"]
    return RedirectResponse(f"{wanted['redirect_uri']}?{urlencode(answer)}", 302)
