"""The linking pages in a browser without JavaScript: redirects, cookies and plain forms."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import httpx2

from bot.sandbox.people import Person
from tests.unencrypted import UNENCRYPTED


class Forms(HTMLParser):
    """The forms of a page: where each goes, and what it sends."""

    def __init__(self, page: httpx2.Response) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._url = str(page.url)
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((urljoin(self._url, given["action"]), {}))
        elif tag in {"input", "button"} and self.forms and given.get("name"):
            self.forms[-1][1].setdefault(given["name"], given.get("value", ""))


class Browser:
    """A browser without JavaScript."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client

    async def get(self, address: str) -> httpx2.Response:
        return await self.client.get(address)

    async def send(self, page: httpx2.Response, form: int = 0, **changes: str) -> httpx2.Response:
        """Sends a form of the page and follows no redirect."""
        action, fields = Forms(page).forms[form]
        return await self.client.post(action, data=fields | changes)

    async def to_first(self, address: str) -> str:
        """From the one-time address to the first sign-in's: at Slack, or with the proof `email` at Genesys."""
        answer = await self.send(await self.get(address))
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    async def to_genesys(self, address: str, in_slack: Person | None = None) -> str:
        """From the one-time address to Genesys's; where Slack comes first, this person signs in there."""
        at_first = await self.to_first(address)
        if "/openid/" not in at_first:
            return at_first
        assert in_slack, "with the proof `slack`, somebody signs in there"
        answer = await self.get(await self.signed_in(at_first, in_slack))
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    async def signed_in(self, at: str, person: Person) -> str:
        """Signs in at Slack or Genesys; the address back."""
        return await self.signed_in_as(at, person.email)

    async def signed_in_as(self, at: str, email: str) -> str:
        answer = await self.get(f"{at}&{urlencode({'login_hint': email})}")
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    async def way(self, address: str, person: Person) -> AsyncIterator[str]:
        """Each address that leads back to the pages, before it is opened: from Slack, if need be, and from Genesys."""
        at = await self.to_first(address)
        while True:
            back = await self.signed_in(at, person)
            yield back
            answer = await self.get(back)
            if answer.status_code != 303:
                return
            at = str(answer.headers["location"])

    async def to_question(self, address: str, person: Person, *, in_slack: Person | None = None) -> httpx2.Response:
        """Signs in wherever it is asked for; `in_slack`: who does there, if somebody else."""
        return await self.get(await self.signed_in(await self.to_genesys(address, in_slack or person), person))

    async def confirm(self, question: httpx2.Response) -> httpx2.Response:
        return await self.send(question)


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    async with httpx2.AsyncClient(timeout=20, verify=UNENCRYPTED) as client:
        yield Browser(client)


def parameter(address: str, name: str) -> str:
    return parse_qs(urlsplit(address).query)[name][0]


async def link(address: str, email: str) -> httpx2.Response:
    """The whole flow, signing in wherever it is asked for; answers the last page."""
    async with browser() as visitor:
        page = await visitor.send(await visitor.get(address))
        while page.status_code == 303:
            page = await visitor.get(await visitor.signed_in_as(page.headers["location"], email))
        return await visitor.confirm(page)
