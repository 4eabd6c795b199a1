"""Names → handlers. A handler file makes one router; `handlers/__init__.py` joins them by name."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from bot.dispatch.due import Job
from bot.dispatch.happening import Happening
from bot.dispatch.turn import Help, Turn
from bot.grammar.verbs import VerbWords
from bot.slack.blocks import Option
from bot.slack.form import Form, Values
from bot.slack.reply import Reply

Handler = Callable[[Turn], Awaitable[Reply | Form]]
Hears = Callable[[Happening], Awaitable[None]]
OptionLoad = Callable[[Turn, str], Awaitable[list[Option]]]
Check = Callable[[Values, datetime], None]
H = TypeVar("H", bound=Callable[..., object])


@dataclass(frozen=True)
class Verb:
    """A word people type. `usage` begins with it; `examples` are whole lines behind the command.

    `for_others`: it looks at `turn.about` alone, so it stands behind `for @x` as well. `owner_only` is the reason where
    nobody can do it for somebody else. `can_be_asked`: it proposes a change, so a decision on it can be asked for.
    """

    usage: str
    does: str
    handler: Handler
    aliases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    everyday: bool = False  #: offered as a command of its own: /gc-on
    needs_link: bool = True
    for_others: bool = False
    owner_only: str = ""
    can_be_asked: bool = False

    @property
    def word(self) -> str:
        return self.usage.split(" ", 1)[0]

    @property
    def words(self) -> VerbWords:
        return VerbWords(self.word, self.aliases)

    @property
    def help(self) -> Help:
        """What the help tells of it."""
        return Help(self.usage, self.does, self.aliases, self.examples, self.for_others, self.can_be_asked)


@dataclass(frozen=True)
class Shortcut:
    """A global shortcut; `name` is what Slack's menu shows."""

    name: str
    description: str
    handler: Handler


@dataclass(frozen=True)
class View:
    """A form's submission: `check` runs before the acknowledgement, without I/O, and may raise `FieldError`."""

    handler: Handler
    check: Check


@dataclass(frozen=True)
class Action:
    """A click or a pick. One that `opens` answers with a form, for which a modal is opened first.

    One that is `silent` answers nothing, and needs no link: what it does shows in the App Home where it was pressed.
    """

    handler: Handler
    opens: bool = False
    silent: bool = False


@dataclass
class Router:
    """What one feature answers. A name that is taken already stops the start."""

    verbs: dict[str, Verb] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    loads: dict[str, OptionLoad] = field(default_factory=dict)
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    events: dict[str, Hears] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)

    def verb(
        self,
        usage: str,
        *,
        does: str,
        aliases: Sequence[str] = (),
        examples: Sequence[str] = (),
        everyday: bool = False,
        needs_link: bool = True,
        for_others: bool = False,
        owner_only: str = "",
        can_be_asked: bool = False,
    ) -> Callable[[H], H]:
        def add(handler: H) -> H:
            verb = Verb(
                usage,
                does,
                handler,  # type: ignore[arg-type] # H keeps the decorated function's own type
                aliases=tuple(aliases),
                examples=tuple(examples),
                everyday=everyday,
                needs_link=needs_link,
                for_others=for_others,
                owner_only=owner_only,
                can_be_asked=can_be_asked,
            )
            _put(self.verbs, verb.word, verb)
            return handler

        return add

    def action(self, name: str, *, opens: bool = False, silent: bool = False) -> Callable[[H], H]:
        def add(handler: H) -> H:
            _put(self.actions, name, Action(handler, opens, silent))  # type: ignore[arg-type] # as above
            return handler

        return add

    def view(self, name: str, *, check: Check) -> Callable[[H], H]:
        def add(handler: H) -> H:
            _put(self.views, name, View(handler, check))  # type: ignore[arg-type] # as above
            return handler

        return add

    def options(self, *actions: str) -> Callable[[H], H]:
        def add(handler: H) -> H:
            for action in actions:
                _put(self.loads, action, handler)  # type: ignore[misc] # as above
            return handler

        return add

    def shortcut(self, callback_id: str, *, name: str, description: str) -> Callable[[H], H]:
        def add(handler: H) -> H:
            _put(self.shortcuts, callback_id, Shortcut(name, description, handler))  # type: ignore[arg-type] # as above
            return handler

        return add

    def event(self, name: str) -> Callable[[H], H]:
        """Something that Slack tells though nobody asked; the manifest subscribes to what is named here."""

        def add(handler: H) -> H:
            _put(self.events, name, handler)  # type: ignore[misc] # as above
            return handler

        return add

    def job(self, kind: str) -> Callable[[H], H]:
        """What the clock sets off: all schedules whose content is of this kind."""

        def add(handler: H) -> H:
            _put(self.jobs, kind, handler)  # type: ignore[misc] # as above
            return handler

        return add

    def include(self, other: "Router") -> None:
        """Joins another feature's names."""
        _join(self.verbs, other.verbs)
        _join(self.actions, other.actions)
        _join(self.views, other.views)
        _join(self.loads, other.loads)
        _join(self.shortcuts, other.shortcuts)
        _join(self.events, other.events)
        _join(self.jobs, other.jobs)


Entry = TypeVar("Entry")


def _put(entries: dict[str, Entry], name: str, entry: Entry) -> None:
    if name in entries:
        raise ValueError(f"{name} is registered twice")
    entries[name] = entry


def _join(mine: dict[str, Entry], theirs: dict[str, Entry]) -> None:
    for name, entry in theirs.items():
        _put(mine, name, entry)
