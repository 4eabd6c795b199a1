"""`/oauth/v2/authorize`, where browsers are sent to install the app: into which workspace, and yes or no."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.sandbox.slack.installing.page import allow_page, refused_page
from bot.sandbox.slack.installs import Allowed
from bot.sandbox.slack.workspace import Workspace

LARGEST_FORM = 64_000
#: What of the authorization request the form carries along.
CARRIED = ("client_id", "redirect_uri", "scope", "state")


class Authorizing:
    """The app's addresses and scopes are those of its manifest. Opening the page changes nothing."""

    def __init__(self, workspace: Workspace) -> None:
        self._ws = workspace

    def routes(self) -> list[Route]:
        return [
            Route("/oauth/v2/authorize", self.ask, methods=["GET"]),
            Route("/oauth/v2/authorize", self.decide, methods=["POST"]),
        ]

    async def ask(self, request: Request) -> Response:
        wanted = dict(request.query_params)
        return self._problem(wanted) or self._page(wanted)

    async def decide(self, request: Request) -> Response:
        """What the form sends: which workspace, or no."""
        body = (await request.body())[:LARGEST_FORM]
        said = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        if (problem := self._problem(said)) is not None:
            return problem
        if said.get("decision") == "deny":
            return _back(said, error="access_denied")
        there = self._ws.family.get(said.get("team", ""))
        if there is None:
            return self._page(said)
        allowed = Allowed(there.team.id, said["redirect_uri"], ",".join(sorted(_scopes(said))), there.owner)
        return _back(said, code=self._ws.installs.new_code(allowed))

    def _problem(self, wanted: Mapping[str, str]) -> Response | None:
        """Why the request cannot go on. A wrong client or address is told here, never sent to that address."""
        if wanted.get("client_id") != self._ws.credentials.client_id:
            return refused_page("invalid_client_id: no app has this client id.")
        if wanted.get("redirect_uri") not in self._ws.manifest.redirect_urls:
            return refused_page("bad_redirect_uri: the app's manifest does not have this address.")
        scopes = _scopes(wanted)
        if not scopes or not scopes <= self._ws.manifest.scopes:
            return refused_page("invalid_scope: the app asks for what its manifest does not have.")
        return None

    def _page(self, wanted: Mapping[str, str]) -> Response:
        carried = {name: wanted[name] for name in CARRIED if name in wanted}
        teams = [there.team for there in self._ws.family.values()]
        return allow_page(self._ws.manifest.app_name, sorted(_scopes(wanted)), carried, teams)


def _scopes(wanted: Mapping[str, str]) -> frozenset[str]:
    return frozenset(filter(None, re.split(r"[\s,]+", wanted.get("scope", ""))))


def _back(wanted: Mapping[str, str], **answer: str) -> RedirectResponse:
    """To the app, with its state as it was sent."""
    if "state" in wanted:
        answer["state"] = wanted["state"]
    return RedirectResponse(f"{wanted['redirect_uri']}?{urlencode(answer)}", 302)
