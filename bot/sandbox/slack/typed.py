"""What becomes of a line that somebody typed: mentions, channels, links and entities (facts 1.4)."""

import re
from collections.abc import Iterable
from typing import TypeVar

from bot.sandbox.slack.channels import Channel
from bot.sandbox.slack.members import Member

_PARTS = re.compile(
    r"(?P<done><[@#][A-Z][A-Z0-9]+(?:\|[^<>]*)?>)"
    r"|(?P<url>https?://[^\s<>]+)"
    r"|(?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<at>(?<!\w)@(?=\w))"
    r"|(?P<hash>(?<!\w)#(?=\w))"
    r"|(?P<plain>[&<>])"
)
T = TypeVar("T")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


class Typist:
    """Turns typed lines into what Slack sends. Names are known as they are at that moment."""

    def __init__(self, members: Iterable[Member], channels: Iterable[Channel]) -> None:
        self._people = _by_length((name, m) for m in members if not m.deleted for name in (m.name, m.real_name))
        self._channels = _by_length((c.name, c) for c in channels if c.name)
        self._handles = {member.id: member.name for member in members}

    def escaped(self, line: str, *, labels: bool) -> str:
        """As messages carry it, and commands with `should_escape`; `labels` adds names behind ids."""
        return self._walk(line, labels=labels)

    def plain(self, line: str) -> str:
        """As commands without `should_escape` carry it: what completion made a mention is a name again."""
        return re.sub(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>", lambda found: "@" + self._handles.get(found[1], found[1]), line)

    def _walk(self, line: str, *, labels: bool) -> str:
        out, at = [], 0
        while found := _PARTS.search(line, at):
            out.append(line[at : found.start()])
            piece, at = self._piece(found, line, labels=labels)
            out.append(piece)
        return "".join(out) + line[at:]

    def _piece(self, found: re.Match[str], line: str, *, labels: bool) -> tuple[str, int]:
        """What stands for this find, and where to go on."""
        text = found[0]
        match found.lastgroup:
            case "url":
                return f"<{text.replace('&', '&amp;')}>", found.end()
            case "mail":
                return f"<mailto:{text}|{text}>", found.end()
            case "at":
                return self._mention(line, found.end(), labels=labels)
            case "hash":
                return self._channel(line, found.end())
        return _ENTITIES.get(text, text), found.end()

    def _mention(self, line: str, at: int, *, labels: bool) -> tuple[str, int]:
        for name, member in self._people:
            if _stands_at(line, at, name):
                return f"<@{member.id}|{member.name}>" if labels else f"<@{member.id}>", at + len(name)
        return "@", at

    def _channel(self, line: str, at: int) -> tuple[str, int]:
        for name, channel in self._channels:
            if _stands_at(line, at, name):
                label = name if channel.kind == "channel" else ""
                return f"<#{channel.id}|{label}>", at + len(name)
        return "#", at


def _by_length(named: Iterable[tuple[str, T]]) -> list[tuple[str, T]]:
    return sorted(named, key=lambda pair: -len(pair[0]))


def _stands_at(line: str, at: int, name: str) -> bool:
    end = at + len(name)
    following = line[end : end + 1]
    return line[at:end].casefold() == name.casefold() and not (following.isalnum() or following == "_")
