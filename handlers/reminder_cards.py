"""Reminders as their person reads them: in a line, in a list, and with what can be done about each."""

from collections.abc import Sequence
from datetime import datetime
from textwrap import wrap
from zoneinfo import ZoneInfo

from bot.dispatch.turn import Turn
from bot.errors import Unclear, Why
from bot.grammar.spoken import dated, spoken
from bot.schedules.contents import Does, ReminderContent
from bot.schedules.fired import Skip
from bot.schedules.rules import BeforeReturn, OffQueue, Once, Rule, described, upcoming
from bot.schedules.schedule import Paused, Schedule, ScheduleState
from bot.slack.blocks import Button, Element, Option, Picker
from bot.slack.mrkdwn import NOTHING, Mrkdwn, joined, mrkdwn
from bot.slack.reply import Reply

AS_BUTTONS = 5  #: reminders with buttons of their own in a list; more are in one menu
LINE = 110  #: characters of a text that are said in one go; a value of mrkdwn holds a few more
SKIPS_SHOWN = 3
ON_QUEUE = {"go on queue", "on queue", "get on queue", "be on queue", "go on", "back on queue", "go back on queue"}

#: Why nothing was said, for its person.
SKIPPED = {
    Skip.LATE: "I was away until it was too late",
    Skip.PAUSED: "it was paused",
    Skip.ENDED: "it was changed or turned off before",
    Skip.MOVED: "you are in another time zone",
    Skip.NO_SIGN_IN: "your Genesys sign-in had ended",
    Skip.FAILED: "Genesys or Slack did not answer",
    Skip.DAY_OFF: "a day off",
    Skip.NOT_WORKING: "outside your working hours",
    Skip.OUT_OF_OFFICE: "you were out of office",
    Skip.QUIET_HOURS: "your quiet hours",
    Skip.UNTRUE: "it was no longer true",
    Skip.NOTHING_NEW: "there was nothing to say",
    Skip.NO_CHANNEL: "there was no place for it",
}


def new_buttons() -> list[Element]:
    """A form for each kind of reminder."""
    return [
        Button("At set times…", "reminders.form", "calendar"),
        Button("Once…", "reminders.form", "once"),
        Button("When off queue too long…", "reminders.form", "off_queue"),
        Button("Before I'm back…", "reminders.form", "before_return"),
        Button("Hours and days off…", "reminders.hours"),
    ]


