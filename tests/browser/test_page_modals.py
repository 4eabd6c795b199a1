import re

import pytest
from playwright.async_api import Route, expect

from tests.browser.pagestage import PageStage

pytestmark = pytest.mark.browser


async def test_errors_stand_under_their_inputs_until_all_is_well(stage: PageStage):
    ana = await stage.opens()
    await ana.says("/gc form")
    form = ana.dialog
    reason = form.get_by_label("Reason")
    await expect(reason).to_be_focused()

    await ana.button("Save").click()
    await expect(reason).to_have_accessible_description("Please complete this required field.")
    await reason.fill("holiday")
    await form.get_by_role("button", name="First day").click()
    await form.get_by_role("button", name="Today").click()
    await form.get_by_role("combobox", name="Tell", exact=True).fill("carla")
    await ana.option("Carla Moretti").click()
    await form.get_by_role("radio", name="Holiday").check()
    await ana.button("Save").click()
    await expect(reason).to_have_accessible_description("Say it in other words.")
    await expect(reason).to_be_focused()
    await expect(form.get_by_text("That day is over.")).to_be_visible()
    await expect(reason).to_have_value("holiday")

    await reason.fill("Away")
    await reason.press("Enter")

    await expect(ana.dialog).to_have_count(0)
    values = stage.bot.submitted()
    assert values["reason"]["v"]["value"] == "Away"
    assert values["day"]["v"]["selected_date"] == "2026-11-25"
    assert values["lead"]["v"]["selected_option"]["value"] == "carla moretti"
    assert values["kind"]["v"]["selected_option"]["value"] == "holiday"
    assert values["note"]["v"]["value"] is None
    await expect(ana.composer).to_be_focused()


async def test_a_date_with_time_is_the_moment_on_the_persons_wall(stage: PageStage):
    tess = await stage.opens("U20TESS")  # Asia/Kathmandu, 5:45 ahead
    await tess.says("/gc form")
    form = tess.dialog
    await form.get_by_label("Reason").fill("Away")
    await form.get_by_role("button", name="First day").click()
    await form.get_by_role("button", name="Today").click()
    await form.get_by_role("group", name="Back at").get_by_role("button").first.click()
    await form.get_by_role("button", name=re.compile("Thursday,? 26 November 2026")).click()
    await form.get_by_label("Time").fill("08:30")
    await form.get_by_role("combobox", name="Tell", exact=True).fill("bo")
    await tess.option("Bo Lindqvist").click()
    await form.get_by_role("combobox", name="Also tell").click()
    await tess.option("Ana Ruiz").click()
    await form.get_by_role("radio", name="Sick").check()
    await tess.button("Save").click()

    await expect(tess.dialog).to_have_count(0)
    values = stage.bot.submitted()
    assert values["end"]["v"]["selected_date_time"] == 1795661100  # 02:45 UTC
    assert values["also"]["v"]["selected_users"] == ["U01ANA"]


async def test_modals_stack_and_keep_what_was_typed_below(stage: PageStage):
    ana = await stage.opens()
    await ana.says("/gc stack")
    await ana.dialog.get_by_label("Name").fill("kept")
    await ana.button("Further").click()
    await expect(ana.dialog).to_contain_text("Second")

    await ana.dialog.get_by_role("button", name="Back", exact=True).first.click()
    await expect(ana.dialog).to_contain_text("First")
    await expect(ana.dialog.get_by_label("Name")).to_have_value("kept")
    await ana.button("Further").click()
    await expect(ana.dialog).to_contain_text("Second")
    await ana.button("Close").click()

    await expect(ana.dialog).to_have_count(0)


async def test_escape_closes_and_the_focus_goes_back(stage: PageStage):
    ana = await stage.opens()
    await ana.button("Shortcuts").click()
    await ana.page.get_by_role("menuitem", name="My status").click()
    await expect(ana.dialog).to_contain_text("Shortcut")

    await ana.page.keyboard.press("Escape")

    await expect(ana.dialog).to_have_count(0)
    await expect(ana.button("Shortcuts")).to_be_focused()


