"""Payloads that stand at a limit, and one beyond it: a row for each limit that Slack documents."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.sandbox.slack.builders import (
    Block,
    actions,
    bars,
    bullets,
    button,
    card,
    confirm,
    container,
    data_table,
    entry,
    groups,
    image,
    layout,
    link,
    menu,
    mrkdwn,
    option,
    options,
    pie,
    plain,
    raw,
    rich_text,
    section,
    table,
    typed,
    video,
)


@dataclass(frozen=True)
class Limit:
    """`blocks(most)` is taken, `blocks(beyond)` is refused, at `pointer` below the blocks."""

    name: str
    blocks: Callable[[int], list[Block]]
    most: int
    pointer: str
    surface: str = "message"
    beyond: int | None = None

    @property
    def over(self) -> int:
        return self.most + 1 if self.beyond is None else self.beyond


def of_text(name: str, most: int, make: Callable[[int], Block], pointer: str, surface: str = "message") -> Limit:
    return Limit(name, lambda length: [make(length)], most, f"/0{pointer}", surface)


LIMITS = [
    Limit("blocks in a message", lambda n: [section()] * n, 50, ""),
    Limit("blocks in a modal", lambda n: [section()] * n, 100, "", "modal"),
    Limit("blocks in a Home", lambda n: [section()] * n, 100, "", "home"),
    Limit("blocks with those of a layout", lambda n: [layout(*[section()] * n)], 49, ""),
    of_text("block_id", 255, lambda n: section(block_id="b" * n), "/block_id"),
    of_text("action_id", 255, lambda n: actions(button(action_id="a" * n)), "/elements/0/action_id"),
    of_text("text, most", 3000, lambda n: {"type": "section", "text": plain(n)}, "/text/text"),
    Limit("text, least", lambda n: [{"type": "section", "text": mrkdwn(n)}], 1, "/0/text/text", beyond=0),
    of_text("section fields", 10, lambda n: section(fields=[mrkdwn(1)] * n), "/fields"),
    Limit("section fields, least", lambda n: [section(fields=[mrkdwn(1)] * n)], 1, "/0/fields", beyond=0),
    of_text("section field", 2000, lambda n: section(fields=[mrkdwn(n)]), "/fields/0/text"),
    of_text("header", 150, lambda n: {"type": "header", "text": plain(n)}, "/text/text"),
    of_text("header level", 4, lambda n: {"type": "header", "text": plain(1), "level": n}, "/level"),
    Limit("level, least", lambda n: [{"type": "header", "text": plain(1), "level": n}], 1, "/0/level", beyond=0),
    of_text("context", 10, lambda n: {"type": "context", "elements": [mrkdwn(1)] * n}, "/elements"),
    Limit("context, least", lambda n: [{"type": "context", "elements": [plain(1)] * n}], 1, "/0/elements", beyond=0),
    of_text("actions", 25, lambda n: actions(*[button()] * n), "/elements"),
    Limit("actions, least", lambda n: [actions(*[button()] * n)], 1, "/0/elements", beyond=0),
    of_text(
        "context_actions",
        5,
        lambda n: {
            "type": "context_actions",
            "elements": [{"type": "icon_button", "icon": "trash", "text": plain(6)}] * n,
        },
        "/elements",
    ),
    of_text("input label", 2000, lambda n: entry(menu(), label=plain(n)), "/label/text"),
    of_text("input hint", 2000, lambda n: entry(menu(), hint=plain(n)), "/hint/text"),
    of_text("alt_text", 2000, lambda n: image(alt_text="x" * n), "/alt_text"),
    of_text("image title", 2000, lambda n: image(title=plain(n)), "/title/text"),
    of_text("image_url", 3000, lambda n: image(image_url=link(n)), "/image_url"),
    of_text("markdown", 12_000, lambda n: {"type": "markdown", "text": "x" * n}, "/text"),
    Limit(
        "all markdown", lambda n: [{"type": "markdown", "text": "x" * n}, {"type": "markdown", "text": "x"}], 11_999, ""
    ),
    of_text("list indent", 8, lambda n: rich_text(bullets(n)), "/elements/0/indent"),
    of_text("video title", 199, lambda n: video(title=plain(n)), "/title/text"),
    of_text("video description", 199, lambda n: video(description=plain(n)), "/description/text"),
    of_text("video author", 49, lambda n: video(author_name="x" * n), "/author_name"),
    of_text("button text", 75, lambda n: actions(button(text=plain(n))), "/elements/0/text/text"),
    of_text("button value", 2000, lambda n: actions(button(value="x" * n)), "/elements/0/value"),
    of_text("button url", 3000, lambda n: actions(button(url=link(n))), "/elements/0/url"),
    of_text(
        "accessibility_label",
        75,
        lambda n: actions(button(accessibility_label="x" * n)),
        "/elements/0/accessibility_label",
    ),
    of_text("option text", 75, lambda n: actions(menu(options=[option("x" * n)])), "/elements/0/options/0/text/text"),
    of_text(
        "option value", 150, lambda n: actions(menu(options=[option(value="x" * n)])), "/elements/0/options/0/value"
    ),
    of_text(
        "option description",
        75,
        lambda n: actions(menu(options=[option(description=plain(n))])),
        "/elements/0/options/0/description/text",
    ),
    of_text(
        "option url",
        3000,
        lambda n: actions({"type": "overflow", "options": [option(url=link(n))]}),
        "/elements/0/options/0/url",
    ),
    of_text("group label", 75, lambda n: groups([plain(n)]), "/elements/0/option_groups/0/label/text"),
    of_text("option groups", 100, lambda n: groups([plain(1)] * n), "/elements/0/option_groups"),
    of_text("options of a group", 100, lambda n: groups([plain(1)], n), "/elements/0/option_groups/0/options"),
    of_text("options of a select", 100, lambda n: actions(menu(options=options(n))), "/elements/0/options"),
    Limit("options, least", lambda n: [actions(menu(options=options(n)))], 1, "/0/elements/0/options", beyond=0),
    of_text("placeholder", 150, lambda n: actions(menu(placeholder=plain(n))), "/elements/0/placeholder/text"),
    Limit(
        "max_selected_items",
        lambda n: [section(accessory={"type": "multi_users_select", "max_selected_items": n})],
        1,
        "/0/accessory/max_selected_items",
        beyond=0,
    ),
    of_text("checkboxes", 10, lambda n: actions({"type": "checkboxes", "options": options(n)}), "/elements/0/options"),
    of_text(
        "radio buttons", 10, lambda n: actions({"type": "radio_buttons", "options": options(n)}), "/elements/0/options"
    ),
    of_text("overflow", 5, lambda n: actions({"type": "overflow", "options": options(n)}), "/elements/0/options"),
    of_text(
        "confirm title",
        100,
        lambda n: actions(button(confirm=confirm(title=plain(n)))),
        "/elements/0/confirm/title/text",
    ),
    of_text(
        "confirm text", 300, lambda n: actions(button(confirm=confirm(text=mrkdwn(n)))), "/elements/0/confirm/text/text"
    ),
    of_text(
        "confirm yes",
        30,
        lambda n: actions(button(confirm=confirm(confirm=plain(n)))),
        "/elements/0/confirm/confirm/text",
    ),
    of_text(
        "confirm no", 30, lambda n: actions(button(confirm=confirm(deny=plain(n)))), "/elements/0/confirm/deny/text"
    ),
    of_text("min_length", 3000, lambda n: entry(typed(min_length=n)), "/element/min_length", "modal"),
    Limit("min_length, least", lambda n: [entry(typed(min_length=n))], 0, "/0/element/min_length", "modal", beyond=-1),
    of_text("max_length", 3000, lambda n: entry(typed(max_length=n)), "/element/max_length", "modal"),
    Limit("max_length, least", lambda n: [entry(typed(max_length=n))], 1, "/0/element/max_length", "modal", beyond=0),
    of_text(
        "typed placeholder", 150, lambda n: entry(typed(placeholder=plain(n))), "/element/placeholder/text", "modal"
    ),
    of_text("initial_value", 3000, lambda n: entry(typed(initial_value="x" * n)), "/element/initial_value", "modal"),
    of_text("files", 10, lambda n: entry({"type": "file_input", "max_files": n}), "/element/max_files", "modal"),
    Limit(
        "files, least",
        lambda n: [entry({"type": "file_input", "max_files": n})],
        1,
        "/0/element/max_files",
        "modal",
        beyond=0,
    ),
    Limit("charts", lambda n: [pie()] * n, 2, ""),
    of_text("chart title", 50, lambda n: {**pie(), "title": "x" * n}, "/title"),
    of_text("segments", 12, pie, "/chart/segments"),
    of_text("segment label", 20, lambda n: pie(label="x" * n), "/chart/segments/0/label"),
    Limit("segment value", lambda n: [pie(value=n)], 1, "/0/chart/segments/0/value", beyond=0),
    of_text("series", 12, lambda n: bars([f"n{i}" for i in range(n)], ["09:00"]), "/chart/series"),
    of_text("series name", 20, lambda n: bars(["x" * n], ["09:00"]), "/chart/series/0/name"),
    of_text("categories", 20, lambda n: bars(["n"], [str(i) for i in range(n)]), "/chart/axis_config/categories"),
    of_text("category", 20, lambda n: bars(["n"], ["x" * n]), "/chart/axis_config/categories/0"),
    of_text("x_label", 50, lambda n: bars(["n"], ["c"], x_label="x" * n), "/chart/axis_config/x_label"),
    of_text("y_label", 50, lambda n: bars(["n"], ["c"], y_label="x" * n), "/chart/axis_config/y_label"),
    of_text("data_table rows", 201, data_table, "/rows"),
    Limit("data_table rows, least", lambda n: [data_table(n)], 2, "/0/rows", beyond=1),
    of_text("data_table cells", 20, lambda n: data_table(2, n), "/rows/0"),
    of_text("page_size", 100, lambda n: data_table(page_size=n), "/page_size"),
    Limit("page_size, least", lambda n: [data_table(page_size=n)], 1, "/0/page_size", beyond=0),
    Limit("data_table characters", lambda n: [data_table(rows=2) | {"rows": [[raw()], [raw("x" * n)]]}], 19_999, "/0"),
    Limit(
        "data_table characters in all",
        lambda n: [data_table() | {"rows": [[raw("x" * 9_999)], [raw("x" * n)]]}, data_table()],
        9_999,
        "",
    ),
    of_text("table rows", 100, table, "/rows"),
    of_text("table cells", 20, lambda n: table(1, n), "/rows/0"),
    of_text(
        "column settings",
        20,
        lambda n: table(column_settings=[{"align": "right"}, *[None] * (n - 1)]),
        "/column_settings",
    ),
    Limit("table characters", lambda n: [{"type": "table", "rows": [[raw("x" * n)]]}], 10_000, ""),
    of_text("card title", 150, lambda n: card(title=plain(n)), "/title/text"),
    of_text("card subtitle", 150, lambda n: card(subtitle=plain(n)), "/subtitle/text"),
    of_text("card body", 200, lambda n: card(body=mrkdwn(n)), "/body/text"),
    of_text("card subtext", 200, lambda n: card(subtext=plain(n)), "/subtext/text"),
    of_text("card actions", 3, lambda n: card(actions=[button()] * n), "/actions"),
    of_text("carousel", 10, lambda n: {"type": "carousel", "elements": [card()] * n}, "/elements"),
    Limit("carousel, least", lambda n: [{"type": "carousel", "elements": [card()] * n}], 1, "/0/elements", beyond=0),
    of_text("alert", 200, lambda n: {"type": "alert", "text": plain(n)}, "/text/text", "modal"),
    of_text("container", 10, lambda n: container(*[section()] * n), "/child_blocks"),
    of_text("container subtitle", 150, lambda n: container(subtitle=plain(n)), "/subtitle/text"),
    of_text("layout label", 150, lambda n: layout(section(), label="x" * n), "/label"),
    of_text("layout rows", 5, lambda n: layout(section(), rows=n), "/rows"),
]
