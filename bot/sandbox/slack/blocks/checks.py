"""The small checks that all shapes are made of, and where they note what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.sandbox.slack.wire import Json


@dataclass
class Report:
    """What is wrong with one payload, in Slack's words. `surface` is messages, modals or home."""

    surface: str
    messages: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Spot:
    """A place in the payload, as a JSON pointer."""

    report: Report
    pointer: str

    def at(self, *steps: str | int) -> "Spot":
        return Spot(self.report, "/".join((self.pointer, *map(str, steps))))

    def refuse(self, why: str) -> None:
        self.report.messages.append(f"[ERROR] {why} [json-pointer:{self.pointer or '/'}]")


Check: TypeAlias = Callable[[Any, Spot], None]


def string(most: int | None = None, *, least: int = 1) -> Check:
    """Text of `least` to `most` characters."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, str):
            spot.refuse("must be a string")
        elif len(value) < least:
            spot.refuse(f"must be more than {least - 1} characters")
        elif most is not None and len(value) > most:
            spot.refuse(f"must be less than {most + 1} characters")

    return check


def integer(least: int, most: int | None = None) -> Check:
    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            spot.refuse("must be an integer")
        elif value < least or (most is not None and value > most):
            spot.refuse(f"must be at least {least}" if value < least else f"must be at most {most}")

    return check


def boolean(value: Any, spot: Spot) -> None:
    if not isinstance(value, bool):
        spot.refuse("must be a boolean")


def anything(value: Any, spot: Spot) -> None:
    """What the facts say nothing about."""


def one_of(*allowed: str) -> Check:
    def check(value: Any, spot: Spot) -> None:
        if value not in allowed:
            spot.refuse(f"must be one of {', '.join(allowed)}")

    return check


def items(check_item: Check, most: int | None, *, least: int = 1) -> Check:
    """A list of `least` to `most` things."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, list):
            spot.refuse("must be an array")
            return
        if len(value) < least:
            spot.refuse(f"no fewer than {least} items allowed")
        if most is not None and len(value) > most:
            spot.refuse(f"no more than {most} items allowed")
        for index, item in enumerate(value):
            check_item(item, spot.at(index))

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Check) -> Check:
    """An object with these fields and no others; `type` is always one. `rules` look at the whole, if it is one."""
    known = {"type": anything, **required, **(optional or {})}

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, dict):
            spot.refuse("must be an object")
            return
        before = len(spot.report.messages)
        for name in sorted(required.keys() - value.keys()):
            spot.refuse(f"missing required field: {name}")
        for name, held in value.items():
            if name not in known:
                spot.refuse(f"invalid additional property: {name}")
            elif held is not None or name in required:
                known[name](held, spot.at(name))
        if len(spot.report.messages) == before:
            for rule in rules:
                rule(value, spot)

    return check


def tagged(kinds: Mapping[str, Check], *more: Mapping[str, Check]) -> Check:
    """An object whose `type` says which check it has to pass."""
    known = {name: check for table in (kinds, *more) for name, check in table.items()}

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, dict):
            spot.refuse("must be an object")
        elif not isinstance(value.get("type"), str) or value["type"] not in known:
            spot.refuse(f"unsupported type: {value.get('type')}")
        else:
            known[value["type"]](value, spot)

    return check


def either(*names: str) -> Check:
    """A rule: exactly one of these fields."""

    def rule(value: Json, spot: Spot) -> None:
        given = [name for name in names if value.get(name) is not None]
        if len(given) != 1:
            spot.refuse(f"must have exactly one of {', '.join(names)}")

    return rule


def some_of(*names: str) -> Check:
    """A rule: at least one of these fields."""

    def rule(value: Json, spot: Spot) -> None:
        if all(value.get(name) is None for name in names):
            spot.refuse(f"must have at least one of {', '.join(names)}")

    return rule


def only_on(*surfaces: str) -> Check:
    """A rule: on these surfaces alone."""

    def rule(value: Json, spot: Spot) -> None:
        if spot.report.surface not in surfaces:
            spot.refuse(f"{value['type']} is not supported on {spot.report.surface}")

    return rule
