"""A modal with inputs, and what comes back from it as typed values (docs.slack.dev, views)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from bot.slack import limits
from bot.slack.blocks import Block, Option, external_select, option, plain, sections
from bot.slack.mrkdwn import Mrkdwn


@dataclass(frozen=True)
class MomentField:
    """A date and a time, picked in the person's own zone; Slack sends the instant."""

    name: str
    label: str
    initial: datetime | None = None
    optional: bool = False
    hint: str = ""


@dataclass(frozen=True)
class SearchField:
    """A menu that the bot fills as the person types; `action` names the option load."""

    name: str
    label: str
    action: str
    optional: bool = False
    hint: str = ""


@dataclass(frozen=True)
class TextField:
    """Words. Slack itself refuses more than `longest` characters."""

    name: str
    label: str
    initial: str = ""
    optional: bool = False
    hint: str = ""
    longest: int = limits.INPUT_TEXT


@dataclass(frozen=True)
class ChoiceField:
    """A menu of at most 100 options; `initial` is the value of one of them."""

    name: str
    label: str
    options: Sequence[Option]
    initial: str = ""
    optional: bool = False
    hint: str = ""


@dataclass(frozen=True)
class TimeField:
    """A time of day, without a zone."""

    name: str
    label: str
    initial: time | None = None
    optional: bool = False
    hint: str = ""


@dataclass(frozen=True)
class DateField:
    """A day, without a zone."""

    name: str
    label: str
    initial: date | None = None
    optional: bool = False
    hint: str = ""


@dataclass(frozen=True)
class ChecksField:
    """At most ten boxes to tick; `initial` are the values of those that are ticked already."""

    name: str
    label: str
    options: Sequence[Option]
    initial: Sequence[str] = ()
    optional: bool = False
    hint: str = ""


Field = MomentField | SearchField | TextField | ChoiceField | TimeField | DateField | ChecksField


@dataclass(frozen=True)
class Form:
    """A modal; its submission goes to the view handler of the same `name`, and brings `about` back.

    `about` comes from the person's own client: whoever reads it looks up what it names, as with the value of a button.
    """

    name: str
    title: str
    submit: str
    lines: Sequence[Mrkdwn] = ()
    fields: Sequence[Field] = ()
    about: str = ""

    def view(self) -> Block:
        """The modal as Slack takes it. Block ids are the fields' names, so that errors find their input."""
        drawn: Block = {
            "type": "modal",
            "callback_id": self.name,
            "title": plain(self.title, limits.VIEW_TITLE),
            "submit": plain(self.submit, limits.VIEW_TITLE),
            "close": plain("Cancel", limits.VIEW_TITLE),
            "blocks": [*sections(self.lines), *(_input(field) for field in self.fields)],
        }
        return drawn | ({"private_metadata": self.about} if self.about else {})


@dataclass(frozen=True)
class Values:
    """What was filled in, by the names of the fields; `about` is what the form was about.

    Inputs left empty are not there, save boxes of which none is ticked. A choice stands among `picked`.
    """

    moments: Mapping[str, datetime] = field(default_factory=dict)
    picked: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[str, time] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)
    ticked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    about: str = ""

    @classmethod
    def of(cls, state: Mapping[str, Mapping[str, Mapping[str, Any]]], about: str = "") -> "Values":
        """Reads `view.state.values` and `view.private_metadata`."""
        moments: dict[str, datetime] = {}
        picked: dict[str, str] = {}
        texts: dict[str, str] = {}
        times: dict[str, time] = {}
        dates: dict[str, date] = {}
        ticked: dict[str, tuple[str, ...]] = {}
        for name, element in ((name, element) for name, elements in state.items() for element in elements.values()):
            match element:
                case {"selected_date_time": int(seconds)}:
                    moments[name] = datetime.fromtimestamp(seconds, UTC)
                case {"selected_option": {"value": value}}:
                    picked[name] = str(value)
                case {"selected_options": list(options)}:
                    ticked[name] = tuple(str(one.get("value", "")) for one in options)
                case {"selected_time": str(shown)}:
                    times[name] = time.fromisoformat(shown)
                case {"selected_date": str(shown)}:
                    dates[name] = date.fromisoformat(shown)
                case {"value": str(text)} if text.strip():
                    texts[name] = text
        return cls(moments, picked, texts, times, dates, ticked, about)


def _input(drawn: Field) -> Block:
    block: Block = {"type": "input", "block_id": drawn.name, "label": plain(drawn.label, limits.PLACEHOLDER)}
    block |= {"element": _element(drawn), "optional": drawn.optional}
    return block | ({"hint": plain(drawn.hint, limits.PLACEHOLDER)} if drawn.hint else {})


def _element(drawn: Field) -> Block:
    match drawn:
        case SearchField(action=action):
            return external_select("Type to search", action)
        case MomentField(name=name, initial=at):
            seconds = int(at.timestamp()) if at else None
            return _filled({"type": "datetimepicker", "action_id": name}, initial_date_time=seconds)
        case TextField(name=name, initial=words, longest=longest):
            drawn_text = {"type": "plain_text_input", "action_id": name, "max_length": longest}
            return _filled(drawn_text, initial_value=words[:longest])
        case TimeField(name=name, initial=shown):
            return _filled({"type": "timepicker", "action_id": name}, initial_time=f"{shown:%H:%M}" if shown else None)
        case DateField(name=name, initial=day):
            shown_day = day.isoformat() if day else None
            return _filled({"type": "datepicker", "action_id": name}, initial_date=shown_day)
        case ChoiceField(name=name, options=options, initial=value):
            placeholder = plain("Choose…", limits.PLACEHOLDER)
            menu = {"type": "static_select", "action_id": name, "placeholder": placeholder, "options": _drawn(options)}
            return _filled(menu, initial_option=next(iter(_drawn(options, [value])), None))
        case ChecksField(name=name, options=options, initial=values):
            boxes = {"type": "checkboxes", "action_id": name, "options": _drawn(options)}
            return _filled(boxes, initial_options=_drawn(options, values))


def _filled(element: Block, **initially: object) -> Block:
    """The element with what it holds at first, if that is anything."""
    return element | {name: value for name, value in initially.items() if value}


def _drawn(options: Sequence[Option], values: Sequence[str] | None = None) -> list[Block]:
    """All options, or those of these values."""
    return [option(one) for one in options if values is None or one.value in values]
