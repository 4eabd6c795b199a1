"""When somebody wants no reminders: their quiet hours, working hours and days off, in words."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.dispatch.turn import Turn
from bot.errors import Unclear, Why
from bot.grammar.moments import moment
from bot.grammar.schedules import both, days_said, plain, window_said
from bot.grammar.spoken import DAYS, MONTHS
from bot.schedules.hours import MOST_DAYS_OFF, DaysOff, Hours, Window, Working
from bot.schedules.rules import BeforeReturn, Calendar, OffQueue, Once, Rule, described, upcoming, weekdays_named
from bot.slack.blocks import Button
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from handlers.reminder_cards import words_of

NONE = {"off", "none", "no", "never"}
BETWEEN = re.compile(r"\s+-\s+|(?<=[a-z])-\s*|\s+(?:to|through|thru)\s+")
DAYS_OF_ONE_MONTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)? ?(?:-|to) ?([0-9]{1,2})(?:st|nd|rd|th)? ([a-z]+)")


async def said(turn: Turn, deed: str, text: str) -> Reply:
    """`remind quiet 20:00–7:00`, `remind hours weekdays 9–17`, `remind days off 24 dec to 1 jan`; `off` ends each."""
    hours = await turn.desk.hours.of(turn.slack)
    words = plain(text)
    if deed in {"day", "days"}:
        words = words.removeprefix("off").strip()
    if not words:
        return _shown(turn, hours, mrkdwn("*Your hours for reminders:*"))
    return await keep(turn, DEEDS[deed](turn, hours, words))


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
    return with_days_off(hours, DaysOff(first=first, last=last))


def _day(turn: Turn, words: str, *, after: datetime) -> date:
    if words == "today":
        return turn.now.astimezone(turn.zone).date()
    try:
        return moment(words, now=turn.now, zone=turn.zone, after=after).at.astimezone(turn.zone).date()
    except Unclear as unclear:
        raise Unclear(Why.NOT_DAYS if unclear.why is Why.NOT_A_TIME else unclear.why, words) from unclear


def _noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(12), zone) - timedelta(days=1)


def with_days_off(hours: Hours, added: DaysOff) -> Hours:
    """The same hours with some days off more."""
    others = [off for off in hours.days_off if off.first != added.first]
    days_off = sorted([*others, added], key=lambda off: off.first)[-MOST_DAYS_OFF:]
    return hours.model_copy(update={"days_off": tuple(days_off)})


Deed = Callable[[Turn, Hours, str], Hours]
DEEDS: dict[str, Deed] = {"quiet": _quiet, "hours": _working, "days": _off, "day": _off}


async def keep(turn: Turn, hours: Hours) -> Reply:
    """From now on these; what is past is forgotten."""
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
    days = [mrkdwn("• Off: {}; nothing is said then.", spoken_days(off)) for off in hours.days_off]
    days = days or [mrkdwn("• Days off: none.")]
    foot = mrkdwn("By the clock of {}. While you are out of office I am silent too.", turn.zone.key)
    buttons = [Button("Hours and days off…", "reminders.hours"), Button("My reminders", "reminders.list")]
    return Reply([head, *lines, *days, foot], buttons)


def _spoken(window: Window) -> str:
    return f"{window.starts:%H:%M}–{window.ends:%H:%M}"


def spoken_days(off: DaysOff) -> str:
    """One day, or the first and the last of several."""
    first, last = (
        f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}" for day in (off.first, off.last)
    )
    return first if first == last else f"{first} to {last}"
