"""The clock in the page: one for everybody, moved and hurried with the mouse."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import Locator, expect

from tests.browser.pagestage import PageStage, Shown

pytestmark = pytest.mark.browser


async def test_the_clock_moves_for_every_window(stage: PageStage):
    ana, bo = await stage.opens("U01ANA"), await stage.opens("U02BO")

    await ana.button("Move the sandbox clock +1 h").click()
    await expect(clock(ana)).to_contain_text("11:30")
    await ana.button("Move the sandbox clock +1 min").click()

    for shown in (ana, bo):
        await expect(clock(shown)).to_contain_text("11:31")
    assert stage.clock.now().hour == 10


async def test_tomorrow_morning_is_the_persons_own(stage: PageStage):
    tess = await stage.opens("U20TESS")  # Asia/Kathmandu, 5:45 ahead

    await tess.button("Move the sandbox clock to tomorrow 08:50").click()

    await expect(clock(tess)).to_contain_text("08:50")
    since = stage.clock.now() - datetime(2026, 11, 26, 3, 5, tzinfo=UTC)
    assert 0 <= since.total_seconds() < 30


async def test_time_can_be_hurried_and_everybody_sees_how_fast(stage: PageStage):
    ana, bo = await stage.opens("U01ANA"), await stage.opens("U02BO")

    await ana.button("Clock 600 times as fast").click()

    await expect(bo.button("Clock 600 times as fast")).to_have_attribute("aria-pressed", "true")
    await expect(clock(bo)).to_contain_text("10:3", timeout=10_000)
    await expect(clock(bo)).not_to_contain_text("10:30:", timeout=10_000)
    await bo.button("Clock at normal speed").click()
    await expect(ana.button("Clock at normal speed")).to_have_attribute("aria-pressed", "true")
    assert stage.clock.rate == 1


def clock(shown: Shown) -> Locator:
    return shown.page.get_by_role("group", name="Sandbox time")
