import re

import pytest
from playwright.async_api import expect

from tests.browser.kitchen import panel
from tests.browser.pagestage import PageStage

pytestmark = pytest.mark.browser


async def test_a_commands_answer_is_seen_by_the_one_who_asked_alone(stage: PageStage):
    ana = await stage.opens("U01ANA", channel="C0GENERAL")
    bo = await stage.opens("U02BO", channel="C0GENERAL")

    await ana.says("/gc ")

    await expect(ana.last).to_contain_text("Only visible to you")
    await expect(ana.last).to_contain_text("Your day")
    await bo.says("Morning all")
    await expect(ana.last).to_contain_text("Morning all")
    assert "Your day" not in await bo.page.inner_text("main")


async def test_an_answer_for_all_shows_the_typed_line_too(stage: PageStage):
    bo = await stage.opens("U02BO", channel="C0GENERAL")
    ana = await stage.opens("U01ANA", channel="C0GENERAL")

    await ana.says("/gc all")

    await expect(bo.messages).to_have_count(2)
    await expect(bo.messages.first).to_contain_text("/gc all")
    await expect(bo.last.get_by_role("heading")).to_have_text("Your day")


async def test_text_is_drawn_as_slack_draws_it(stage: PageStage):
    ana = await stage.opens()

    await ana.says("/gc read")

    text = ana.last
    await expect(text.locator("strong").first).to_have_text("bold")
    await expect(text.locator("em").first).to_have_text("italic")
    await expect(text.locator("s").first).to_have_text("struck")
    await expect(text.locator("code").first).to_have_text("code")
    await expect(text.locator("blockquote")).to_contain_text("twice")
    await expect(text.locator("pre")).to_have_text("two\nlines")
    await expect(text.get_by_role("link", name="a link")).to_have_attribute("href", "https://example.com/x")
    for words in ("<b>", "@Bo Lindqvist", "#floor", "🎉", ":nope:", "snake_case_word", "<!channel> *as it is*"):
        await expect(text).to_contain_text(words)
    await expect(text.get_by_role("row", name="Ana Ruiz 17")).to_be_visible()
    await expect(text.get_by_role("row", name="Break 3")).to_be_visible()
    await expect(text).to_contain_text("cannot draw a “card” block")


async def test_times_stand_in_the_persons_own_zone(stage: PageStage):
    sami = await stage.opens("U20TESS")  # Asia/Kathmandu
    await sami.says("/gc ")

    await expect(sami.last.locator(".byline time")).to_have_text("15:15")
    await expect(sami.last).to_contain_text("Off queue since 21 Sept 2026 19:58")
    await expect(sami.page.get_by_role("banner")).to_contain_text("15:15")


async def test_what_somebody_types_never_becomes_markup(stage: PageStage):
    ana = await stage.opens(channel="C0GENERAL")

    await ana.says('<img src=x onerror="alert(1)"> <!channel> <javascript:alert(1)|click> *bold*')

    await expect(ana.last).to_contain_text('<img src=x onerror="alert(1)"> <!channel> <javascript:alert(1)|click> bold')
    assert await ana.last.locator("img, a, .mention").count() == 0


async def test_a_changed_message_says_so_without_a_reload(stage: PageStage):
    ana = await stage.opens()
    await ana.says("/gc all")

    await ana.last.get_by_role("button", name="Go on queue").click()

    await expect(ana.last).to_contain_text("On queue since")
    await expect(ana.last).to_contain_text("(edited)")


async def test_a_deleted_message_goes(stage: PageStage):
    ana = await stage.opens()
    await ana.says("Anybody there?")
    await expect(ana.last).to_contain_text("Heard.")
    answer = stage.emulator.window("U01ANA").history("D01ANA")[-1]

    await stage.bot.slack.chat_delete(channel="D01ANA", ts=answer["ts"])

    await expect(ana.last).to_contain_text("Anybody there?")


async def test_a_thread_is_answered_beside_the_conversation(stage: PageStage):
    ana = await stage.opens(channel="C0FLOOR")
    await ana.says("@OnQueue how many wait?")

    await ana.page.get_by_role("button", name="1 reply").click()
    thread = ana.page.get_by_role("region", name="Thread")
    await expect(thread.locator(".message")).to_have_count(2)
    await thread.get_by_role("textbox", name="Reply").fill("Thanks")
    await thread.get_by_role("textbox", name="Reply").press("Enter")

    await expect(thread.locator(".message").last).to_contain_text("Thanks")
    await expect(ana.page.get_by_role("button", name="2 replies")).to_be_visible()
    await expect(ana.messages).to_have_count(1)


async def test_what_came_elsewhere_is_counted_until_one_looks(stage: PageStage):
    ana = await stage.opens()
    bo = await stage.opens("U02BO", channel="C0GENERAL")

    await bo.says("one")
    await bo.says("two")

    await expect(ana.page.get_by_role("button", name="general 2 unread")).to_be_visible()
    await ana.goes_to("general")
    await expect(ana.last).to_contain_text("two")
    await expect(ana.page.get_by_role("button", name="general", exact=True)).to_be_visible()


async def test_a_name_is_completed_and_sent_as_a_mention(stage: PageStage):
    ana = await stage.opens(channel="C0GENERAL")

    await ana.composer.press_sequentially("Ask @lindq")
    await expect(ana.option("Bo Lindqvist")).to_be_visible()
    await ana.composer.press("Tab")
    await expect(ana.composer).to_have_value("Ask @Bo Lindqvist ")
    await ana.composer.press("Enter")

    await expect(ana.last.locator(".mention")).to_have_text("@Bo Lindqvist")
    assert stage.emulator.window("U01ANA").history("C0GENERAL")[-1]["text"] == "Ask <@U02BO>"


async def test_a_bot_that_stays_silent_gets_slacks_notice(stage: PageStage):
    ana = await stage.opens()

    await ana.says("/gc silent")

    await expect(ana.page.get_by_role("status").filter(has_text="operation_timeout")).to_be_visible()


async def test_nothing_is_missed_while_the_stream_is_broken(stage: PageStage):
    ana = await stage.opens(channel="C0GENERAL")
    await ana.says("before")
    await expect(ana.last).to_contain_text("before")

    stage.emulator.workspace.feed.close()
    await stage.bot.slack.chat_postMessage(channel="C0GENERAL", text="meanwhile", blocks=panel())

    await expect(ana.last).to_contain_text("Your day")
    await ana.says("after")
    await expect(ana.last).to_contain_text("after")


async def test_a_newcomer_is_told_how_to_begin(stage: PageStage):
    ana = await stage.opens()

    await ana.button("Type /gc to begin").click()
    await expect(ana.composer).to_be_focused()
    await ana.composer.press("Enter")

    await expect(ana.last).to_contain_text("Your day")


async def test_what_is_said_while_one_is_on_the_home_is_counted_there(stage: PageStage):
    ana = await stage.opens()
    await ana.button("Home").click()
    await expect(ana.page.get_by_role("region", name="Home")).to_contain_text("off queue")

    await stage.bot.slack.chat_postMessage(channel="U01ANA", text="Time to go on queue")

    tab = ana.page.get_by_role("navigation", name="OnQueue").get_by_role(
        "button", name=re.compile("Messages.*1.*unread")
    )
    await tab.click()
    await expect(ana.last).to_contain_text("Time to go on queue")
    await expect(ana.button("Messages")).to_have_count(1)
