"""What a person can do on the page: each deed is what the browser sends, and one call to their window."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.sandbox.slack import Window

Json = dict[str, Any]


class Deed(BaseModel):
    """One thing that somebody did. `do` answers what the page then needs to know."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    async def do(self, window: Window) -> Json:
        raise NotImplementedError


class Say(Deed):
    channel: str
    text: str
    thread_ts: str | None = None

    async def do(self, window: Window) -> Json:
        await window.say(self.channel, self.text, self.thread_ts)
        return {}


class Act(Deed):
    """A click or a choice in a message or a view."""

    where: Json
    block_id: str
    action_id: str
    value: Json
    state: Json

    async def do(self, window: Window) -> Json:
        await window.act(self.where, self.block_id, self.action_id, self.value, self.state)
        return {}


class Options(Deed):
    """Characters typed into a select whose options the bot knows."""

    where: Json
    block_id: str
    action_id: str
    typed: str

    async def do(self, window: Window) -> Json:
        return await window.options(self.where, self.block_id, self.action_id, self.typed)


class Submit(Deed):
    view: str
    state: Json

    async def do(self, window: Window) -> Json:
        return await window.submit(self.view, self.state)


class Close(Deed):
    view: str
    all_views: bool = False

    async def do(self, window: Window) -> Json:
        await window.close(self.view, all_views=self.all_views)
        return {}


class RunShortcut(Deed):
    """A global shortcut, or one on the message {"channel", "ts"}."""

    callback_id: str
    channel: str | None = None
    ts: str | None = None

    async def do(self, window: Window) -> Json:
        if self.channel is not None and self.ts is not None:
            await window.message_shortcut(self.callback_id, self.channel, self.ts)
        else:
            await window.shortcut(self.callback_id)
        return {}


class OpenHome(Deed):
    async def do(self, window: Window) -> Json:
        await window.open_home()
        return {}


DEEDS: dict[str, type[Deed]] = {
    "say": Say,
    "act": Act,
    "options": Options,
    "submit": Submit,
    "close": Close,
    "shortcut": RunShortcut,
    "home": OpenHome,
}
