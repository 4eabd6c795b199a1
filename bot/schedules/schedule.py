"""What is to be said when, for whom, and where it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from zoneinfo import ZoneInfo

from bot.identity.slack_people import SlackId
from bot.schedules.contents import Content
from bot.schedules.rules import Rule


class ScheduleState(StrEnum):
    """`PAUSED` may end by itself (`paused_until`); `OFF` is for good."""

    ACTIVE = auto()
    PAUSED = auto()
    OFF = auto()


class Paused(StrEnum):
    """Why a schedule stands still. All but `ASKED` end when its person has linked again."""

    ASKED = auto()
    ASLEEP = auto()
    UNLINKED = auto()


@dataclass(frozen=True)
class Schedule:
    """One row as it was read. `zone` None: its person's own, which moves with them.

    `next_at` is when it is due, or looked at, next; None while it is paused without an end, and when it is over. Up to
    `done_at` all was dealt with.
    """

    id: str
    slack: SlackId
    link_id: str
    channel: str | None
    zone: ZoneInfo | None
    zone_now: ZoneInfo  #: by which `next_at` was found
    rule: Rule
    content: Content
    state: ScheduleState
    paused_until: datetime | None
    paused_why: Paused | None
    next_at: datetime | None
    done_at: datetime
    made_at: datetime

    @property
    def kind(self) -> str:
        """What handler carries it out."""
        return self.content.kind

    @property
    def is_over(self) -> bool:
        """Whether nothing is to come of it any more."""
        return self.state is ScheduleState.OFF or (self.state is ScheduleState.ACTIVE and self.next_at is None)


@dataclass(frozen=True)
class Firing:
    """One time that a schedule came due."""

    schedule: Schedule
    fire_at: datetime

    @property
    def id(self) -> str:
        """The same for ever, so that it can be the key of what is posted."""
        return f"{self.schedule.id}-{self.fire_at:%Y%m%dT%H%M%S}"