def reminder_line(schedule: Schedule, *, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    """One reminder: its id, what, when in words, its next time, and where it stands."""
    return mrkdwn("*{}* {}", schedule.id, _said(schedule, zone, now))


def reminder_buttons(schedules: Sequence[Schedule]) -> list[Element]:
    """Edit, pause and off for each of a few; a menu of many."""
    if len(schedules) > AS_BUTTONS:
        options = [Option(f"{one.id} {content_of(one).text}", one.id, described(one.rule)) for one in schedules]
        return [Picker("Choose a reminder…", "reminders.show", tuple(options))]
    return [button for one in schedules for button in _buttons(one)]


def card(schedule: Schedule, *, zone: ZoneInfo, now: datetime) -> Reply:
    """One reminder with all that can be done about it."""
    return Reply([reminder_line(schedule, zone=zone, now=now)], _buttons(schedule))


def made(schedule: Schedule, deed: str, *, zone: ZoneInfo, now: datetime) -> Reply:
    """What was set or changed, with the next three times."""
    head = mrkdwn("*Reminder {} is {}:* {}", schedule.id, deed, _said(schedule, zone, now))
    return Reply([head, _coming(schedule, zone, now)], _buttons(schedule))


def content_of(schedule: Schedule) -> ReminderContent:
    assert isinstance(schedule.content, ReminderContent)
    return schedule.content


def words_of(schedule: Schedule) -> Mrkdwn:
    """All of what to remind of, however long."""
    return whole(content_of(schedule).text)


def whole(text: str) -> Mrkdwn:
    """A text that is longer than one value of mrkdwn may be."""
    return joined(" ", [mrkdwn("{}", part) for part in wrap(text, LINE)] or [mrkdwn("{}", text)])


def content_for(text: str, rule: Rule) -> ReminderContent:
    """The words, and what the reminder's own button does. Without words the two rules that look say theirs."""
    match rule:
        case OffQueue():
            return ReminderContent(text=text or "go back on queue", does=Does.ON_QUEUE)
        case BeforeReturn():
            return ReminderContent(text=text or "you are back soon")
        case _:
            on_queue = text.casefold().strip(" .!") in ON_QUEUE
            return ReminderContent(text=text, does=Does.ON_QUEUE if on_queue else Does.NOTHING)


async def theirs(turn: Turn, said: str) -> Schedule:
    """The asker's own reminder that is still to come, by its id; another's is not found, as if it were not there."""
    found = await own(turn, said)
    if found is None or found.is_over:
        raise Unclear(Why.NO_REMINDER, said)
    return found


async def own(turn: Turn, said: str) -> Schedule | None:
    """The asker's own, over or not."""
    found = await turn.desk.schedules.find(said) if said.strip() else None
    return found if found and found.kind == "reminder" and found.slack == turn.slack else None


async def skips(turn: Turn, schedule: Schedule) -> list[Mrkdwn]:
    """The last times at which nothing was said, and why."""
    unsaid = await turn.desk.schedules.skipped(schedule.id, SKIPS_SHOWN)
    return [
        mrkdwn("Not said {}: {}.", dated(one.fire_at, zone=turn.zone, now=turn.now), SKIPPED[one.reason])
        for one in unsaid
    ]


def _buttons(schedule: Schedule) -> list[Element]:
    """Labels say which reminder, since several stand in one list."""
    going = Button(f"Go on with {schedule.id}", "reminders.resume", schedule.id)
    pausing = Button(f"Pause {schedule.id}", "reminders.pause", schedule.id)
    return [
        Button(f"Edit {schedule.id}…", "reminders.edit", schedule.id),
        going if schedule.state is ScheduleState.PAUSED else pausing,
        Button(f"Turn off {schedule.id}", "reminders.off", schedule.id),
    ]


def _said(schedule: Schedule, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    what, when = words_of(schedule), described(schedule.rule, zone=zone)
    if isinstance(schedule.rule, Once):
        when = dated(schedule.rule.at, zone=zone, now=now)
    if content_of(schedule).snoozed:
        what = mrkdwn("{} (snoozed)", what)
    return mrkdwn("{}: {}{}.", what, when, _standing(schedule, zone, now))


def _standing(schedule: Schedule, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    if schedule.state is ScheduleState.OFF:
        return mrkdwn("; off")
    if schedule.state is ScheduleState.PAUSED:
        if schedule.paused_why is not Paused.ASKED:
            return mrkdwn("; it stands still until you link Genesys again")
        until = schedule.paused_until
        return mrkdwn("; paused until {}", spoken(until, zone=zone, now=now)) if until else mrkdwn("; paused")
    if schedule.next_at is None:
        return mrkdwn("; over")
    if isinstance(schedule.rule, Once):
        return NOTHING
    next_at = dated(schedule.next_at, zone=zone, now=now)
    looks = isinstance(schedule.rule, OffQueue | BeforeReturn)
    return mrkdwn("; next look {}", next_at) if looks else mrkdwn("; next {}", next_at)


def _coming(schedule: Schedule, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    after = max(now, schedule.paused_until or now)
    times = upcoming(schedule.rule, zone=zone, after=after)
    spoken_times = joined("; ", [mrkdwn("{}", dated(at, zone=zone, now=now)) for at in times])
    match schedule.rule:
        case OffQueue():
            return mrkdwn("I look now and then in that time, next: {} ({}).", spoken_times, zone.key)
        case BeforeReturn():
            return mrkdwn("I look at your out-of-office once a day, next: {} ({}).", spoken_times, zone.key)
        case Once():
            return mrkdwn("It comes once: {} ({}).", spoken_times, zone.key)
        case _:
            return mrkdwn("The next times: {} ({}).", spoken_times, zone.key)
