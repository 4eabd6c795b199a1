"""Takes the README's pictures anew, on a sandbox of its own: `python -m tests.browser.pictures`."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.pagestage import ARGS, CHROMIUM
from tests.browser.test_main_job import Window, link
from tests.processes import process

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
MORNING = datetime.fromisoformat("2027-01-13T08:20:00+01:00")
ANA, BO = ("U01ANA", "ana.ruiz@example.com"), ("U02BO", "bo.lindqvist@example.com")
MILO, FEMI = ("U39MILO", "milo.olsen@example.com"), ("U06FEMI", "femi.adeyemi@example.com")
WIDE, TALL, PHONE = (1100, 660), (720, 800), (400, 720)


class Studio:
    """One sandbox, one browser."""

    def __init__(self, told: dict[str, Any], browser: Browser) -> None:
        self._told, self._browser = told, browser

    async def window(self, user: str, size: tuple[int, int] = WIDE, theme: Any = "light") -> Window:
        viewport = {"width": size[0], "height": size[1]}
        context = await self._browser.new_context(viewport=viewport, color_scheme=theme)  # type: ignore[arg-type] # a plain dict
        page = await context.new_page()
        await page.goto(f"{self._told['page']}/?as={user}")
        return Window(page, [])

    async def beside(self, *users: str) -> Page:
        """The windows of several people in one."""
        page = await self._browser.new_page(viewport={"width": WIDE[0], "height": 720})
        await page.goto(f"{self._told['page']}/beside?{urlencode([('as', user) for user in users])}")
        return page

    async def clock(self, to: datetime) -> None:
        async with httpx2.AsyncClient() as http:
            await self._turned(http, "clock", to=to.isoformat())

    async def morning(self) -> None:
        """Everybody came to what they do at some minute before it, and not when the sandbox was started."""
        async with httpx2.AsyncClient() as http:
            people = (await http.get(f"{self._told['genesys_api']}/sandbox/floor")).json()["people"]
            for number, person in enumerate(people):
                await self._turned(http, "clock", to=(MORNING - timedelta(minutes=len(people) - number)).isoformat())
                user, status = person["email"], person["routing_status"]
                await self._turned(http, "floor", user=user, presence="Training")  # else nothing would be new
                await self._turned(http, "floor", user=user, presence=person["presence"], routing_status=status)
        await self.clock(MORNING)

    async def _turned(self, http: httpx2.AsyncClient, lever: str, **order: Any) -> None:
        (await http.post(f"{self._told['genesys_api']}/sandbox/{lever}", json=order)).raise_for_status()


async def take(page: Page, name: str) -> None:
    await page.mouse.move(0, 0)
    await asyncio.sleep(0.5)  # for what still moves
    await page.screenshot(path=PICTURES / f"{name}.png")


async def agent(studio: Studio) -> None:
    """Linking, the panel, a queue joined; the same on a phone."""
    ana = await studio.window(ANA[0])
    await ana.says("/gc")
    await ana.reads("First link your Genesys account.")
    await confirmation(ana)
    await link(ana, ANA[1])
    await ana.reads("You are off queue:")
    await take(ana.page, "panel")
    await ana.says("/gc join billing")
    await ana.reads("you joined Billing")
    await take(ana.page, "join")
    phone = await studio.window(ANA[0], PHONE, "dark")
    await phone.reads("you joined Billing")
    await take(phone.page, "phone")


async def confirmation(window: Window) -> None:
    """The last question of linking, left unanswered."""
    async with window.page.context.expect_page() as opening:
        await window.page.get_by_text("Link my Genesys account").last.click()
    page = await opening.value
    await page.set_viewport_size({"width": 560, "height": 570})
    await page.get_by_role("button").first.click()
    await page.get_by_label("E-mail").fill(ANA[1])
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("button", name="Yes")).to_be_visible()
    await take(page, "link")
    await page.close()


async def lead(studio: Studio) -> None:
    """The Home with a reminder and a digest, and what came of them."""
    bo = await studio.window(BO[0], TALL)
    await bo.says("/gc link")
    await link(bo, BO[1])
    await bo.says("/gc remind weekdays 09:00 go on queue")
    await bo.reads("go on queue: weekdays at 09:00")
    page = bo.page
    await page.get_by_role("button", name="Home", exact=True).click()
    await page.get_by_role("combobox", name="New digest into…").click()
    await page.locator("[role=option]").filter(has_text="floor").click()
    await page.get_by_role("button", name="Set up").click()
    await expect(page.get_by_role("dialog")).to_contain_text("is set up")
    await page.get_by_role("button", name="Close").last.click()
    await expect(page.get_by_role("region", name="Home")).to_contain_text("into #floor")
    await take(page, "home")
    await studio.clock(MORNING + timedelta(minutes=35, seconds=2))
    await page.get_by_role("button", name="Channels").click()
    await page.get_by_role("navigation", name="Conversations").get_by_role("button", name="floor").click()
    await bo.reads("team, as of today 08:55")
    await page.locator(".channel .message").last.evaluate("message => message.scrollIntoView({block: 'start'})")
    await take(page, "digest")


async def approval(studio: Studio) -> None:
    """An agent and a lead side by side: what was refused is asked, then approved."""
    for user, email in (MILO, FEMI):
        window = await studio.window(user)
        await window.says("/gc link")
        await link(window, email)
        await window.reads("You are linked to")
    page = await studio.beside(MILO[0], FEMI[0])
    milo, femi = (page.frame_locator(f"iframe[title='Window of {name}']") for name in ("Milo Olsen", "Femi Adeyemi"))
    await milo.get_by_label("Message OnQueue").fill("/gc leave sales until 11:00")
    await milo.get_by_label("Message OnQueue").press("Enter")
    await milo.get_by_role("button", name="Ask my lead…").click()
    await milo.get_by_label("Reason").fill("The new script is explained until eleven")
    await milo.get_by_role("button", name="Ask", exact=True).click()
    await expect(milo.get_by_role("dialog")).to_contain_text("Asked:")
    await milo.get_by_role("button", name="Close", exact=True).last.click()
    await expect(milo.get_by_role("log")).to_contain_text("With Femi Adeyemi, your lead")
    await expect(femi.get_by_role("button", name="Approve")).to_be_visible()
    await take(page, "request")
    await femi.get_by_role("button", name="Approve").click()
    for frame in (milo, femi):
        await expect(frame.get_by_role("log")).to_contain_text("put back today 11:00")
    await expect(milo.get_by_text("and done:")).to_have_count(2)
    await take(page, "approved")


async def main() -> None:
    async with process("bot", "sandbox", "--port", "0", "--json") as sandbox, async_playwright() as play:
        assert sandbox.stdout is not None
        told = json.loads(await sandbox.stdout.readline())
        studio = Studio(told, await play.chromium.launch(executable_path=CHROMIUM, args=ARGS))
        await studio.morning()
        await agent(studio)
        await approval(studio)
        await lead(studio)


if __name__ == "__main__":
    asyncio.run(main())
