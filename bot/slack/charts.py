"""Charts and tables as Slack draws them (docs.slack.dev, data visualization and data table blocks).

Each has its figures in words as well, complete, for notifications and screen readers, and for where Slack refuses to
draw. Their texts are plain: whatever stands in a name, it neither mentions nor formats.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack import limits
from bot.slack.blocks import Block
from bot.slack.mrkdwn import Mrkdwn, joined, mrkdwn, shown

EMPTY = "–"  #: what Slack shows in a cell that says nothing: it takes no empty one
OTHER = "Other"


@dataclass(frozen=True)
class Slice:
    """One share of a whole."""

    label: str
    value: float


@dataclass(frozen=True)
class Pie:
    """Shares of a whole. The largest keep their names, all others together are "Other"."""

    title: str
    slices: Sequence[Slice]

    def block(self) -> Block | None:
        """None: there is nothing to draw, as Slack takes no share of nothing."""
        if not (drawn := largest(self._positive(), limits.SLICES)):
            return None
        labels = short_labels([one.label for one in drawn], limits.CHART_LABEL)
        segments = [{"label": label, "value": one.value} for label, one in zip(labels, drawn, strict=True)]
        title = shown(self.title, limits.CHART_TITLE)
        return {"type": "data_visualization", "title": title, "chart": {"type": "pie", "segments": segments}}

    def table(self) -> "Table":
        """The same figures for a Slack that draws no charts yet."""
        rows = [(Cell(one.label), Cell(number_text(one.value), one.value)) for one in self.slices]
        return Table(self.title, ("", "Number"), rows)

    def lines(self) -> list[Mrkdwn]:
        """All figures in words."""
        parts = [mrkdwn("{} {}", one.label, number_text(one.value)) for one in self.slices]
        return [mrkdwn("{}: {}", self.title, joined(", ", parts))] if parts else []

    def _positive(self) -> list[Slice]:
        return [one for one in self.slices if math.isfinite(one.value) and one.value > 0]


@dataclass(frozen=True)
class Cell:
    """What is shown, and what sorts; a column sorts by its numbers only if each of its cells has one."""

    text: str
    number: float | None = None


@dataclass(frozen=True)
class Table:
    """A table whose first column names the row; all rows are as long as the header. `tables` makes small ones."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def block(self) -> Block | None:
        """None: there is no row, and Slack takes no bare header."""
        if not self.rows:
            return None
        head = [{"type": "raw_text", "text": _cell_text(name)} for name in self.header]
        return {
            "type": "data_table",
            "caption": shown(self.caption, limits.CAPTION),
            "rows": [head, *([_cell(cell) for cell in row] for row in self.rows)],
            "page_size": min(len(self.rows), limits.TABLE_PAGE),
            "row_header_column_index": 0,
        }

    def lines(self) -> list[Mrkdwn]:
        """The caption, and each row in words."""
        return [mrkdwn("*{}*", self.caption), *(_row_line(row) for row in self.rows)] if self.rows else []


Figure = Pie | Table


def tables(caption: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[Table]:
    """As many tables as the rows need, each for a message of its own, with room for its rows in words."""
    parts: list[list[Sequence[Cell]]] = []
    room = 0
    for row in rows:
        length = max(sum(len(_cell_text(cell.text)) for cell in row), len(_row_line(row).text) + 1)
        if not parts or len(parts[-1]) == limits.TABLE_ROWS or length > room:
            parts.append([])
            room = limits.MESSAGE_TEXT - limits.CAPTION - len(" ".join(header))
        parts[-1].append(row)
        room -= length
    if len(parts) == 1:
        return [Table(caption, header, parts[0])]
    return [Table(f"{caption}, {number} of {len(parts)}", header, part) for number, part in enumerate(parts, 1)]


def largest(slices: Sequence[Slice], most: int) -> list[Slice]:
    """The largest in the order in which they came, and what is left as one."""
    if len(slices) <= most:
        return list(slices)
    order = sorted(range(len(slices)), key=lambda index: -slices[index].value)
    named = sorted(order[: most - 1])
    rest = math.fsum(slices[index].value for index in order[most - 1 :])
    return [*(slices[index] for index in named), Slice(OTHER, rest)]


def short_labels(names: Sequence[str], longest: int) -> list[str]:
    """Each name in at most so many characters, no two alike in any case.

    What is too long loses its end; where two would then be alike, the middle; and where even that leaves twins, or
    they were twins before, a number tells them apart.
    """
    cut = [shown(name, longest) for name in names]
    again = _repeated(cut)
    tried = [
        _ends(name, longest) if label.casefold() in again else label for name, label in zip(names, cut, strict=True)
    ]
    taken: set[str] = set()
    for index, label in enumerate(tried):
        tried[index] = _numbered(label, longest, taken)
        taken.add(tried[index].casefold())
    return tried


def number_text(value: float) -> str:
    """A figure as people write it: no decimals where there are none."""
    return str(int(value)) if math.isfinite(value) and value == int(value) else f"{value:g}"


def _repeated(labels: Sequence[str]) -> set[str]:
    times = Counter(label.casefold() for label in labels)
    return {label for label, count in times.items() if count > 1}


def _ends(name: str, longest: int) -> str:
    """The beginning and the end of a long name."""
    whole = shown(name, len(name) + 1)
    if len(whole) <= longest:
        return whole
    front = (longest - 1) // 2
    return f"{whole[:front]}…{whole[len(whole) - (longest - 1 - front) :]}"


def _numbered(label: str, longest: int, taken: set[str]) -> str:
    number, one = 1, label
    while one.casefold() in taken:
        number += 1
        tail = f" {number}"
        one = f"{label[: longest - len(tail)].rstrip()}{tail}"
    return one


def _cell_text(text: str) -> str:
    return shown(text, limits.CELL) if text.strip() else EMPTY


def _cell(cell: Cell) -> Block:
    text = _cell_text(cell.text)
    if cell.number is None or not math.isfinite(cell.number):
        return {"type": "raw_text", "text": text}
    return {"type": "raw_number", "value": cell.number, "text": text}


def _row_line(row: Sequence[Cell]) -> Mrkdwn:
    name, *others = (_cell_text(cell.text) for cell in row)
    rest = joined(", ", [mrkdwn("{}", text) for text in others if text != EMPTY])
    return mrkdwn("{}: {}", name, rest) if rest.text else mrkdwn("{}", name)
