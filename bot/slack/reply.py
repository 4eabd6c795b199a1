"""What a person reads: lines, and what can be pressed below them. The `text` twin is made of the same lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack import limits
from bot.slack.blocks import Block, Element, actions, plain, sections
from bot.slack.charts import Figure, Pie
from bot.slack.mrkdwn import Mrkdwn, mrkdwn

#: What Slack is given: blocks, and the text that stands for them.
Drawing = tuple[list[Block], str]


@dataclass(frozen=True)
class Reply:
    """Private unless said otherwise. `tells` are the ids of the changes whose ends it reports.

    `redraws` is what is kept of the message whose button opened the form that this answers: it shows the same then.
    `figures`, charts and tables, stand between the lines and the elements, and are in the twin as words.
    """

    lines: Sequence[Mrkdwn]
    elements: Sequence[Element] = ()
    tells: tuple[str, ...] = ()
    figures: Sequence[Figure] = ()
    redraws: str = ""

    @property
    def is_silent(self) -> bool:
        """Nothing is to be said: what was asked shows elsewhere."""
        return not (self.lines or self.elements or self.figures)

    def text(self, *, short: bool = False) -> str:
        """The whole message for notifications and screen readers, which read nothing else."""
        room = limits.SHORT_TEXT if short else limits.MESSAGE_TEXT
        return "\n".join(line.text for line in _fitting(self._in_words(), room))

    def blocks(self) -> list[Block]:
        """The same as blocks, within Slack's limits, and the elements."""
        return self._drawn(self.figures)

    def drawings(self) -> list[Drawing]:
        """The same message ever plainer, for where Slack refuses to draw: none says less than the one before.

        Charts become tables, then figures become words, then everything is text; last the first lines and a count.
        """
        tabled = [figure.table() if isinstance(figure, Pie) else figure for figure in self.figures]
        blocks = [self.blocks(), self._drawn(tabled), self._drawn_in_words(), []]
        drawings = [(one, self.text()) for number, one in enumerate(blocks) if one not in blocks[:number]]
        short = self.text(short=True)
        return drawings if short == self.text() else [*drawings, ([], short)]

    def view(self, title: str) -> Block:
        """The same as a modal, which takes neither charts nor tables."""
        return {
            "type": "modal",
            "title": plain(title, limits.VIEW_TITLE),
            "close": plain("Close", limits.VIEW_TITLE),
            "blocks": self._drawn_in_words()[: limits.VIEW_BLOCKS],
        }

    def _in_words(self) -> list[Mrkdwn]:
        return [*self.lines, *(line for figure in self.figures for line in figure.lines())]

    def _drawn(self, figures: Sequence[Figure]) -> list[Block]:
        drawn = [block for figure in figures if (block := figure.block())]
        return [*sections(_fitting(self.lines, limits.MESSAGE_TEXT)), *drawn, *actions(self.elements)]

    def _drawn_in_words(self) -> list[Block]:
        return [*sections(_fitting(self._in_words(), limits.MESSAGE_TEXT)), *actions(self.elements)]


def _fitting(lines: Sequence[Mrkdwn], room: int) -> list[Mrkdwn]:
    """As many whole lines as a message holds; what is left is counted, so that nothing vanishes silently."""
    kept: list[Mrkdwn] = []
    for number, line in enumerate(lines):
        room -= len(line.text) + 1
        if room < 0:
            kept.append(mrkdwn("… and {} more lines that do not fit here.", len(lines) - number))
            break
        kept.append(line)
    return kept
