"""What a person reads: lines, and what can be pressed below them. The `text` twin is made of the same lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack import limits
from bot.slack.blocks import Block, Element, actions, plain, sections
from bot.slack.mrkdwn import Mrkdwn, mrkdwn


@dataclass(frozen=True)
class Reply:
    """Private unless said otherwise. `tells` are the ids of the changes whose ends it reports."""

    lines: Sequence[Mrkdwn]
    elements: Sequence[Element] = ()
    tells: tuple[str, ...] = ()

    def text(self, *, short: bool = False) -> str:
        """The whole message for notifications and screen readers, which read nothing else."""
        room = limits.SHORT_TEXT if short else limits.MESSAGE_TEXT
        return "\n".join(line.text for line in self._fitting(room))

    def blocks(self) -> list[Block]:
        """The same lines as blocks, within Slack's limits, and the elements."""
        return [*sections(self._fitting(limits.MESSAGE_TEXT)), *actions(self.elements)]

    def view(self, title: str) -> Block:
        """The same as a modal."""
        return {
            "type": "modal",
            "title": plain(title, limits.VIEW_TITLE),
            "close": plain("Close", limits.VIEW_TITLE),
            "blocks": self.blocks()[: limits.VIEW_BLOCKS],
        }

    def _fitting(self, room: int) -> list[Mrkdwn]:
        """As many whole lines as a message holds; what is left is counted, so that nothing vanishes silently."""
        kept: list[Mrkdwn] = []
        for number, line in enumerate(self.lines):
            room -= len(line.text) + 1
            if room < 0:
                kept.append(mrkdwn("… and {} more lines that do not fit here.", len(self.lines) - number))
                break
            kept.append(line)
        return kept
