"""A stranger sets up a reminder and a digest with the mouse alone, hurries the clock, and sees each come once.

The bot is a process of its own, killed after the set-up and again between the two. Nothing is typed after linking.
"""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import Locator, Page, async_playwright, expect

from tests.browser.pagestage import ARGS, CHROMIUM
from tests.faults.processes import Sides, ran, sandbox, settings_of, web
from tests.processes import free_port

pytestmark = pytest.mark.browser

LEAD = 1  #: in the sandbox's list of people
ARRIVES_WITHIN_MS = 60_000  #: with the start of a process in it
WEDNESDAY_NOON = "2027-01-13T12:00:00+01:00"  #: far from any change of the clocks


@dataclass
class Stranger:
    """Somebody with a mouse, whose every step leaves a picture."""

    page: Page
    folder: Path
    pictures: list[Path] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def home(self) -> Locator:
        return self.page.get_by_role("region", name="Home")

    @property
    def window(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("log")

    async def clicks(self, name: str, *, inside: Locator | None = None) -> None:
        await (inside or self.page).get_by_role("button", name=name, exact=True).last.click()

    async def goes_to(self, place: str) -> None:
        await self.page.get_by_role("navigation", name="Conversations").get_by_role("button", name=place).click()

    async def keeps_picture(self, name: str) -> None:
        """And finds nothing on it that somebody could not use."""
        found: dict[str, Any] = await Axe().run(self.page)
        amiss = [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found["violations"]]
        assert amiss == [], name
        file = self.folder / f"{len(self.pictures) + 1}-{name}.png"
        await self.page.screenshot(path=file)
        self.pictures.append(file)


@dataclass
class Ground:
    """The sandbox that stays, and the bot that is killed and started again."""

    sides: Sides
    settings: dict[str, str]
    bots: AsyncExitStack

    async def starts_bot(self) -> None:
        self.bot = await self.bots.enter_async_context(web(self.settings))

    async def kills_bot(self) -> None:
        self.bot.kill()
        await self.bot.wait()

    async def posted(self, key: str) -> list[str]:
        """What was posted for one schedule, in the emulator's own account of it."""
        lines = [line for line in await self.sides.ledger(self.sides.slack) if line.get("method") == "chat.postMessage"]
        keyed = [(line["args"].get("metadata") or {}, line) for line in lines if line["ok"]]
        return [line["args"]["text"] for data, line in keyed if str(_key(data)).startswith(key)]


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    url = f"http://127.0.0.1:{free_port()}"
    async with sandbox(url) as sides, AsyncExitStack() as bots:
        settings = settings_of(sides.told, bot_url=url, database_url=f"sqlite+aiosqlite:///{tmp_path / 'onqueue.db'}")
        assert (await ran("migrate", env=settings))[0] == 0
        await sides.clock(to=WEDNESDAY_NOON)
        yield Ground(sides, settings | {"LOG_LEVEL": "WARNING"}, bots)


@pytest.fixture
async def stranger(ground: Ground, tmp_path: Path) -> AsyncIterator[Stranger]:
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        page = await (await browser.new_context(viewport={"width": 1280, "height": 860})).new_page()
        stranger = Stranger(page, tmp_path)
        page.on("console", lambda said: stranger.complaints.append(said.text) if said.type == "error" else None)
        await ground.starts_bot()
        lead = ground.sides.told["people"][LEAD]
        await ground.sides.link(lead)
        await page.goto(f"{ground.sides.told['page']}/?as={lead['slack_user']}")
        yield stranger
        await browser.close()


async def test_a_stranger_with_a_mouse_is_reminded_and_reads_a_digest_once(ground: Ground, stranger: Stranger) -> None:
    await stranger.clicks("Home")
    reminder = await sets_up_reminder(stranger)
    digest = await sets_up_digest(stranger)
    await stranger.keeps_picture("home")

    await ground.kills_bot()
    await ground.starts_bot()
    await stranger.clicks("Move the sandbox clock to tomorrow 08:50")
    await stranger.clicks("Clock 60 times as fast")
    await stranger.goes_to("floor")
    await expect(stranger.messages).to_contain_text("Bo Lindqvist's team, as of today 08:5", timeout=ARRIVES_WITHIN_MS)
    await stranger.keeps_picture("digest")
    await ground.kills_bot()
    await ground.starts_bot()
    await stranger.goes_to("OnQueue")
    await stranger.clicks("Messages")
    await expect(stranger.messages).to_contain_text(f"Reminder {reminder}: go on queue.", timeout=ARRIVES_WITHIN_MS)
    await stranger.clicks("Clock at normal speed")
    await stranger.keeps_picture("reminder")
    await stranger.clicks("Go on queue", inside=stranger.messages)
    await expect(stranger.messages).to_contain_text("you are on queue", timeout=ARRIVES_WITHIN_MS)

    await ground.sides.clock(by_s=3600)
    await stranger.clicks("Home")
    await expect(stranger.home).to_contain_text("Calls can reach you", timeout=ARRIVES_WITHIN_MS)
    assert len(await ground.posted(reminder)) == 1
    assert len(await ground.posted(digest)) == 1
    assert all(picture.stat().st_size for picture in stranger.pictures)
    assert len(stranger.pictures) == 3
    assert stranger.complaints == []


async def sets_up_reminder(stranger: Stranger) -> str:
    """At nine on weekdays, as the form offers it; answers its id."""
    await stranger.clicks("New reminder…", inside=stranger.home)
    await stranger.clicks("At set times…", inside=stranger.window)
    await expect(stranger.window.get_by_label("Remind me to")).to_have_value("go on queue")
    await stranger.clicks("Save", inside=stranger.window)
    await expect(stranger.window).to_contain_text("weekdays at 09:00")
    await stranger.clicks("Close", inside=stranger.window)
    return await id_behind(stranger, "Pause ")


async def sets_up_digest(stranger: Stranger) -> str:
    """Of the own team into #floor, five minutes before nine; answers its id."""
    await stranger.page.get_by_role("combobox", name="New digest into…").click()
    await stranger.page.locator("[role=option]").filter(has_text="floor").click()
    await expect(stranger.window).to_contain_text("Everybody in #floor will read it")
    await stranger.clicks("Set up", inside=stranger.window)
    await expect(stranger.window).to_contain_text("is set up")
    await stranger.clicks("Close", inside=stranger.window)
    return (await id_behind(stranger, "Digest ")).removesuffix("…")


async def id_behind(stranger: Stranger, label: str) -> str:
    """What stands on the Home's button behind these words."""
    button = stranger.home.get_by_role("button", name=re.compile(f"^{label}"))
    await expect(button).to_have_count(1)
    return (await button.inner_text()).removeprefix(label)


def _key(metadata: Any) -> Any:
    return metadata.get("event_payload", {}).get("key", "")
