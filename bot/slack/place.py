"""Where something is said."""

from dataclasses import dataclass, field


class Unsent(Exception):
    """No way was open for an answer, not even a direct message."""


@dataclass(frozen=True)
class Place:
    """Where an answer goes: a `response_url`, an open modal, a DM, or privately into a channel.

    `team` is the workspace, or the enterprise, whose installation speaks there. `ts` is the message that the next
    answer replaces; `replaces` says so for a `response_url`, which knows its own. `message` is the message that was
    clicked in; where all of a channel read it, it `stays` as it is, and the answer is shown to the person alone.
    """

    user: str
    team: str = field(kw_only=True)
    channel: str = ""
    thread_ts: str | None = None
    response_url: str | None = None
    view_id: str | None = None
    ts: str | None = None
    replaces: bool = False
    stays: bool = False
    message: str | None = None
    opener: "Place | None" = None  #: of a modal: where the button is that opened it

    @property
    def is_dm(self) -> bool:
        return self.channel.startswith("D") or not self.channel

    @property
    def is_nowhere(self) -> bool:
        """Nothing can stand where it was asked, as in App Home or in the menu of shortcuts: it takes a window."""
        return not (self.channel or self.response_url or self.view_id)

    @property
    def card(self) -> str | None:
        """What answers here replace: they go there one after the other."""
        return self.message or self.response_url or self.view_id or self.ts
