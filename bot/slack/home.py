"""App Home as a view (docs.slack.dev, "App Home"): parts one below the other, each with what can be pressed in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack import limits
from bot.slack.blocks import Block, Element, actions, plain, sections
from bot.slack.mrkdwn import Mrkdwn, mrkdwn

LONGEST_TITLE = 150
DIVIDER: Block = {"type": "divider"}
CUT = mrkdwn("There is more than a Home holds.")


@dataclass(frozen=True)
class Part:
    """Lines and elements, perhaps below a title, which begins a new piece. It is shown whole or not at all."""

    lines: Sequence[Mrkdwn]
    elements: Sequence[Element] = ()
    title: str = ""

    def blocks(self) -> list[Block]:
        head = [{"type": "header", "text": plain(self.title, LONGEST_TITLE)}] if self.title else []
        return [*head, *sections(self.lines), *actions(self.elements)]


def home(parts: Sequence[Part]) -> Block:
    """The view, within Slack's hundred blocks; what does not fit is said to be left out."""
    blocks: list[Block] = []
    for part in parts:
        drawn = [*([DIVIDER] if blocks and part.title else []), *part.blocks()]
        if len(blocks) + len(drawn) >= limits.VIEW_BLOCKS:
            blocks += sections([CUT])
            break
        blocks += drawn
    return {"type": "home", "blocks": blocks}
