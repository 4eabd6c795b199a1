"""Charts and tables: the emulator takes them, and their words say all that they show."""

import math
from collections.abc import Sequence
from typing import Any

import pytest

from bot.sandbox.slack.blocks import checked_blocks
from bot.slack import limits
from bot.slack.blocks import Button
from bot.slack.charts import Cell, Pie, Slice, Table, largest, short_labels, tables
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from tests.walkers.hostile import NAMES


def pie(*values: float) -> Pie:
    return Pie("Agents by state", [Slice(f"State {number}", value) for number, value in enumerate(values)])


def segments(figure: Pie) -> dict[str, float]:
    block = figure.block()
    assert block is not None
    checked_blocks([block])
    return {one["label"]: one["value"] for one in block["chart"]["segments"]}


def rows(count: int, name: str = "Ana Ruiz") -> list[Sequence[Cell]]:
    return [(Cell(f"{name} {number}"), Cell("on a break"), Cell("14 min", 840)) for number in range(count)]


def test_few_shares_are_drawn_as_they_are():
    assert segments(pie(3, 1)) == {"State 0": 3, "State 1": 1}


def test_of_many_shares_the_largest_keep_their_names_and_nothing_is_lost():
    drawn = segments(pie(1, 9, 2, 8, 3, 7, 4, 6))
    assert drawn == {"State 1": 9, "State 3": 8, "State 5": 7, "State 6": 4, "State 7": 6, "Other": 6}
    text = pie(1, 9, 2, 8, 3, 7, 4, 6).lines()[0].text
    assert all(f"State {number}" in text for number in range(8))


def test_largest_leaves_the_order_alone():
    assert largest([Slice("a", 1), Slice("b", 5), Slice("c", 1)], 2) == [Slice("b", 5), Slice("Other", 2)]


@pytest.mark.parametrize("values", [(), (0,), (0, -1), (math.nan,), (math.inf,)])
def test_nothing_is_no_chart(values):
    assert pie(*values).block() is None


def test_a_share_of_nothing_is_left_out_of_the_chart_and_kept_in_words():
    assert segments(pie(2, 0)) == {"State 0": 2}
    assert pie(2, 0).lines()[0].text == "Agents by state: State 0 2, State 1 0"


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_hostile_names_are_drawn_and_cannot_ping(name):
    twins = Pie(name, [Slice(name, 1), Slice(name, 2), Slice("Other", 1), *[Slice(f"{name}{n}", 1) for n in range(9)]])
    table = Table(name, (name, name), [(Cell(name), Cell(name, 1))] * 2)
    reply = Reply([mrkdwn("*{}*", name)], figures=[twins, table])
    for blocks, text in reply.drawings():
        checked_blocks(blocks)
        assert "<!" not in text
        assert "<@" not in text
        assert "<http" not in text
    assert len({label.casefold() for label in segments(twins)}) == 6


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["Billing", "Returns"], ["Billing", "Returns"]),
        (["Billing Germany and Austria", "Returns"], ["Billing Germany and…", "Returns"]),
        (
            ["Billing Germany and Austria", "Billing Germany and Spain"],
            ["Billing G…nd Austria", "Billing G… and Spain"],
        ),
        (["Billing", "billing", "Billing"], ["Billing", "billing 2", "Billing 3"]),
        (["Billing", "Billing", "Billing 2"], ["Billing", "Billing 2", "Billing 2 2"]),
        (["x" * 30, "x" * 31], ["xxxxxxxxx…xxxxxxxxxx", "xxxxxxxxx…xxxxxxxx 2"]),
        (["", "\u200b"], ["(no name)", "(no name) 2"]),
    ],
)
def test_labels_are_shortened_and_stay_apart(names, short):
    assert short_labels(names, 20) == short
    assert all(len(one) <= 20 for one in short)
    assert len({one.casefold() for one in short}) == len(names)


@pytest.mark.parametrize("count", [1, 2, 99, 100, 101, 300, 3000])
def test_tables_of_any_size_are_taken_and_complete(count):
    parts = tables("Team", ("Name", "State", "For"), rows(count))
    assert sum(len(part.rows) for part in parts) == count
    said = ""
    for part in parts:
        reply = Reply([], figures=[part])
        checked_blocks(reply.blocks())
        assert len(part.rows) <= limits.TABLE_ROWS
        assert "more lines" not in reply.text()
        said += reply.text() + "\n"
    assert all(f"Ana Ruiz {number}: on a break, 14 min\n" in said for number in range(count))
    assert len({part.caption for part in parts}) == len(parts)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_tables_of_hostile_names_fit_as_well(name):
    parts = tables(name, (name, "State", "For"), rows(150, name))
    assert sum(len(part.rows) for part in parts) == 150
    for part in parts:
        reply = Reply([], figures=[part])
        for blocks, text in reply.drawings():
            checked_blocks(blocks)
            assert "more lines" not in text or len(text) < limits.SHORT_TEXT + 200


def test_no_row_is_no_table():
    assert tables("Team", ("Name",), []) == []
    assert Table("Team", ("Name",), []).block() is None
    assert Table("Team", ("Name",), []).lines() == []


def test_a_column_sorts_by_its_numbers():
    block = Table("Team", ("Name", "For"), [(Cell("Ana"), Cell("14 min", 840)), (Cell(""), Cell("", math.nan))]).block()
    assert block is not None
    assert block["rows"][1][1] == {"type": "raw_number", "value": 840, "text": "14 min"}
    assert block["rows"][2] == [{"type": "raw_text", "text": "–"}, {"type": "raw_text", "text": "–"}]


def kinds(blocks: list[dict[str, Any]]) -> list[str]:
    return [block["type"] for block in blocks]


def test_a_message_is_drawn_ever_plainer_and_says_the_same():
    table = Table("Team", ("Name", "State"), [(Cell("Ana"), Cell("on a break"))])
    reply = Reply([mrkdwn("One needs somebody.")], [Button("See Ana", "a.b", "u-1")], figures=[pie(3, 1), table])
    drawings = reply.drawings()
    assert [kinds(blocks) for blocks, _ in drawings] == [
        ["section", "data_visualization", "data_table", "actions"],
        ["section", "data_table", "data_table", "actions"],
        ["section", "actions"],
        [],
    ]
    assert {text for _, text in drawings} == {reply.text()}
    assert "State 0 3, State 1 1" in reply.text()
    assert "Ana: on a break" in reply.text()
    words = drawings[2][0][0]["text"]["text"]
    assert "Ana: on a break" in words
    assert "State 0 3" in words


def test_a_message_without_figures_is_drawn_as_before():
    reply = Reply([mrkdwn("Done.")], [Button("Undo", "a.b")])
    assert [kinds(blocks) for blocks, _ in reply.drawings()] == [["section", "actions"], []]


def test_a_window_has_the_figures_in_words():
    view = Reply([mrkdwn("Now:")], figures=[pie(3)]).view("OnQueue")
    assert kinds(view["blocks"]) == ["section"]
    assert "State 0 3" in view["blocks"][0]["text"]["text"]