async def test_a_message_shortcut_carries_its_message(stage: PageStage):
    ana = await stage.opens(channel="C0GENERAL")
    await ana.says("remember this")
    await ana.last.hover()
    await ana.last.get_by_role("button", name="More actions").click()
    await ana.page.get_by_role("menuitem", name="Keep this").click()

    await expect(ana.dialog).to_contain_text("Shortcut")
    asked = next(content for content in stage.bot.heard if content.get("type") == "message_action")
    assert asked["message"]["text"] == "remember this"


async def test_the_apps_home_is_drawn_and_acts(stage: PageStage):
    ana = await stage.opens()
    await ana.button("Home").click()
    await expect(ana.page.get_by_role("region", name="Home")).to_contain_text("You are off queue.")

    await ana.button("Go on queue").click()

    assert (await stage.bot.told("home.on"))["type"] == "button"


async def test_what_is_entered_on_the_home_goes_with_its_button_and_the_home_is_drawn_anew(stage: PageStage):
    ana = await stage.opens()
    await ana.button("Home").click()
    home = ana.page.get_by_role("region", name="Home")
    await home.get_by_label("Remind me of").fill("go on queue")
    await ana.chooser("Days…").click()
    await ana.option("Weekdays").click()
    assert (await stage.bot.told("home.days"))["selected_option"]["value"] == "weekdays"

    await ana.button("Remind me").click()

    await expect(home).to_contain_text("Noted: go on queue at 08:55.")


async def test_a_menu_of_channels_keeps_to_its_filter(stage: PageStage):
    carla = await stage.opens("U03CARLA")
    await expect(carla.page.get_by_role("button", name="partners")).to_be_visible()
    await carla.button("Home").click()
    await carla.chooser("Digest into…").click()

    await expect(carla.option("floor")).to_be_visible()
    await expect(carla.option("partners")).to_have_count(0)
    await expect(carla.option("OnQueue")).to_have_count(0)
    await carla.option("floor").click()
    assert (await stage.bot.told("home.where"))["selected_conversation"] == "C0FLOOR"


async def test_every_kind_of_input_is_filled_and_told(stage: PageStage):
    ana = await stage.opens()
    await ana.says("/gc form")
    form = ana.dialog
    await form.get_by_label("Reason").fill("Away")
    await form.get_by_role("button", name="First day").click()
    await form.get_by_role("button", name="Today").click()
    for name, picked in (
        ("Tell", "Bo Lindqvist"),
        ("Queue (optional)", "Claims"),
        ("More queues (optional)", "Billing"),
        ("Lead (optional)", "Bo Lindqvist"),
        ("Channel (optional)", "floor"),
    ):
        await form.get_by_role("combobox", name=name, exact=True).click()
        await ana.option(picked).first.click()
        await ana.page.keyboard.press("Tab")  # leaves a list for many, which stays open
    await form.get_by_role("radio", name="Sick").check()
    await form.get_by_role("checkbox", name="Urgent").check()
    await form.get_by_label("From").fill("09:00")
    await ana.button("Save").click()

    await expect(ana.dialog).to_have_count(0)
    told = {name: element["v"] for name, element in stage.bot.submitted().items()}
    assert told["from"]["selected_time"] == "09:00"
    assert told["queue"]["selected_option"]["value"] == "claims"
    assert [one["value"] for one in told["queues"]["selected_options"]] == ["billing"]
    assert [one["value"] for one in told["ticks"]["selected_options"]] == ["urgent"]
    assert told["boss"]["selected_user"] == "U02BO"
    assert told["where"]["selected_conversation"] == "C0FLOOR"


async def test_an_answer_older_than_the_form_does_not_take_it_away(stage: PageStage):
    """On a slow machine the page's first look may come back after the form that was opened meanwhile."""
    ana = await stage.opens()
    held: list[Route] = []

    async def hold(route: Route) -> None:
        if held:
            await route.continue_()
            return
        held.append(route)
        answer = await route.fetch()
        await ana.says("/gc stack")
        await expect(ana.dialog).to_contain_text("First")
        await route.fulfill(response=answer)

    await ana.page.route("**/page/window*", hold)
    await ana.page.evaluate("import('/assets/stream.js').then((stream) => stream.refresh())")

    await expect(ana.dialog).to_contain_text("First")
