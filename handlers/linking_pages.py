"""The linking pages: who is about to link, the way to Slack and Genesys and back, the last yes.

They need no script. Addresses on them are made from PUBLIC_URL, never from the request's Host.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.errors import SlackUnavailable, StoreUnavailable
from bot.identity.linking import Linking
from bot.identity.refused import LinkRefused, Refused
from handlers.pages.drawing import policy, style, templates
from handlers.pages.visits import Browser, browser_of, form, parameters, wanted
from handlers.pages.words import Words, away, broken, ended, refused

log = logging.getLogger(__name__)

#: A browser is known again for an hour after it last opened an address.
COOKIE_S = 3600

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(linking: Linking) -> list[Route]:
    """GET and POST /link, GET /link/slack and /link/callback, POST /link/confirm."""
    pages = _Pages(linking)
    return [
        Route("/link", pages.answered(pages.show), methods=["GET"]),
        Route("/link", pages.answered(pages.start), methods=["POST"]),
        Route("/link/slack", pages.answered(pages.back_from_slack), methods=["GET"]),
        Route("/link/callback", pages.answered(pages.back), methods=["GET"]),
        Route("/link/confirm", pages.answered(pages.answer), methods=["POST"]),
    ]


class _Pages:
    def __init__(self, linking: Linking) -> None:
        self._linking = linking
        # A __Host- cookie needs https. On loopback it is a plain one, which the browser's windows share: it stands
        # for the browser, so two people in two windows do not disturb each other.
        self._cookie = "__Host-onqueue" if linking.is_https else "onqueue"
        self._headers = {"Content-Security-Policy": policy(linking.sign_in_hosts)}
        self._everywhere = {
            "style": Markup(style()),  # noqa: S704 - our own file
            "public_url": linking.public_url,
            "command": linking.command,
            "by_slack": linking.by_slack,
        }

    def answered(self, endpoint: Endpoint) -> Endpoint:
        """Turns what people can meet into a page."""

        async def answer(request: Request) -> Response:
            try:
                return await endpoint(request)
            except LinkRefused as refusal:
                return self._refused(refused(refusal.why, refusal.facts))
            except StoreUnavailable as error:
                return self._refused(away("OnQueue's database", in_doubt=error.in_doubt))
            except SlackUnavailable:
                return self._refused(away("Slack"))
            except Exception:
                reference = secrets.token_hex(4)
                log.exception("a page failed: %s", reference)
                return self._refused(broken(reference))

        return answer

    async def show(self, request: Request) -> Response:
        """GET /link: changes nothing."""
        ticket = wanted(parameters(request), "ticket")
        offered = await self._linking.look(ticket)
        browser = browser_of(request, self._cookie)
        token = self._linking.forms.token(browser.secret, ticket)
        return self._remembering(browser, self._page("offer.html", offered=offered, ticket=ticket, form=token))

    async def start(self, request: Request) -> Response:
        """POST /link: on to the first sign-in."""
        fields = await form(request)
        ticket = wanted(fields, "ticket")
        browser = self._sent_from_our_page(request, fields.get("form", ""), ticket)
        address = await self._linking.start(ticket, browser.secret)
        return self._remembering(browser, RedirectResponse(address, 303, self._headers))

    async def back_from_slack(self, request: Request) -> Response:
        """GET /link/slack: on to Genesys, once Slack has told who signed in."""
        if (looked := self._looked(request)) is not None:
            return looked
        state, code, browser = await self._signed_in(request, at="Slack")
        return RedirectResponse(await self._linking.back_from_slack(state, code, browser), 303, self._headers)

    async def back(self, request: Request) -> Response:
        """GET /link/callback: asks, once Genesys has told who signed in."""
        if (looked := self._looked(request)) is not None:
            return looked
        state, code, browser = await self._signed_in(request, at="Genesys")
        question = await self._linking.prove(state, code, browser)
        return self._page(
            "question.html", question=question, state=state, form=self._linking.forms.token(browser, state)
        )

    def _looked(self, request: Request) -> Response | None:
        """The answer to robots, and to browsers that fetch ahead: they must not use up a sign-in."""
        if request.method == "HEAD":
            return self._page("page.html")
        if any("prefetch" in request.headers.get(name, "") for name in ("sec-purpose", "purpose")):
            return self._page("page.html", 503)  # so that it is asked for again when the person gets there
        return None

    async def _signed_in(self, request: Request, *, at: str) -> tuple[str, str, str]:
        """State and code of a sign-in, and the browser's secret; raises LinkRefused where it was declined."""
        query = parameters(request)
        state = wanted(query, "state")
        browser = browser_of(request, self._cookie).secret
        if "error" in query:
            await self._linking.declined(state, browser)
            raise LinkRefused(Refused.DECLINED, at=at)
        return state, wanted(query, "code"), browser

    async def answer(self, request: Request) -> Response:
        """POST /link/confirm: the last yes, or no."""
        fields = await form(request)
        state = wanted(fields, "state")
        browser = self._sent_from_our_page(request, fields.get("form", ""), state)
        if fields.get("answer", "yes") != "yes":
            await self._linking.refuse(state, browser.secret)
            return self._refused(ended())
        return self._page("linked.html", me=await self._linking.confirm(state, browser.secret))

    def _sent_from_our_page(self, request: Request, token: str, subject: str) -> Browser:
        browser = browser_of(request, self._cookie)
        if not browser.is_known or not self._linking.forms.holds(token, browser.secret, subject):
            raise LinkRefused(Refused.FORGED)
        return browser

    def _page(self, template: str, status: int = 200, **values: Any) -> Response:
        whole = templates().get_template(template).render(self._everywhere, **values)
        return HTMLResponse(whole, status, self._headers)

    def _refused(self, words: Words) -> Response:
        return self._page("refused.html", words.status, words=words)

    def _remembering(self, browser: Browser, response: Response) -> Response:
        response.set_cookie(
            self._cookie,
            browser.secret,
            max_age=COOKIE_S,
            path="/",
            secure=self._linking.is_https,
            httponly=True,
            samesite="lax",
        )
        return response
