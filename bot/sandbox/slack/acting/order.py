"""What `/sandbox/act` is asked to do."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

_DEEDS = ("say", "click", "choose", "submit", "open", "shortcut")


class ActOrder(BaseModel):
    """One deed of one person. Without a channel it is done in their conversation with the bot.

    `thread_ts` puts what is said into a thread, and clicks there; `shortcut` is a global one's name.
    """

    model_config = ConfigDict(extra="forbid")

    person: str
    channel: str | None = None
    thread_ts: str | None = None
    say: str | None = None
    click: str | None = None
    choose: dict[str, Any] | None = None
    submit: dict[str, Any] | None = None
    open: Literal["home"] | None = None
    shortcut: str | None = None

    @model_validator(mode="after")
    def _one(self) -> "ActOrder":
        if sum(getattr(self, deed) is not None for deed in _DEEDS) != 1:
            raise ValueError(f"one of {', '.join(_DEEDS)}")
        return self
