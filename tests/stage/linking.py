"""Links an account as a browser without JavaScript does: redirects, cookies and plain forms."""

from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

import httpx2


class _Forms(HTMLParser):
    """The forms of a page: where each goes, and what it sends."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        elif tag in {"input", "button"} and self.forms and given.get("name"):
            self.forms[-1][1].setdefault(given["name"], given.get("value", ""))


def first_form(page: httpx2.Response) -> tuple[str, dict[str, str]]:
    """The address and the fields of the page's first form."""
    parser = _Forms()
    parser.feed(page.text)
    action, fields = parser.forms[0]
    return urljoin(str(page.url), action), fields


async def to_question(browser: httpx2.AsyncClient, address: str, email: str) -> httpx2.Response:
    """From the one-time address to the page that shows both identities, or to the page that refuses."""
    offered = await browser.get(address)
    action, fields = first_form(offered)
    sent_on = await browser.post(action, data=fields, follow_redirects=False)
    login = f"{sent_on.headers['location']}&{urlencode({'login_hint': email})}"
    return await browser.get(login)


async def link(address: str, email: str) -> httpx2.Response:
    """The whole flow; answers the last page."""
    async with httpx2.AsyncClient(follow_redirects=True, timeout=20) as browser:
        question = await to_question(browser, address, email)
        action, fields = first_form(question)
        return await browser.post(action, data=fields)
