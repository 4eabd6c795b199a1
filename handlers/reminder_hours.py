"""When somebody wants no reminders: their quiet hours, working hours and days off, in words or in a form."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import FieldError, Unclear, Why
from bot.grammar.moments import moment
from bot.grammar.schedules import both, days_said, plain, window_said
from bot.grammar.spoken import DAYS, MONTHS
from bot.schedules.hours import MOST_DAYS_OFF, DaysOff, Hours, Window, Working
from bot.schedules.rules import BeforeReturn, Calendar, OffQueue, Once, Rule, described, upcoming, weekdays_named
from bot.slack.blocks import Button, Option
from bot.slack.form import ChecksField, DateField, Field, Form, TimeField, Values
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from handlers.reminder_cards import words_of

router = Router()

BOXES = 10  #: as many as Slack draws in one field
NONE = {"off", "none", "no", "never"}
BETWEEN = re.compile(r"\s+-\s+|(?<=[a-z])-\s*|\s+(?:to|through|thru)\s+")
DAYS_OF_ONE_MONTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)? ?(?:-|to) ?([0-9]{1,2})(?:st|nd|rd|th)? ([a-z]+)")
WEEKDAY_BOXES = tuple(Option(name, str(number)) for number, name in enumerate(DAYS))


async def said(turn: Turn, deed: str, text: str) -> Reply:
    """`remind quiet 20:00–7:00`, `remind hours weekdays 9–17`, `remind days off 24 dec to 1 jan`; `off` ends each."""
    hours = await turn.desk.hours.of(turn.slack)
    words = plain(text)
    if deed in {"day", "days"}:
        words = words.removeprefix("off").strip()
    if not words:
        return _shown(turn, hours, mrkdwn("*Your hours for reminders:*"))
    return await _keep(turn, DEEDS[deed](turn, hours, words))


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
    return await _keep(turn, _with_days_off(hours, added) if added else hours)


def staying(before: Hours, values: Values) -> tuple[DaysOff, ...]:
    """Days off but those whose box was shown and is not ticked any more."""
    gone = set(values.about.split()) - set(values.ticked.get("kept", ()))
    return tuple(off for off in before.days_off if str(off.first) not in gone)


def days_ticked(values: Values) -> tuple[int, ...]:
    """Days of the week in a form; all of them, and none, are every day."""
    days = tuple(number for number in range(len(DAYS)) if str(number) in values.ticked.get("weekdays", ()))
    return days if len(days) < len(DAYS) else ()


def against(hours: Hours, rule: Rule, *, zone: ZoneInfo, now: datetime) -> list[Mrkdwn]:
    """What a person should know of a rule some of whose next times lie outside their hours."""
    if isinstance(rule, OffQueue | BeforeReturn):
        return []
    times = upcoming(rule, zone=zone, after=now)
    lines = []
    if any(hours.is_off(at, zone) for at in times):
        lines.append(mrkdwn("On your days off it is not said."))
    if not isinstance(rule, Once) and not all(hours.works(at, zone) for at in times):
        lines.append(mrkdwn("Outside your working hours it is not said."))
    if any(hours.quiet_until(at, zone) for at in times):
        lines.append(mrkdwn("In your quiet hours it waits for their end."))
    return lines


def _quiet(_: Turn, hours: Hours, words: str) -> Hours:
    if words in NONE:
        return hours.model_copy(update={"quiet": None})
    window = window_said(words)
    if window is None or window[0] == window[1]:
        raise Unclear(Why.NOT_HOURS, words)
    return hours.model_copy(update={"quiet": Window(starts=window[0], ends=window[1])})


def _working(_: Turn, hours: Hours, words: str) -> Hours:
    if words in NONE:
        return hours.model_copy(update={"working": None})
    window = window_said(words)
    found = both(words, window_said, days_said) if window is None else (window, None)
    if found is None or found[0][0] == found[0][1]:
        raise Unclear(Why.NOT_HOURS, words)
    (starts, ends), days = found
    weekdays = days.weekdays if days else ()
    return hours.model_copy(update={"working": Working(starts=starts, ends=ends, weekdays=weekdays)})


def _off(turn: Turn, hours: Hours, words: str) -> Hours:
    if words in NONE:
        return hours.model_copy(update={"days_off": ()})
    found = DAYS_OF_ONE_MONTH.fullmatch(words)
    ends = [f"{found[1]} {found[3]}", f"{found[2]} {found[3]}"] if found else BETWEEN.split(words)
    if len(ends) > 2:  # noqa: PLR2004 - a first and a last day
        raise Unclear(Why.NOT_DAYS, words)
    first = _day(turn, ends[0], after=turn.now)
    last = _day(turn, ends[1], after=_noon(first, turn.zone)) if len(ends) > 1 else first
    return _with_days_off(hours, DaysOff(first=first, last=last))


def _day(turn: Turn, words: str, *, after: datetime) -> date:
    if words == "today":
        return turn.now.astimezone(turn.zone).date()
    try:
        return moment(words, now=turn.now, zone=turn.zone, after=after).at.astimezone(turn.zone).date()
    except Unclear as unclear:
        raise Unclear(Why.NOT_DAYS if unclear.why is Why.NOT_A_TIME else unclear.why, words) from unclear


def _noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(12), zone) - timedelta(days=1)


def _with_days_off(hours: Hours, added: DaysOff) -> Hours:
    others = [off for off in hours.days_off if off.first != added.first]
    days_off = sorted([*others, added], key=lambda off: off.first)[-MOST_DAYS_OFF:]
    return hours.model_copy(update={"days_off": tuple(days_off)})


Deed = Callable[[Turn, Hours, str], Hours]
DEEDS: dict[str, Deed] = {"quiet": _quiet, "hours": _working, "days": _off, "day": _off}


async def _keep(turn: Turn, hours: Hours) -> Reply:
    """What is past is forgotten."""
    today = turn.now.astimezone(turn.zone).date()
    hours = hours.model_copy(update={"days_off": tuple(off for off in hours.days_off if off.last >= today)})
    await turn.desk.hours.keep(turn.slack, hours)
    kept = _shown(turn, hours, mrkdwn("*Kept, for all your reminders:*"))
    return replace(kept, lines=[*kept.lines, *await _silenced(turn, hours)])


async def _silenced(turn: Turn, hours: Hours) -> list[Mrkdwn]:
    """Reminders that lie outside the hours worked: 08:55 is before nine, and nobody would know why nothing comes."""
    lines = []
    for one in await turn.desk.schedules.of(turn.slack, "reminder"):
        times = upcoming(one.rule, zone=turn.zone, after=turn.now) if isinstance(one.rule, Calendar) else []
        if times and not any(hours.works(at, turn.zone) for at in times):
            text = "*{}* {}, {}, lies outside your working hours: it is not said any more."
            lines.append(mrkdwn(text, one.id, words_of(one), described(one.rule)))
    return lines


def _shown(turn: Turn, hours: Hours, head: Mrkdwn) -> Reply:
    quiet, work = hours.quiet, hours.working
    lines = [
        mrkdwn("• Quiet hours: {}; what comes then waits for their end.", _spoken(quiet))
        if quiet
        else mrkdwn("• Quiet hours: none."),
        mrkdwn("• Working hours: {}, {}; outside them nothing is said.", weekdays_named(work.weekdays), _spoken(work))
        if work
        else mrkdwn("• Working hours: any."),
    ]
    days = [mrkdwn("• Off: {}; nothing is said then.", _range(off)) for off in hours.days_off]
    days = days or [mrkdwn("• Days off: none.")]
    foot = mrkdwn("By the clock of {}. While you are out of office I am silent too.", turn.zone.key)
    buttons = [Button("Hours and days off…", "reminders.hours"), Button("My reminders", "reminders.list")]
    return Reply([head, *lines, *days, foot], buttons)


def _spoken(window: Window) -> str:
    return f"{window.starts:%H:%M}–{window.ends:%H:%M}"


def _range(off: DaysOff) -> str:
    first, last = (
        f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}" for day in (off.first, off.last)
    )
    return first if first == last else f"{first} to {last}"


def _fields(hours: Hours) -> list[Field]:
    quiet, work = hours.quiet, hours.working
    weekdays = (work.weekdays if work else range(5)) or range(7)
    kept = [Option(_range(off), str(off.first)) for off in hours.days_off[:BOXES]]
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
