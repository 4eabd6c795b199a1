"""Charts and tables: what the eye sees, and what a screen reader walks."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.pagestage import PageStage, Shown

pytestmark = pytest.mark.browser


async def test_each_kind_of_chart_is_drawn_and_holds_its_figures_as_a_table(stage: PageStage):
    ana = await stage.opens()
    await ana.says("/gc charts")
    pie, bars = ana.page.get_by_role("figure", name="Agents by presence"), figure(ana, "People by queue")
    await expect(pie.locator("path.slice")).to_have_count(4)
    await expect(bars.locator("rect")).to_have_count(12)
    await ana.says("/gc courses")
    line, area = figure(ana, "Calls"), figure(ana, "Change of people")
    await expect(line.locator("polyline")).to_have_count(2)
    await expect(area.locator("path.wash")).to_have_count(1)

    assert await figures_of(pie) == ["Segment Value", "On queue 14", "Break 3", "Not responding 1", "Out of office 6"]
    assert (await figures_of(line))[:2] == ["Interval Offered, Calls Answered, Calls", "09:00 41 38"]
    assert (await figures_of(area))[2] == "09:30 -2"


async def test_bars_are_as_high_as_their_values_and_stand_on_zero(stage: PageStage):
    ana = await stage.opens()
    await ana.says("/gc charts")
    bars = figure(ana, "People by queue").locator("rect")
    await expect(bars).to_have_count(12)

    heights = [float(await bar.get_attribute("height") or 0) for bar in await bars.all()]

    assert heights[1] / heights[0] == pytest.approx(9 / 4, rel=0.01)
    assert heights[3] == 0


async def test_a_chart_fits_on_a_phone(stage: PageStage):
    ana = await stage.opens(width=400)
    await ana.says("/gc charts")
    await expect(figure(ana, "People by queue").locator("rect")).to_have_count(12)

    assert await ana.page.evaluate("document.documentElement.scrollWidth") <= 400
    drawn = await figure(ana, "People by queue").locator("svg").bounding_box()
    assert drawn
    assert drawn["x"] + drawn["width"] <= 400


async def test_a_data_table_is_paged_by_its_page_size(stage: PageStage):
    ana = await stage.opens()
    await ana.says("/gc tables")
    assert await column(ana, 0) == ["Ana Ruiz", "Bo Lindqvist", "Carla Moretti"]
    pages = ana.page.get_by_role("navigation", name="Pages of Agents today")
    await expect(pages).to_contain_text("1–3 of 7")
    await expect(pages.get_by_role("button", name="Previous")).to_be_disabled()

    await pages.get_by_role("button", name="Next").click()
    await pages.get_by_role("button", name="Next").click()

    await expect(pages).to_contain_text("7–7 of 7")
    assert await column(ana, 0) == ["Gus Haug"]
    await expect(pages.get_by_role("button", name="Next")).to_be_disabled()


async def test_a_data_table_is_sorted_by_number_only_where_all_cells_are_numbers(stage: PageStage):
    ana = await stage.opens()
    await ana.says("/gc tables")
    handled, ring = (ana.page.get_by_role("columnheader", name=name) for name in ("Handled", "Ring"))

    await handled.get_by_role("button").click()
    assert await column(ana, 1) == ["0", "3", "9"]
    await expect(handled).to_have_attribute("aria-sort", "ascending")
    await handled.get_by_role("button").click()
    assert await column(ana, 1) == ["110", "41", "24"]
    await ring.get_by_role("button").click()
    assert await column(ana, 2) == ["0", "110", "17"]
    await ring.get_by_role("button").press("Enter")
    await ring.get_by_role("button").press("Enter")
    assert await column(ana, 0) == ["Ana Ruiz", "Bo Lindqvist", "Carla Moretti"]


def figure(shown: Shown, name: str) -> Locator:
    return shown.page.get_by_role("figure", name=name)


async def figures_of(chart: Locator) -> list[str]:
    """The chart's figures as they are read aloud, a row a line."""
    rows = await chart.get_by_role("row").all()
    return [" ".join(await row.locator("th, td").all_inner_texts()) for row in rows]


async def column(shown: Shown, number: int) -> list[str]:
    """The visible cells of one column of the data table."""
    rows = shown.page.get_by_role("group", name="Agents today").locator("tbody tr")
    await expect(rows.first).to_be_visible()
    return [(await row.locator("th, td").all_inner_texts())[number] for row in await rows.all()]
