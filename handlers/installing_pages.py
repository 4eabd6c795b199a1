"""The pages on which somebody brings the app into their workspace. Opening them changes nothing.

They need no script. Addresses on them are made from PUBLIC_URL, never from the request's Host.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.errors import StoreUnavailable
from bot.identity.installing import LIFETIME, Installing, InstallRefused, NotInstalled
from bot.identity.refused import LinkRefused
from handlers.pages.drawing import policy, style, templates
from handlers.pages.install_words import Words, away, broken, refused
from handlers.pages.visits import browser_of, parameters, wanted

log = logging.getLogger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(installing: Installing | None, *, is_https: bool, public_url: str) -> list[Route]:
    """GET /slack/install and /slack/oauth_redirect. None: a bot token names the one workspace."""
    pages = _Pages(installing, is_https=is_https, public_url=public_url)
    return [
        Route("/slack/install", pages.answered(pages.show), methods=["GET"]),
        Route("/slack/oauth_redirect", pages.answered(pages.back), methods=["GET"]),
    ]


class _Pages:
    def __init__(self, installing: Installing | None, *, is_https: bool, public_url: str) -> None:
        self._installing = installing
        self._is_https = is_https
        # A __Host- cookie needs https; on loopback it is a plain one.
        self._cookie = "__Host-onqueue-install" if is_https else "onqueue-install"
        self._headers = {"Content-Security-Policy": policy(())}
        self._everywhere = {"style": Markup(style()), "public_url": public_url}  # noqa: S704 - our own file

    def answered(self, endpoint: Endpoint) -> Endpoint:
        """Turns what people can meet into a page."""

        async def answer(request: Request) -> Response:
            try:
                return await endpoint(request)
            except InstallRefused as refusal:
                return self._refused(refused(refusal.why, refusal.missing))
            except LinkRefused:  # The parameters cannot be read.
                return self._refused(refused(NotInstalled.BAD_REQUEST))
            except StoreUnavailable as error:
                return self._refused(away(in_doubt=error.in_doubt))
            except Exception:
                reference = secrets.token_hex(4)
                log.exception("a page failed: %s", reference)
                return self._refused(broken(reference))

        return answer

    async def show(self, request: Request) -> Response:
        """GET /slack/install: the button. It keeps nothing but the browser's cookie."""
        browser = browser_of(request, self._cookie)
        response = self._page("install.html", address=self._flow.address(browser.secret))
        response.set_cookie(
            self._cookie,
            browser.secret,
            max_age=int(LIFETIME.total_seconds()),
            path="/",
            secure=self._is_https,
            httponly=True,
            samesite="lax",
        )
        return response

    async def back(self, request: Request) -> Response:
        """GET /slack/oauth_redirect: Slack has asked, and somebody said yes or no."""
        if request.method == "HEAD":
            return self._page("page.html")
        if any("prefetch" in request.headers.get(name, "") for name in ("sec-purpose", "purpose")):
            return self._page("page.html", 503)  # so that it is asked for again when the person gets there
        query = parameters(request)
        state, browser = wanted(query, "state"), browser_of(request, self._cookie).secret
        if "error" in query:
            await self._flow.declined(state, browser)
            raise InstallRefused(NotInstalled.DECLINED)
        return self._page("installed.html", given=await self._flow.finish(state, wanted(query, "code"), browser))

    @property
    def _flow(self) -> Installing:
        if self._installing is None:
            raise InstallRefused(NotInstalled.ONE_WORKSPACE)
        return self._installing

    def _page(self, template: str, status: int = 200, **values: Any) -> Response:
        whole = templates().get_template(template).render(self._everywhere, **values)
        return HTMLResponse(whole, status, self._headers)

    def _refused(self, words: Words) -> Response:
        return self._page("not_installed.html", words.status, words=words)
