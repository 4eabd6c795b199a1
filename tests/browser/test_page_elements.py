import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.pagestage import PageStage, Shown

pytestmark = pytest.mark.browser


@pytest.fixture
async def ana(stage: PageStage) -> Shown:
    shown = await stage.opens()
    await shown.says("/gc choose")
    await expect(shown.last).to_contain_text("Join a queue")
    return shown


async def test_a_choice_from_a_list_is_told_at_once(stage: PageStage, ana: Shown):
    await ana.chooser("Queue…").click()
    await ana.option("Returns").click()

    await expect(ana.chooser("Queue…")).to_have_value("Returns")
    assert await told(stage, "static") == {
        "value": "returns",
        "text": {"type": "plain_text", "text": "Returns", "emoji": True},
    }


async def test_an_external_select_asks_the_bot_for_what_was_typed(stage: PageStage, ana: Shown):
    await ana.chooser("Colleague…").click()
    await expect(ana.page.get_by_text("Type at least 2 characters")).to_be_visible()
    await ana.chooser("Colleague…").press_sequentially("bi")
    await ana.option("Bianca Costa").click()

    await expect(ana.chooser("Colleague…")).to_have_value("Bianca Costa")
    assert (await told(stage, "external"))["value"] == "bianca costa"
    asked = [content["value"] for content in stage.bot.heard if content.get("type") == "block_suggestion"]
    assert asked[-1] == "bi"


async def test_a_list_that_grows_near_the_edge_opens_upwards(ana: Shown):
    await ana.page.set_viewport_size({"width": 1280, "height": 480})
    chooser = ana.chooser("Colleague…")
    await chooser.click()
    await chooser.evaluate("element => element.scrollIntoView({block: 'end'})")
    await chooser.press_sequentially("agent")
    await expect(ana.option("Agent Number 3")).to_be_visible()
    beside, listed = await chooser.bounding_box(), await ana.page.locator(".popup.list:popover-open").bounding_box()
    assert beside
    assert listed
    assert listed["y"] + listed["height"] <= beside["y"]
    assert listed["height"] > 150


async def test_a_day_is_chosen_from_the_calendar(stage: PageStage, ana: Shown):
    await ana.button("First day").click()
    calendar = ana.page.get_by_role("dialog", name="Choose a date")
    await expect(calendar).to_contain_text("November 2026")
    await calendar.get_by_role("button", name="Next month").click()
    await calendar.get_by_role("button", name=re.compile("Friday,? 4 December 2026")).click()

    await expect(ana.page.get_by_role("button", name=re.compile("First day: Fri,? 4 Dec 2026"))).to_be_focused()
    assert await told(stage, "date", "selected_date") == "2026-12-04"


async def test_several_choices_are_told_together_when_the_list_closes(stage: PageStage, ana: Shown):
    await ana.chooser("Several queues…").click()
    await ana.option("Billing").click()
    await ana.option("Claims").click()
    assert stage.bot.actions() == []
    await ana.page.keyboard.press("Escape")

    await expect(ana.button("Remove Claims")).to_be_visible()
    assert [one["value"] for one in await told(stage, "many", "selected_options")] == ["billing", "claims"]
    await ana.button("Remove Billing").click()
    await expect(ana.button("Remove Billing")).to_have_count(0)
    assert [one["value"] for one in await told(stage, "many", "selected_options", count=2)] == ["claims"]


async def test_people_channels_and_times_are_chosen(stage: PageStage, ana: Shown):
    await ana.chooser("Person…").fill("carla")
    await ana.page.keyboard.press("Enter")
    await ana.chooser("Channel…").fill("floor")
    await ana.page.keyboard.press("Enter")
    await ana.page.get_by_label("Until").fill("18:00")
    await ana.page.keyboard.press("Enter")

    assert await told(stage, "person", "selected_user") == "U03CARLA"
    assert await told(stage, "where", "selected_conversation") == "C0FLOOR"
    assert await told(stage, "time", "selected_time") == "18:00"


async def test_ticks_and_radio_buttons_are_told(stage: PageStage, ana: Shown):
    await ana.page.get_by_role("checkbox", name="Tell my team").check()
    assert [one["value"] for one in await told(stage, "ticked", "selected_options")] == ["tell my team"]
    await ana.page.get_by_role("radio", name="Meal").check()

    assert (await told(stage, "one"))["value"] == "meal"
    await expect(ana.page.get_by_role("checkbox", name="Tell my team")).to_be_checked()


async def test_a_confirm_dialog_stands_before_the_deed(stage: PageStage):
    ana = await stage.opens()
    await ana.says("/gc ")

    await ana.last.get_by_role("button", name="Leave Billing").click()
    await expect(ana.dialog).to_contain_text("You stop getting its calls.")
    await ana.button("Stay").click()
    await expect(ana.dialog).to_have_count(0)
    assert stage.bot.actions() == []
    await ana.last.get_by_role("button", name="Leave Billing").click()
    await ana.button("Leave").click()

    assert await told(stage, "queues.leave", "value") == "billing"


async def test_the_overflow_menu_tells_its_choice(stage: PageStage):
    ana = await stage.opens()
    await ana.says("/gc ")

    await ana.last.get_by_role("button", name="More options").click()
    await ana.page.get_by_role("menuitem", name="Help").click()

    assert (await told(stage, "more"))["value"] == "help"


async def told(stage: PageStage, action_id: str, key: str = "selected_option", *, count: int = 1) -> Any:
    """What the bot was told of this element, the `count`th time."""
    return (await stage.bot.told(action_id, count))[key]
