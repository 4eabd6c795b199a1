"""A modal with inputs, and what comes back from it as typed values (docs.slack.dev, views)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.slack import limits
from bot.slack.blocks import Block, external_select, plain, sections
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


Field = MomentField | SearchField


@dataclass(frozen=True)
class Form:
    """A modal; its submission goes to the view handler of the same `name`."""

    name: str
    title: str
    submit: str
    lines: Sequence[Mrkdwn] = ()
    fields: Sequence[Field] = ()

    def view(self) -> Block:
        """The modal as Slack takes it. Block ids are the fields' names, so that errors find their input."""
        return {
            "type": "modal",
            "callback_id": self.name,
            "title": plain(self.title, limits.VIEW_TITLE),
            "submit": plain(self.submit, limits.VIEW_TITLE),
            "close": plain("Cancel", limits.VIEW_TITLE),
            "blocks": [*sections(self.lines), *(_input(field) for field in self.fields)],
        }


@dataclass(frozen=True)
class Values:
    """What was filled in, by the names of the fields."""

    moments: Mapping[str, datetime]
    picked: Mapping[str, str]

    @classmethod
    def of(cls, state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> "Values":
        """Reads `view.state.values`; inputs left empty are not there."""
        moments: dict[str, datetime] = {}
        picked: dict[str, str] = {}
        for name, elements in state.items():
            for element in elements.values():
                if isinstance(seconds := element.get("selected_date_time"), int):
                    moments[name] = datetime.fromtimestamp(seconds, UTC)
                elif option := element.get("selected_option"):
                    picked[name] = str(option.get("value", ""))
        return cls(moments, picked)


def _input(field: Field) -> Block:
    drawn: Block = {"type": "input", "block_id": field.name, "label": plain(field.label, limits.PLACEHOLDER)}
    if isinstance(field, SearchField):
        return drawn | {"element": external_select("Type to search", field.action)}
    element: Block = {"type": "datetimepicker", "action_id": field.name}
    if field.initial:
        element["initial_date_time"] = int(field.initial.timestamp())
    drawn |= {"element": element, "optional": field.optional}
    return drawn | ({"hint": plain(field.hint, limits.PLACEHOLDER)} if field.hint else {})
