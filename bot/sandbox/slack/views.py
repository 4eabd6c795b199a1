"""Modals, stacked at most three high, and each person's Home."""

import secrets
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.sandbox.slack.feed import Feed
from bot.sandbox.slack.state import fresh_state
from bot.sandbox.slack.stir import Stir
from bot.sandbox.slack.wire import APP, BOT, TEAM, Json, Refused

STACK = 3


@dataclass
class View:
    """An open modal, or a Home. `content` is what the bot gave, blocks named; `state` what people entered."""

    id: str
    user: str
    content: Json
    state: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    team_id: str = TEAM

    @property
    def is_home(self) -> bool:
        return bool(self.content["type"] == "home")


def view_object(view: View) -> Json:
    """The view as views.* answer it and as payloads carry it."""
    content = view.content
    return {
        "id": view.id,
        "team_id": view.team_id,
        "type": content["type"],
        "blocks": content["blocks"],
        "private_metadata": content.get("private_metadata", ""),
        "callback_id": content.get("callback_id", ""),
        "state": {"values": view.state},
        "hash": view.hash,
        "title": content.get("title"),
        "submit": content.get("submit"),
        "close": content.get("close"),
        "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "external_id": content.get("external_id", ""),
        "app_id": APP,
        "app_installed_team_id": view.team_id,
        "bot_id": BOT,
    }


@dataclass
class Views:
    """All views. A closed modal is gone: nothing can update it any more."""

    clock: Clock
    feed: Feed
    stir: Stir
    team_id: str = TEAM
    _stacks: dict[str, list[View]] = field(default_factory=dict)
    _homes: dict[str, View] = field(default_factory=dict)

    def stack(self, user: str) -> list[View]:
        return self._stacks.setdefault(user, [])

    def top(self, user: str) -> View | None:
        return self.stack(user)[-1] if self.stack(user) else None

    def home(self, user: str) -> View | None:
        return self._homes.get(user)

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> View | None:
        for view in (*(view for stack in self._stacks.values() for view in stack), *self._homes.values()):
            if view.id == view_id or (external_id and view.content.get("external_id") == external_id):
                return view
        return None

    def open(self, user: str, content: Json) -> View:
        """Opens a new stack; one that was open before gives way."""
        self._refuse_taken_id(content)
        self._stacks[user] = [view := self._made(user, content)]
        self._tell(user)
        return view

    def push(self, user: str, content: Json) -> View:
        stack = self.stack(user)
        if len(stack) >= STACK:
            raise Refused("push_limit_reached")
        self._refuse_taken_id(content)
        stack.append(view := self._made(user, content, below=stack[-1] if stack else None))
        self._tell(user)
        return view

    def update(self, view: View, content: Json) -> None:
        """Other content in the same window; what was entered stays where block_id and action_id do."""
        self._refuse_taken_id(content, unless=view)
        view.content = content
        view.state = fresh_state(content["blocks"], view.state)
        view.hash = self._hash()
        self._tell(view.user, home=view.is_home)

    def publish(self, user: str, content: Json) -> View:
        home = self.home(user)
        if home is not None:
            self.update(home, content)
            return home
        self._refuse_taken_id(content)
        self._homes[user] = view = self._made(user, content)
        self._tell(user, home=True)
        return view

    def close(self, view: View, *, all_views: bool = False) -> None:
        """Closes this view and what stands on it, or the whole stack; the view below comes back."""
        stack = self.stack(view.user)
        del stack[0 if all_views else stack.index(view) :]
        self._tell(view.user)

    def _made(self, user: str, content: Json, *, below: View | None = None) -> View:
        view_id = "V0" + secrets.token_hex(5).upper()
        return View(
            id=view_id,
            user=user,
            content=content,
            state=fresh_state(content["blocks"]),
            hash=self._hash(),
            root_id=below.root_id if below else view_id,
            previous_id=below.id if below else None,
            team_id=self.team_id,
        )

    def _hash(self) -> str:
        return f"{int(self.clock.now().timestamp())}.{secrets.token_hex(4)}"

    def _refuse_taken_id(self, content: Json, *, unless: View | None = None) -> None:
        other = self.find(external_id=content.get("external_id"))
        if other is not None and other is not unless:
            raise Refused("duplicate_external_id")

    def _tell(self, user: str, *, home: bool = False) -> None:
        self.stir.called([user])
        shown = self.home(user) if home else self.top(user)
        self.feed.tell(user, {"type": "home" if home else "view", "view": view_object(shown) if shown else None})
