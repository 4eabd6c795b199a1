"""Reminders in forms, a short one for each kind of rule, new or changed."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import FieldError, Unclear, Why
from bot.grammar.heard import heard
from bot.grammar.schedules import DaysSaid, days_said, plain, times_said
from bot.schedules.rules import (
    ALL_DAY,
    BeforeReturn,
    Calendar,
    OffQueue,
    Once,
    Rule,
    month_days_named,
    times_named,
    why_not,
)
from bot.schedules.schedule import Schedule, ScheduleState
from bot.slack.blocks import Option
from bot.slack.form import ChecksField, ChoiceField, Field, Form, MomentField, TextField, TimeField, Values
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.reminder_cards import content_of, own
from handlers.reminder_hours_form import WEEKDAY_BOXES, days_ticked
from handlers.reminder_keeping import LONGEST, add, change, readable

router = Router()

TITLES = {
    "calendar": "Reminder at set times",
    "once": "Reminder, once",
    "off_queue": "When off queue too long",
    "before_return": "Before you are back",
}
WORKWEEK = (0, 1, 2, 3, 4)
MOST_TIMES = 96  #: a rule holds no more; they would be too often anyway
MINUTES = (5, 10, 15, 20, 30, 45, 60, 90)
DAYS_AHEAD = (0, 1, 2, 3, 5, 7)


@router.action("reminders.form", opens=True)
async def new(turn: Turn) -> Form:
    kind = turn.picked[0] if turn.picked and turn.picked[0] in TITLES else "calendar"
    text = "" if kind == "once" else "go on queue" if kind == "calendar" else _usual(kind)
    return _form(turn, _starting(kind, turn.now), text, about=kind)


@router.action("reminders.edit", opens=True)
async def edit(turn: Turn) -> Form | Reply:
    schedule = await _known(turn, turn.picked[0] if turn.picked else "")
    rule = schedule.rule
    if isinstance(rule, Once) and rule.at <= turn.now:  # it has come already: the same words once more
        rule = _starting("once", turn.now)
    return _form(turn, rule, content_of(schedule).text, about=f"{rule.kind} {schedule.id}")


def check(values: Values, now: datetime) -> None:
    """What is wrong stands under its input."""
    if len(heard(values.texts.get("text", ""))) > LONGEST:
        raise FieldError("text", Why.TOO_LONG, str(LONGEST))
    kind = values.about.partition(" ")[0]
    if kind in {"once", "calendar"} and not heard(values.texts.get("text", "")):
        raise FieldError("text", Why.MISSING)
    rule = _rule(values)
    why = why_not(rule, now=now)
    if why is not None:
        raise _wrong(rule, why)


@router.view("reminders.set", check=check)
async def submitted(turn: Turn) -> Reply:
    _, _, said = turn.values.about.partition(" ")
    rule, text = _rule(turn.values), await readable(turn, heard(turn.values.texts.get("text", "")))
    if not said:
        return await add(turn, rule, text)
    schedule = await _known(turn, said)
    if schedule.is_over:
        return await add(turn, rule, text)
    return await change(turn, schedule, rule=rule, words=text)


async def _known(turn: Turn, said: str) -> Schedule:
    """One's own; one that came already too, since its message still offers to edit it."""
    schedule = await own(turn, said)
    if schedule is None or schedule.state is ScheduleState.OFF:
        raise Unclear(Why.NO_REMINDER, said)
    return schedule


