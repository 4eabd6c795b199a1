"""One person's Slack: what it shows, and everything that can be done in it."""

from bot.sandbox.slack import interactions, submissions
from bot.sandbox.slack.commands import run_command
from bot.sandbox.slack.events import tell_home_opened, tell_message
from bot.sandbox.slack.feed import Reading
from bot.sandbox.slack.manifest import Shortcut
from bot.sandbox.slack.members import Member
from bot.sandbox.slack.messages import Draft
from bot.sandbox.slack.typed import Typist
from bot.sandbox.slack.views import View, view_object
from bot.sandbox.slack.wire import Impossible, Json
from bot.sandbox.slack.workspace import Workspace


class Window:
    """The page and `/sandbox/act` drive nothing else. What a person cannot do raises `Impossible`."""

    def __init__(self, workspace: Workspace, user_id: str) -> None:
        self._ws = workspace
        self._user_id = workspace.member(user_id).id

    @property
    def me(self) -> Member:
        return self._ws.member(self._user_id)

    def snapshot(self) -> Json:
        """Who and what this person sees: people, their channels, commands, shortcuts, the open view, the Home."""
        view, home = self._ws.views.top(self._user_id), self._ws.views.home(self._user_id)
        return {
            "me": self._user_id,
            "people": [
                {"id": m.id, "name": m.name, "real_name": m.real_name, "bot": m.is_bot, "deleted": m.deleted}
                for m in self._ws.members.values()
            ],
            "channels": [
                {
                    "id": c.id,
                    "name": c.name,
                    "kind": c.kind,
                    "is_ext_shared": c.is_ext_shared,
                    **({"user": c.user} if c.user else {}),
                }
                for c in self._ws.channels.values()
                if self._user_id in c.members
            ],
            "commands": [
                {"command": c.name, "description": c.description, "usage_hint": c.usage_hint}
                for c in self._ws.manifest.commands
            ],
            "shortcuts": [
                {"name": s.name, "callback_id": s.callback_id, "type": s.type, "description": s.description}
                for s in self._ws.manifest.shortcuts
                if self._is_offered(s)
            ],
            "view": view_object(view) if view else None,
            "home": view_object(home) if home else None,
        }

    def history(self, channel: str, thread_ts: str | None = None) -> list[Json]:
        """The channel's messages, oldest first, ephemeral ones only of this person; or one thread with its parent."""
        self._ws.channel_of(self.me, channel)
        return self._ws.conversations.history(channel, self._user_id, thread_ts)

    async def say(self, channel: str, text: str, thread_ts: str | None = None) -> None:
        """A message, or a slash command when it starts with "/"; a command returns with the bot's acknowledgement."""
        where = self._ws.channel_of(self.me, channel)
        if text.startswith("/"):
            await run_command(self._ws, self.me, where, text, in_thread=thread_ts is not None)
            return
        if where.kind == "im" and not self._ws.manifest.messages_tab_writable:
            raise Impossible("sending messages to this app has been turned off")
        typist = Typist(self._ws.members.values(), self._ws.channels.values())
        draft = Draft(self._user_id, typist.escaped(text, labels=False), [], thread_ts=thread_ts)
        tell_message(self._ws, where, self._ws.conversations.add(channel, draft))

    async def act(self, where: Json, block_id: str, action_id: str, value: Json, state: Json | None = None) -> None:
        """Clicks or chooses in the message {"channel", "ts"} or the view {"view": id}.

        `value` is what the element then holds, as in payloads: {} for a button, {"selected_option": …}; `state` is what
        stands in the other inputs ({block_id: {action_id: {…}}}). Returns with the bot's acknowledgement.
        """
        at = interactions.place(self._ws, self.me, where)
        found = interactions.placed(at, block_id, action_id)
        interactions.enter(self._ws, self.me, at, state or {})
        await interactions.act(self._ws, self.me, at, interactions.Deed(found, value))

    async def options(self, where: Json, block_id: str, action_id: str, typed: str) -> Json:
        """What an external select offers for the typed characters: {"options"} or {"option_groups"}."""
        found = interactions.placed(interactions.place(self._ws, self.me, where), block_id, action_id)
        return await interactions.load_options(self._ws, self.me, where, found, typed)

    async def submit(self, view_id: str, state: Json) -> Json:
        """Submits the modal: {"errors": {block_id: text}} keeps it open, {} means that it was taken."""
        return await submissions.submit(self._ws, self.me, self._view(view_id), state)

    async def close(self, view_id: str, *, all_views: bool = False) -> None:
        await submissions.close(self._ws, self.me, self._view(view_id), all_views=all_views)

    async def shortcut(self, callback_id: str) -> None:
        """Runs a global shortcut."""
        found = self._ws.manifest.shortcut(callback_id, "global")
        if found is None or not self._is_offered(found):
            raise Impossible(f"no shortcut {callback_id} is offered")
        await interactions.global_shortcut(self._ws, self.me, found)

    async def message_shortcut(self, callback_id: str, channel: str, ts: str) -> None:
        found = self._ws.manifest.shortcut(callback_id, "message")
        at = interactions.place(self._ws, self.me, {"channel": channel, "ts": ts})
        if found is None or isinstance(at, View):
            raise Impossible(f"no shortcut {callback_id} is offered")
        await interactions.message_shortcut(self._ws, self.me, found, at)

    async def open_home(self) -> None:
        """Opens the app's Home; the bot hears of it and may publish a fresh one."""
        tell_home_opened(self._ws, self.me)

    def events(self) -> Reading:
        """What is new from this call on, as an endless async iterator.

        {"type": "message" | "message_changed", "channel", "message"}, {"type": "message_deleted", "channel", "ts",
        "thread_ts"}, {"type": "view" | "home", "view"} (None: closed) and {"type": "notice", "channel", "text", "ts"}.
        """
        return self._ws.feed.read(self._user_id)

    def _view(self, view_id: str) -> View:
        view = self._ws.views.find(view_id=view_id)
        if view is None or view.user != self._user_id or view.is_home:
            raise Impossible("that window is closed")
        return view

    def _is_offered(self, shortcut: Shortcut) -> bool:
        """Guests do not see global shortcuts; people of other organisations see none."""
        me = self.me
        return me.team_id == self._ws.team.id and (shortcut.type == "message" or not me.is_restricted)
