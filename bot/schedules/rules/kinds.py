"""The rules as values.

They are stored for years: a field is never renamed or given another meaning, a new one has a default, and anything else
is a new `kind`.
"""

from collections.abc import Callable
from datetime import time
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

#: The day of the month that is its last, whichever that is.
LAST_DAY = -1
#: Start and end of a window that is the whole day.
ALL_DAY = time()


def _in_order(values: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(values)))


def _unless_all(count: int) -> Callable[[tuple[int, ...]], tuple[int, ...]]:
    """In order, and nothing for all of them, so that the same rule is the same value."""

    def named(values: tuple[int, ...]) -> tuple[int, ...]:
        return _in_order(values) if len(set(values)) < count else ()

    return named


def _on_the_minute(at: time) -> time:
    if at.tzinfo or at.second or at.microsecond:
        raise ValueError("a time of day is hours and minutes on the wall")
    return at


Weekdays = Annotated[tuple[Annotated[int, Field(ge=0, le=6)], ...], AfterValidator(_unless_all(7))]  #: 0 is Monday
MonthDays = Annotated[tuple[Annotated[int, Field(ge=LAST_DAY, le=31)], ...], AfterValidator(_in_order)]
Months = Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], AfterValidator(_unless_all(12))]
TimeOfDay = Annotated[time, AfterValidator(_on_the_minute)]
Times = Annotated[
    tuple[TimeOfDay, ...], Field(min_length=1, max_length=96), AfterValidator(lambda times: tuple(sorted(set(times))))
]


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Once(_Rule):
    """At one moment, in UTC."""

    kind: Literal["once"] = "once"
    at: AwareDatetime


class Calendar(_Rule):
    """At these times of day, by the clock on the wall: on weekdays, or on days of the month; neither is every day.

    A day that a month does not have is left out there. `months` narrows down the days of the month.
    """

    kind: Literal["calendar"] = "calendar"
    weekdays: Weekdays = ()
    month_days: MonthDays = ()
    months: Months = ()
    times: Times

    @model_validator(mode="after")
    def _one_kind_of_day(self) -> Self:
        # Cron joins both by "and", people by "or"; so nobody has to guess which of them is meant.
        if self.weekdays and self.month_days:
            raise ValueError("days of the week, or days of the month")
        if self.months and not self.month_days:
            raise ValueError("a month needs its days")
        if 0 in self.month_days:
            raise ValueError("no month has a day 0")
        return self


class OffQueue(_Rule):
    """When its person has been off queue for longer than so many minutes, counted from the start of the window on.

    A window that ends before it starts goes on into the next day, and its weekday is the one on which it starts.
    """

    kind: Literal["off_queue"] = "off_queue"
    minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    starts: TimeOfDay = ALL_DAY
    ends: TimeOfDay = ALL_DAY
    weekdays: Weekdays = ()

    @model_validator(mode="before")
    @classmethod
    def _whole_day(cls, given: Any) -> Any:
        """A window that ends where it starts is the whole day, so that the same rule is the same value."""
        if isinstance(given, dict) and given.get("starts") == given.get("ends"):
            return {name: value for name, value in given.items() if name not in {"starts", "ends"}}
        return given


class BeforeReturn(_Rule):
    """So many days before its person's out-of-office ends."""

    kind: Literal["before_return"] = "before_return"
    days: Annotated[int, Field(ge=0, le=30)] = 1
    at: TimeOfDay = time(9)


Rule = Annotated[Once | Calendar | OffQueue | BeforeReturn, Field(discriminator="kind")]
