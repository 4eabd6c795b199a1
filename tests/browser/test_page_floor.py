import httpx2
import pytest
from playwright.async_api import Locator, expect

from tests.browser.pagestage import PageStage, Shown
from tests.walkers.hostile import crowd

pytestmark = pytest.mark.browser


def row(shown: Shown, name: str) -> Locator:
    return shown.page.get_by_role("region", name="People on the floor").get_by_role("listitem").filter(has_text=name)


async def test_ones_own_row_comes_first_and_says_what_stops_calls(stage: PageStage):
    tess = await stage.opens("U20TESS")

    first = tess.page.get_by_role("region", name="People on the floor").get_by_role("listitem").first
    await expect(first).to_contain_text("Tess Visser")
    await expect(first).to_contain_text("you")
    await expect(first).to_contain_text("Calls would arrive")


async def test_a_change_is_seen_in_every_window(stage: PageStage):
    ana, bo = await stage.opens("U01ANA"), await stage.opens("U02BO")
    await expect(row(bo, "Ana Ruiz")).not_to_contain_text("Not responding")
    genesys_id = next(user.id for user in stage.simulator.floor.present() if user.name == "Ana Ruiz")

    async with httpx2.AsyncClient(base_url=stage.ports.genesys.url) as http:
        order = {"user": genesys_id, "presence": "On Queue", "routing_status": "NOT_RESPONDING"}
        answer = await http.post("/sandbox/floor", json=order)
    assert answer.status_code == 200, answer.text

    for shown in (ana, bo):
        await expect(row(shown, "Ana Ruiz")).to_contain_text("Not responding")
        await expect(row(shown, "Ana Ruiz")).to_contain_text("No calls: not responding")


async def test_of_hundreds_of_queues_a_row_names_a_few(stage: PageStage):
    user = next(user for user in stage.simulator.floor.present() if user.name == "Ana Ruiz")
    crowd(stage.simulator.floor, user.id, 300)

    ana = await stage.opens()

    await expect(row(ana, "Ana Ruiz").first).to_contain_text("Queue number 5 and 294 more")


async def test_the_floor_narrows_to_a_team(stage: PageStage):
    ana = await stage.opens()

    await ana.page.get_by_role("combobox", name="Team").select_option("Claims")

    await expect(row(ana, "Bo Lindqvist")).to_have_count(0)
    await expect(row(ana, "Grace Okafor")).to_be_visible()
    await expect(row(ana, "Ana Ruiz")).to_be_visible()


async def test_one_becomes_somebody_else(stage: PageStage):
    ana = await stage.opens()

    await ana.page.get_by_role("button", name="You are Ana Ruiz").click()
    await ana.page.get_by_role("searchbox", name="Find a person").fill("team lead")
    await ana.page.get_by_role("link", name="Bo Lindqvist Team lead, Billing").click()

    await expect(ana.page.get_by_role("button", name="You are Bo Lindqvist")).to_be_visible()
    await expect(ana.page.get_by_role("button", name="leads")).to_be_visible()
    assert "as=U02BO" in ana.page.url


async def test_on_a_phone_the_floor_is_a_panel(stage: PageStage):
    ana = await stage.opens(width=400)
    await expect(row(ana, "Ana Ruiz")).to_be_hidden()

    await ana.button("Floor").click()

    await expect(row(ana, "Ana Ruiz")).to_be_visible()
    await expect(ana.composer).to_be_hidden()
    await ana.button("Channels").click()
    await ana.goes_to("general")
    await expect(ana.composer).to_be_visible()
    assert await ana.page.evaluate("document.documentElement.scrollWidth") <= 400


async def test_two_people_stand_side_by_side_and_write_to_each_other(stage: PageStage):
    ana = await stage.opens()
    await ana.page.get_by_role("button", name="You are Ana Ruiz").click()
    await ana.page.get_by_role("link", name="Bo Lindqvist, side by side with you").click()
    left, right = (ana.page.frame_locator(f'iframe[title="Window of {name}"]') for name in ("Ana Ruiz", "Bo Lindqvist"))

    for side in (left, right):
        await side.get_by_role("button", name="Channels").click()
        await side.get_by_role("button", name="general").click()
    await left.locator("#composer").fill("hello Bo")
    await left.locator("#composer").press("Enter")

    await expect(right.locator(".channel .message").last).to_contain_text("hello Bo")
    assert await ana.violations() == []
