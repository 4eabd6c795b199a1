import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.pagestage import PageStage, Shown

pytestmark = pytest.mark.browser


async def test_the_keyboard_alone_is_enough(stage: PageStage):
    """Command completed, button with confirm, select, calendar and modal: no mouse, no click."""
    ana = await stage.opens()
    keys = ana.page.keyboard
    await tabs_to(ana, "Message OnQueue")
    await keys.type("/g")
    await keys.press("ArrowDown")
    await keys.press("ArrowUp")
    await keys.press("Tab")
    await expect(ana.composer).to_have_value("/gc ")
    await keys.type("choose")
    await keys.press("Enter")
    await expect(ana.last).to_contain_text("Join a queue")

    await tabs_to(ana, "Queue…", backwards=True)
    await keys.press("ArrowDown")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    assert (await stage.bot.told("static"))["selected_option"]["value"] == "returns"

    await tabs_to(ana, "First day")
    await keys.press("Enter")
    await expect(ana.page.get_by_role("button", name=re.compile("Wednesday,? 25 November 2026"))).to_be_focused()
    await keys.press("ArrowDown")
    await keys.press("Enter")
    assert (await stage.bot.told("date"))["selected_date"] == "2026-12-02"

    await tabs_to(ana, "Message OnQueue")
    await keys.type("/gc stack")
    await keys.press("Enter")
    await expect(ana.dialog.get_by_label("Name")).to_be_focused()
    await keys.type("Ana")
    await keys.press("Enter")
    await expect(ana.dialog).to_have_count(0)
    assert stage.bot.submitted()["name"]["v"]["value"] == "Ana"
    await expect(ana.composer).to_be_focused()


async def test_a_dialog_keeps_the_focus_inside(stage: PageStage):
    ana = await stage.opens()
    await ana.says("/gc stack")
    await expect(ana.dialog.get_by_label("Name")).to_be_focused()

    for _ in range(12):
        await ana.page.keyboard.press("Tab")
        outside = "document.activeElement !== document.body && !document.activeElement.closest('dialog')"
        assert not await ana.page.evaluate(outside)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("dark", 400)])
async def test_axe_finds_nothing(stage: PageStage, theme: Any, width: int):
    """As much as can be seen at once is open at once: each look takes axe-core a second or two."""
    ana = await stage.opens(theme=theme, width=width)
    is_wide = width > 900
    found = {}
    if is_wide:
        await ana.page.get_by_role("combobox", name="Team").select_option("Claims")
    for word in ("", "read", "choose", "charts", "courses", "tables", "all"):
        await ana.says(f"/gc {word}")
    await expect(ana.messages).to_have_count(8)
    if is_wide:
        await ana.last.get_by_role("button", name="Reply in thread").click()
    await ana.chooser("Queue…").click()
    found["messages, a list"] = await ana.violations()
    await ana.page.keyboard.press("Escape")
    await ana.says("/gc form")
    await ana.button("Save").click()
    await expect(ana.page.get_by_text("Please complete this required field.").first).to_be_visible()
    found["form"] = await ana.violations()
    await ana.page.keyboard.press("Escape")
    await ana.button("Home").click()
    await expect(ana.page.get_by_label("Remind me of")).to_be_visible()
    found["home"] = await ana.violations()
    if not is_wide:
        await ana.button("Floor").click()
        found["floor"] = await ana.violations()

    assert {place: problems for place, problems in found.items() if problems} == {}


async def test_nothing_is_loaded_from_elsewhere(stage: PageStage):
    ana = await stage.opens()
    await ana.says("/gc read")
    await expect(ana.last).to_contain_text("A chart from elsewhere")

    foreign = [url for url in ana.requests if not url.startswith((stage.ports.page.url, "data:"))]
    assert foreign == []


async def test_the_chosen_theme_stays(stage: PageStage):
    ana = await stage.opens()
    scheme = "getComputedStyle(document.documentElement).colorScheme"
    await ana.button("Theme: System").click()
    await ana.button("Theme: Light").click()

    await ana.page.reload()

    await expect(ana.button("Theme: Dark")).to_be_visible()
    assert await ana.page.evaluate(scheme) == "dark"


async def tabs_to(shown: Shown, name: str, *, backwards: bool = False) -> None:
    """Presses Tab until the focus is on what is called so."""
    focused = "document.activeElement.ariaLabel ?? document.activeElement.innerText ?? ''"
    for _ in range(90):
        await shown.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if name in await shown.page.evaluate(focused):
            return
    raise AssertionError(f"the keyboard does not reach {name}")
