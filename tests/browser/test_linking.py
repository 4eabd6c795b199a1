"""Linking in Chromium, with Sign in with Slack: the content policy lets the redirects pass, and nothing of other sites."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest
from playwright.async_api import Page, async_playwright, expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.browser.test_main_job import CHROMIUM, FLAGS
from tests.serving import serving
from tests.stage.linking import parameter

pytestmark = pytest.mark.browser


@pytest.fixture
def sandbox() -> Iterator[dict[str, Any]]:
    """As `make demo`, with the proof that needs two sign-ins."""
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0", "--json"]
    environment = os.environ | {"LINK_PROOF": "slack"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())
        process.terminate()
        assert process.wait(timeout=30) == 0


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield await browser.new_page()
        await browser.close()


async def address(sandbox: dict[str, Any], person: int) -> str:
    """What `/gc link` gives this person."""
    act = f"{sandbox['slack_api'].removesuffix('api/')}sandbox/act"
    asked = {"person": sandbox["people"][person]["slack_user"], "say": "/gc link"}
    async with httpx2.AsyncClient() as http:
        seen = (await http.post(act, json=asked)).json()
    [url] = [
        element["url"]
        for message in seen["messages"]
        for block in message["blocks"] or []
        for element in block.get("elements", [])
        if "url" in element
    ]
    return str(url)


async def signs_in(page: Page, where: str, label: str, email: str) -> None:
    await page.wait_for_url(f"**{where}*")
    await page.get_by_label(label).fill(email)
    await page.get_by_role("button", name="Sign in").click()


async def test_slack_then_genesys_then_the_yes(sandbox: dict[str, Any], page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    ana = sandbox["people"][0]
    await page.goto(await address(sandbox, 0))
    await page.get_by_role("button", name="Sign in with Slack").click()
    await signs_in(page, "/openid/connect/authorize", "Your e-mail in Slack", ana["email"])
    await signs_in(page, "/oauth/authorize", "E-mail", ana["email"])
    await page.get_by_role("button", name="Yes, link them").click()
    await expect(page.get_by_role("heading", name="You are linked")).to_be_visible()
    assert complaints == []


async def test_somebody_else_in_slack_reads_what_to_do(sandbox: dict[str, Any], page: Page) -> None:
    await page.goto(await address(sandbox, 0))
    await page.get_by_role("button", name="Sign in with Slack").click()
    await signs_in(page, "/openid/connect/authorize", "Your e-mail in Slack", sandbox["people"][1]["email"])
    await expect(page.get_by_role("heading", name="You signed in to Slack as somebody else")).to_be_visible()
    await expect(page.get_by_text("/gc link")).to_be_visible()


async def test_who_cancels_in_slack_may_open_the_address_again(sandbox: dict[str, Any], page: Page) -> None:
    offered = await address(sandbox, 0)
    await page.goto(offered)
    await page.get_by_role("button", name="Sign in with Slack").click()
    await page.wait_for_url("**/openid/connect/authorize*")
    await page.get_by_role("button", name="Cancel").click()
    await expect(page.get_by_role("heading", name="You did not sign in")).to_be_visible()
    await page.goto(offered)
    await expect(page.get_by_role("button", name="Sign in with Slack")).to_be_visible()


async def test_another_site_can_neither_post_nor_frame(sandbox: dict[str, Any], page: Page) -> None:
    offered = await address(sandbox, 0)
    await page.goto(offered)
    form = await page.locator("input[name=form]").get_attribute("value")
    target = offered.partition("?")[0]
    ticket = parameter(offered, "ticket")
    frame = f'<iframe src="{offered}"></iframe>'
    post = f'<form method="post" action="{target}"><input name="ticket" value="{ticket}">'
    post += f'<input name="form" value="{form}"><button>Win</button></form>'
    evil = Starlette(routes=[Route("/", lambda _: HTMLResponse(frame + post))])

    async with serving(evil) as url:
        await page.goto(url.replace("127.0.0.1", "localhost"))  # another site than the bot's, as browsers see it
        assert len(page.frames) == 2
        assert "Sign in with Slack" not in await page.frames[1].content()
        await page.get_by_role("button", name="Win").click()
        await expect(page.get_by_role("heading", name="This form was not sent from our page")).to_be_visible()
