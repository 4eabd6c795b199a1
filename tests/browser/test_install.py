"""What an administrator does on the page: bring the bot into a workspace; in the other one it is not."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import async_playwright, expect

from tests.browser.test_main_job import CHROMIUM, FLAGS, Window, opened

pytestmark = pytest.mark.browser


@pytest.fixture
def addresses() -> Iterator[dict[str, Any]]:
    """A sandbox whose bot has no token yet, in a process of its own."""
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0", "--json", "--install"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())
        process.terminate()
        assert process.wait(timeout=30) == 0


async def test_the_page_leads_to_the_install_and_to_the_other_workspace(addresses: dict[str, Any]) -> None:
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        ana = await opened(browser, addresses["page"], addresses["people"][0]["slack_user"])
        await ana.page.get_by_role("link", name="Workspace North").click()
        await expect(ana.page.get_by_role("link", name="Workspace Sandbox")).to_be_visible(timeout=10_000)
        await installs(ana, into="North")
        await ana.says("/gc")
        await ana.reads("First link your Genesys account.")
        await ana.page.get_by_role("link", name="Workspace Sandbox").click()
        await expect(ana.page.get_by_role("link", name="Workspace North")).to_be_visible(timeout=10_000)
        await ana.says("/gc")
        await ana.reads("OnQueue isn't installed in this workspace")
        assert ana.complaints == []
        await browser.close()


async def installs(window: Window, *, into: str) -> None:
    async with window.page.context.expect_page() as opening:
        await window.page.get_by_role("link", name="Install OnQueue").click()
    page = await opening.value
    await page.get_by_role("link", name="Add to Slack").click()
    await page.get_by_label("Workspace").select_option(label=into)
    await page.get_by_role("button", name="Allow").click()
    await expect(page.get_by_role("heading", name=f"OnQueue is in {into}")).to_be_visible(timeout=10_000)
    await page.close()