def _starting(kind: str, now: datetime) -> Rule:
    match kind:
        case "once":
            return Once(at=now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
        case "off_queue":
            return OffQueue(minutes=15, starts=time(9), ends=time(17), weekdays=WORKWEEK)
        case "before_return":
            return BeforeReturn()
        case _:
            return Calendar(weekdays=WORKWEEK, times=(time(9),))


def _usual(kind: str) -> str:
    return "go back on queue" if kind == "off_queue" else ""


def _form(turn: Turn, rule: Rule, text: str, *, about: str) -> Form:
    line = mrkdwn("By the clock of {}, which moves with you.", turn.zone.key)
    looks = isinstance(rule, OffQueue | BeforeReturn)
    what = TextField("text", "Remind me to", text, optional=looks, longest=LONGEST)
    return Form("reminders.set", TITLES[rule.kind], "Save", [line], [what, *_fields(rule, turn.zone)], about=about)


def _fields(rule: Rule, zone: ZoneInfo) -> list[Field]:
    match rule:
        case Once(at=at):
            return [MomentField("at", "On", at.astimezone(zone))]
        case Calendar():
            return _calendar_fields(rule)
        case OffQueue(minutes=minutes, starts=starts, ends=ends):
            longer = [Option(f"{one} minutes", str(one)) for one in sorted({*MINUTES, minutes})]
            return [
                ChoiceField("minutes", "When I am off queue longer than", longer, str(minutes)),
                TimeField("starts", "Only from", None if starts == ends else starts, optional=True),
                TimeField("ends", "… until", None if starts == ends else ends, optional=True, hint="Empty: all day."),
                ChecksField("weekdays", "On", WEEKDAY_BOXES, _ticks(rule.weekdays), optional=True),
            ]
        case BeforeReturn(days=days, at=shown):
            ahead = [Option(_ahead(one), str(one)) for one in sorted({*DAYS_AHEAD, days})]
            return [
                ChoiceField("days", "When", ahead, str(days)),
                TimeField("time", "At", shown),
            ]


def _calendar_fields(rule: Calendar) -> list[Field]:
    month_days = month_days_named(rule) if rule.month_days else ""
    return [
        TimeField("time", "At", rule.times[0]),
        TextField(
            "more",
            "… and at",
            times_named(rule.times[1:]) if rule.times[1:] else "",
            optional=True,
            hint="More times: 12:30 and 17:00.",
        ),
        ChecksField("weekdays", "On", WEEKDAY_BOXES, () if month_days else _ticks(rule.weekdays), optional=True),
        TextField(
            "month_days",
            "Or on days of the month",
            month_days,
            optional=True,
            hint="Instead of days of the week: 1, 15 and last.",
        ),
    ]


def _ticks(weekdays: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(map(str, weekdays or range(7)))


def _ahead(days: int) -> str:
    """As it reads behind "When"."""
    named = {0: "The day my out-of-office ends", 1: "The day before it ends"}
    return named.get(days, f"{days} days before it ends")


def _rule(values: Values) -> Rule:
    """Raises `FieldError`."""
    match values.about.partition(" ")[0]:
        case "once":
            if "at" not in values.moments:
                raise FieldError("at", Why.MISSING)
            return Once(at=values.moments["at"])
        case "off_queue":
            return _off_queue(values)
        case "before_return":
            return BeforeReturn(days=_number(values, "days", most=30), at=values.times.get("time", time(9)))
        case _:
            return _calendar(values)


def _calendar(values: Values) -> Calendar:
    first, more = values.times.get("time"), values.texts.get("more", "")
    if first is None:
        raise FieldError("time", Why.MISSING)
    others = times_said(plain(more)) if more else ()
    if others is None:
        raise FieldError("more", Why.NOT_A_TIME, more)
    if "month_days" in values.texts:
        days = _month_days(values.texts["month_days"])
    elif values.ticked.get("weekdays"):
        days = DaysSaid(days_ticked(values))
    else:
        raise FieldError("weekdays", Why.MISSING)
    times = (first, *others)
    if len(times) > MOST_TIMES:
        raise FieldError("more", Why.TOO_OFTEN, more)
    return Calendar(weekdays=days.weekdays, month_days=days.month_days, months=days.months, times=times)


def _month_days(said: str) -> DaysSaid:
    words = plain(said)
    days = days_said(words) or days_said(f"{words} of each month")
    if days is None or not days.month_days:
        raise FieldError("month_days", Why.NOT_DAYS, said)
    return days


def _off_queue(values: Values) -> OffQueue:
    starts, ends = values.times.get("starts"), values.times.get("ends")
    if (starts is None) is not (ends is None):
        raise FieldError("ends" if ends is None else "starts", Why.MISSING)
    minutes = _number(values, "minutes", most=24 * 60)
    return OffQueue(
        minutes=max(1, minutes), starts=starts or ALL_DAY, ends=ends or ALL_DAY, weekdays=days_ticked(values)
    )


def _number(values: Values, name: str, *, most: int) -> int:
    """A choice's value, as far as it can be one."""
    value = values.picked.get(name, "")
    if not value.isascii() or not value.isdigit() or len(value) > len(str(most)):
        raise FieldError(name, Why.MISSING)
    return min(int(value), most)


def _wrong(rule: Rule, why: Why) -> FieldError:
    match rule:
        case Once():
            return FieldError("at", why, "That moment")
        case OffQueue(minutes=minutes):
            return FieldError("minutes", why, f"{minutes} minutes in that window")
        case Calendar() if why is Why.NEVER:
            return FieldError("month_days", why, "That day")
        case _:
            return FieldError("more", why, "That")
