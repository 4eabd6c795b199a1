"""The page for real, before a stub bot: emulator, simulator and page on ports of their own, and Chromium."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, async_playwright, expect
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import MovableClock
from bot.sandbox.genesys import Simulator
from bot.sandbox.page import page
from bot.sandbox.slack import Emulator
from tests.browser.stub import MANIFEST, StubBot
from tests.serving import serving

CHROMIUM = "/usr/bin/chromium"
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MORNING = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


class Port:
    """One port for many apps, one after the other: a server's start takes longer than most tests."""

    def __init__(self) -> None:
        self.url = ""
        self.app: ASGIApp = Starlette()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The lifespan would be the first app's; the simulator's life is started by its stage.
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)


@dataclass
class Ports:
    slack: Port
    genesys: Port
    bot: Port
    page: Port


@asynccontextmanager
async def opened_ports() -> AsyncIterator[Ports]:
    ports = Ports(Port(), Port(), Port(), Port())
    async with AsyncExitStack() as stack:
        for port in vars(ports).values():
            port.url = await stack.enter_async_context(serving(port))
        yield ports


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        await browser.close()


@dataclass
class Shown:
    """One person's window in the browser."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def composer(self) -> Locator:
        return self.page.locator("#composer")

    @property
    def messages(self) -> Locator:
        return self.page.locator(".channel .message")

    @property
    def last(self) -> Locator:
        return self.messages.last

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog").last

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def chooser(self, name: str) -> Locator:
        return self.page.get_by_role("combobox", name=name, exact=True)

    def option(self, name: str) -> Locator:
        """In an open list of the page's own; native selects have theirs besides."""
        return self.page.locator("[role=option]").filter(has_text=name)

    async def says(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")
        await expect(self.composer).to_have_value("")

    async def goes_to(self, place: str) -> None:
        await self.page.get_by_role("navigation", name="Conversations").get_by_role("button", name=place).click()

    async def violations(self) -> list[str]:
        """What axe-core finds, each with the elements concerned."""
        found: dict[str, Any] = await Axe().run(self.page)
        return [f"{rule['id']}: {[node['html'][:120] for node in rule['nodes']]}" for rule in found["violations"]]


@dataclass
class PageStage:
    """A fresh workspace, floor and bot; windows are opened as people."""

    ports: ClassVar[Ports]
    browser: ClassVar[Browser]

    emulator: Emulator
    simulator: Simulator
    bot: StubBot
    clock: MovableClock
    windows: list[Shown] = field(default_factory=list)

    async def opens(
        self, person: str = "U01ANA", *, width: int = 1280, theme: Any = "light", channel: str = ""
    ) -> Shown:
        context = await self.browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
        context.set_default_timeout(5000)
        shown = Shown(await context.new_page())
        self.windows.append(shown)

        def heard(said: ConsoleMessage) -> None:
            if said.type in {"error", "warning"}:
                shown.complaints.append(said.text)

        shown.page.on("console", heard)
        shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
        shown.page.on("request", lambda request: shown.requests.append(request.url))
        await shown.page.goto(f"{self.ports.page.url}/?as={person}&in={channel}")
        await expect(shown.page.locator("#composer")).to_be_visible()
        return shown


@asynccontextmanager
async def staged() -> AsyncIterator[PageStage]:
    """Closes its windows first, and then finds that none of them complained."""
    ports = PageStage.ports
    clock = MovableClock(MORNING)
    simulator = Simulator(clock=clock)
    emulator = Emulator(clock=clock, manifest=MANIFEST, base_url=ports.slack.url, bot_url=ports.bot.url)
    bot = StubBot(AsyncWebClient(emulator.bot_token, base_url=f"{ports.slack.url}/api/"))
    ports.slack.app, ports.genesys.app, ports.bot.app = emulator.app, simulator.app, bot.app
    ports.page.app = page(emulator, simulator, clock=clock)
    stage = PageStage(emulator, simulator, bot, clock)
    try:
        yield stage
    finally:
        for shown in stage.windows:
            await shown.page.context.close()
        await bot.settled()
        await emulator.aclose()
        simulator.close()
    assert [complaint for shown in stage.windows for complaint in shown.complaints] == []
