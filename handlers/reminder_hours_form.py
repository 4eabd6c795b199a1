"""The form of quiet hours, working hours and days off."""

from datetime import time

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import FieldError, Why
from bot.grammar.spoken import DAYS
from bot.schedules.hours import DaysOff, Hours, Window, Working
from bot.slack.blocks import Option
from bot.slack.form import ChecksField, DateField, Field, Form, TimeField, Values
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.reminder_hours import keep, spoken_days, with_days_off

router = Router()

BOXES = 10  #: as many as Slack draws in one field
WEEKDAY_BOXES = tuple(Option(name, str(number)) for number, name in enumerate(DAYS))


@router.action("reminders.hours", opens=True)
async def form(turn: Turn) -> Form:
    hours = await turn.desk.hours.of(turn.slack)
    lines = [mrkdwn("These hold for all your reminders, by the clock of {}.", turn.zone.key)]
    offered = " ".join(str(off.first) for off in hours.days_off[:BOXES])
    return Form("reminders.hours", "Hours and days off", "Save", lines, _fields(hours), about=offered)


def check(values: Values, now: object) -> None:  # noqa: ARG001 - the signature of every check
    """A window has two ends, and days off come in their order."""
    _window(values, "quiet")
    _window(values, "work")
    _new_days_off(values)


@router.view("reminders.hours", check=check)
async def submitted(turn: Turn) -> Reply:
    values, before = turn.values, await turn.desk.hours.of(turn.slack)
    quiet, work, added = _window(values, "quiet"), _window(values, "work"), _new_days_off(values)
    weekdays = days_ticked(values)
    hours = Hours(
        quiet=Window(starts=quiet[0], ends=quiet[1]) if quiet else None,
        working=Working(starts=work[0], ends=work[1], weekdays=weekdays) if work else None,
        days_off=staying(before, values),
    )
    return await keep(turn, with_days_off(hours, added) if added else hours)


def staying(before: Hours, values: Values) -> tuple[DaysOff, ...]:
    """Days off but those whose box was shown and is not ticked any more."""
    gone = set(values.about.split()) - set(values.ticked.get("kept", ()))
    return tuple(off for off in before.days_off if str(off.first) not in gone)


def days_ticked(values: Values) -> tuple[int, ...]:
    """Days of the week in a form; all of them, and none, are every day."""
    days = tuple(number for number in range(len(DAYS)) if str(number) in values.ticked.get("weekdays", ()))
    return days if len(days) < len(DAYS) else ()


def _fields(hours: Hours) -> list[Field]:
    quiet, work = hours.quiet, hours.working
    weekdays = (work.weekdays if work else range(5)) or range(7)
    kept = [Option(spoken_days(off), str(off.first)) for off in hours.days_off[:BOXES]]
    fields: list[Field] = [
        TimeField("quiet_starts", "Quiet hours from", quiet.starts if quiet else None, optional=True),
        TimeField(
            "quiet_ends",
            "Quiet hours until",
            quiet.ends if quiet else None,
            optional=True,
            hint="Empty: no quiet hours.",
        ),
        TimeField("work_starts", "Working hours from", work.starts if work else None, optional=True),
        TimeField(
            "work_ends", "Working hours until", work.ends if work else None, optional=True, hint="Empty: any hours."
        ),
        ChecksField("weekdays", "Working days", WEEKDAY_BOXES, tuple(map(str, weekdays)), optional=True),
        DateField("off_first", "A new day off", optional=True),
        DateField("off_last", "… up to and including", optional=True, hint="Empty: that day alone."),
    ]
    if kept:
        values = tuple(option.value for option in kept)
        fields.append(ChecksField("kept", "Days off that stay", kept, values, optional=True))
    return fields


def _window(values: Values, name: str) -> tuple[time, time] | None:
    starts, ends = values.times.get(f"{name}_starts"), values.times.get(f"{name}_ends")
    if starts is None and ends is None:
        return None
    if starts is None or ends is None:
        raise FieldError(f"{name}_{'ends' if ends is None else 'starts'}", Why.MISSING)
    if starts == ends:
        raise FieldError(f"{name}_ends", Why.NEVER, f"{starts:%H:%M}–{ends:%H:%M}")
    return starts, ends


def _new_days_off(values: Values) -> DaysOff | None:
    first, last = values.dates.get("off_first"), values.dates.get("off_last")
    if first is None and last is None:
        return None
    if first is None:
        raise FieldError("off_first", Why.MISSING)
    if last is not None and last < first:
        raise FieldError("off_last", Why.ENDS_BEFORE_START)
    return DaysOff(first=first, last=last or first)
