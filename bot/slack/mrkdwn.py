"""Text that Slack formats. Only `mrkdwn` makes it, and whatever it is given is escaped first."""

import re
from dataclasses import dataclass

LONGEST_VALUE = 120
NAMELESS = "(no name)"
# Marks that turn the direction of everything behind them, and characters of no width.
DIRECTION = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# White space and control characters, as Unicode counts them.
BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class Mrkdwn:
    """Escaped text in Slack's mrkdwn; made by `mrkdwn` alone, so that an f-string cannot stand for it."""

    text: str


#: No text at all, for a part that is left out: a value, and only that, is never empty and never begins with a space.
NOTHING = Mrkdwn("")


def mrkdwn(template: str, *values: "object | Mrkdwn") -> Mrkdwn:
    """Fills each `{}` of a template that the code wrote with a value, escaped unless it is `Mrkdwn` already."""
    return Mrkdwn(template.format(*(_safe(value) for value in values)))


def shown(text: str, longest: int = LONGEST_VALUE) -> str:
    """Foreign text on one line: no control or direction marks, not longer than `longest`, never empty. Not escaped."""
    ordinary = text.isascii() and text.isprintable() and "  " not in text  # most are, and that is quickly seen
    plain = (text if ordinary else BLANK.sub(" ", DIRECTION.sub("", text))).strip()
    return (plain if len(plain) <= longest else f"{plain[: longest - 1].rstrip()}…") or NAMELESS


def joined(separator: str, parts: "list[Mrkdwn]") -> Mrkdwn:
    """Several texts as one."""
    return Mrkdwn(separator.join(part.text for part in parts))


def _safe(value: object) -> str:
    if isinstance(value, Mrkdwn):
        return value.text
    return shown(str(value)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
