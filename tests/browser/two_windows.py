"""A sandbox in a process of its own, with an agent and a lead before it, each in a window of their own."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, async_playwright, expect

from tests.browser.pagestage import ARGS, CHROMIUM
from tests.faults.processes import Sides
from tests.processes import process
from tests.unencrypted import UNENCRYPTED

ANSWERS_WITHIN_MS = 30_000  #: on a machine that has much else to do
WINDOW = {"width": 1000, "height": 760}


@dataclass
class Seat:
    """One person's window: what they press, say and read in it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("log", name="Messages").locator(".message")

    @property
    def window(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def home(self) -> Locator:
        return self.page.get_by_role("region", name="Home")

    def card(self, *words: str) -> Locator:
        """The newest message in which all of these words stand."""
        found = self.messages
        for word in words:
            found = found.filter(has_text=word)
        return found.last

    async def says(self, text: str) -> None:
        box = self.page.get_by_label("Message OnQueue")
        await box.fill(text)
        await box.press("Escape")  # no name is to be completed
        await box.press("Enter")

    async def reads(self, *words: str) -> Locator:
        """The newest message in which all of these words stand, once it is there."""
        await expect(self.card(*words)).to_be_visible()
        return self.card(*words)

    async def presses(self, label: str, inside: Locator) -> None:
        await inside.get_by_role("button", name=label, exact=True).last.click()

    async def goes_to(self, tab: str) -> None:
        """Home or Messages, which says besides how much is new there."""
        await self.page.get_by_role("navigation", name="OnQueue").get_by_role("button", name=tab).click()


@dataclass
class Stand:
    """The sandbox, the browser, and the folder for pictures."""

    sides: Sides
    browser: Browser
    folder: Path
    pictures: list[Path] = field(default_factory=list)

    def person(self, name: str) -> dict[str, Any]:
        return next(one for one in self.sides.told["people"] if one["name"] == name)

    async def seats(self, name: str) -> Seat:
        """A window of somebody who is linked."""
        person = self.person(name)
        await self.sides.link(person)
        context = await self.browser.new_context(viewport=WINDOW)  # type: ignore[arg-type] # a plain dict
        context.set_default_timeout(ANSWERS_WITHIN_MS)
        seat = Seat(await context.new_page())

        def heard(said: ConsoleMessage) -> None:
            if said.type == "error":
                seat.complaints.append(said.text)

        seat.page.on("console", heard)
        seat.page.on("pageerror", lambda error: seat.complaints.append(str(error)))
        await seat.page.goto(f"{self.sides.told['page']}/?as={person['slack_user']}")
        await expect(seat.page.get_by_label("Message OnQueue")).to_be_visible()
        return seat

    async def keeps_picture(self, seat: Seat, name: str) -> None:
        file = self.folder / f"{len(self.pictures) + 1:02d}-{name}.png"
        await seat.page.screenshot(path=file)
        self.pictures.append(file)

    async def keeps_usable_picture(self, seat: Seat, name: str) -> None:
        """And finds nothing on it that somebody could not use, which takes a second."""
        found: dict[str, Any] = await Axe().run(seat.page)
        amiss = [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found["violations"]]
        assert amiss == [], name
        await self.keeps_picture(seat, name)


@asynccontextmanager
async def stand(folder: Path) -> AsyncIterator[Stand]:
    """`make demo` as it is, without its page in a browser yet."""
    async with AsyncExitStack() as stack:
        expect.set_options(timeout=ANSWERS_WITHIN_MS)
        stack.callback(expect.set_options, timeout=None)  # it holds for all tests
        sandbox = await stack.enter_async_context(process("bot", "sandbox", "--port", "0", "--json"))
        http = await stack.enter_async_context(httpx2.AsyncClient(verify=UNENCRYPTED, timeout=30))
        play = await stack.enter_async_context(async_playwright())
        assert sandbox.stdout is not None
        sides = Sides(json.loads(await sandbox.stdout.readline()), http)
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        stack.push_async_callback(browser.close)
        yield Stand(sides, browser, folder)
