"""What a stranger does on the page: link, look, go on queue, join, ask for a manager, undo; a second window watches."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def addresses() -> Iterator[dict[str, Any]]:
    """A sandbox in a process of its own, as `make demo` starts it."""
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())
        process.terminate()
        assert process.wait(timeout=30) == 0


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@dataclass
class Window:
    """One person's window, and what its console complained of."""

    page: Page
    complaints: list[str]

    async def says(self, text: str) -> None:
        box = self.page.get_by_label("Message OnQueue")
        await box.fill(text)
        await box.press("Escape")
        await box.press("Enter")

    async def reads(self, text: str) -> None:
        await expect(self.page.get_by_role("log").get_by_text(text).last).to_be_visible(timeout=10_000)

    async def clicks(self, label: str) -> None:
        await self.page.get_by_role("log").get_by_role("button", name=label).last.click()


async def opened(browser: Browser, address: str, who: str) -> Window:
    page = await (await browser.new_context(viewport={"width": 1280, "height": 800})).new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    await page.goto(f"{address}/?as={who}")
    return Window(page, complaints)


async def link(window: Window, email: str) -> None:
    async with window.page.context.expect_page() as opening:
        await window.page.get_by_text("Link my Genesys account").last.click()
    page = await opening.value
    await page.get_by_role("button").first.click()
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("button", name="Yes").click()
    await expect(page.get_by_role("heading")).to_contain_text("linked")
    await page.close()


async def test_a_stranger_does_the_main_job_and_a_second_window_sees_it(
    browser: Browser, addresses: dict[str, Any]
) -> None:
    ana = await opened(browser, addresses["page"], "U01ANA")
    watcher = await opened(browser, addresses["page"], "U02BO")
    row = watcher.page.get_by_role("listitem").filter(has_text="Ana Ruiz").first

    await ana.says("/gc")
    await ana.reads("First link your Genesys account.")
    await link(ana, "ana.ruiz@example.com")
    await ana.reads("You are off queue:")
    await ana.clicks("Go on queue")
    await ana.reads("you are on queue")
    await expect(row).to_contain_text("On Queue")
    await ana.says("/gc join billing")
    await ana.reads("you joined Billing")
    await expect(row).to_contain_text("Billing, Returns")
    await ana.says("/gc manager")
    await ana.reads("Bo Lindqvist")
    await ana.says("/gc undo")
    await ana.reads("Undone.")
    await expect(row).not_to_contain_text("Billing, Returns")
    assert [*ana.complaints, *watcher.complaints] == []
