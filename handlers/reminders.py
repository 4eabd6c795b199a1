"""Reminders: set in words, listed, edited, paused, skipped for a day, turned off. They are one's own alone."""

import re
from collections.abc import Awaitable, Callable

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import Choice, Unclear, Why
from bot.grammar.spoken import dated
from bot.schedules.rules import BeforeReturn, OffQueue, Rule, split_rule
from bot.schedules.schedule import Schedule
from bot.slack.blocks import Button
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from handlers import reminder_due, reminder_form, reminder_hours, reminder_hours_form, reminder_list
from handlers.reminder_cards import (
    card,
    content_of,
    new_buttons,
    own,
    theirs,
    words_of,
)
from handlers.reminder_keeping import LONGEST, add, change, end_snooze, readable, skip_today
from handlers.reminder_list import offer, shown

router = Router()
router.include(reminder_due.router)
router.include(reminder_form.router)
router.include(reminder_hours_form.router)
router.include(reminder_list.router)

#: As ids are shown, and as they are typed in a hurry. A word of small letters is one only if it is theirs.
ID = re.compile(r"[A-Z0-9]{4,8}|(?=[a-z]*[0-9])[a-z0-9]{4,8}")


@router.verb(
    "remind WHEN TEXT",
    does="Reminds you: once, again and again, when you are off queue for too long, or before you are back.",
    examples=(
        "remind weekdays 08:55 go on queue",
        "remind in 20 minutes call Bo",
        "remind tomorrow 9:00 ask for the new headset",
        "remind every monday and thursday at 17:30 fill in the timesheet",
        "remind 31st of each month 09:00 send the invoice",
        "remind when off queue longer than 15 min, 9–17",
        "remind the day before my out-of-office ends",
        "remind edit R7K2 weekdays 9:00",
        "remind pause R7K2 until friday",
        "remind resume R7K2",
        "remind skip R7K2",
        "remind off R7K2",
        "remind quiet 20:00–7:00",
        "remind hours weekdays 9–17",
        "remind days off 24 dec to 1 jan",
    ),
    everyday=True,
)
async def remind(turn: Turn) -> Reply:
    text = turn.words.text
    if not text:
        return Reply([offer(turn)], new_buttons())
    deed, rest = turn.words.taking(*DEEDS, *reminder_hours.DEEDS)
    if deed in reminder_hours.DEEDS:
        return await reminder_hours.said(turn, deed, rest.text)
    if deed is None:
        return await _set(turn, text)
    said, _, words = rest.text.partition(" ")
    if not said:
        return await DEEDS[deed](turn.saying(""), await _only(turn, deed))
    if not ID.fullmatch(said) and await own(turn, said) is None:  # "pause the music" may be what to remind of
        return await _set(turn, text, otherwise=Unclear(Why.NO_REMINDER, said))
    return await DEEDS[deed](turn.saying(words), await theirs(turn, said))


@router.action("reminders.show")
async def show_picked(turn: Turn) -> Reply:
    return await shown(turn, await _clicked(turn))


@router.action("reminders.pause")
async def pause_pressed(turn: Turn) -> Reply:
    return await _pause(turn, await _clicked(turn))


@router.action("reminders.resume")
async def resume_pressed(turn: Turn) -> Reply:
    return await _resume(turn, await _clicked(turn))


@router.action("reminders.off")
async def off_pressed(turn: Turn) -> Reply:
    return await _off(turn, await _clicked(turn))


async def _set(turn: Turn, text: str, *, otherwise: Unclear | None = None) -> Reply:
    """A new one. `otherwise` is what was meant if the text is none."""
    try:
        rule, words = _split(turn, text)
    except Unclear as unclear:
        raise otherwise or unclear from None
    words = await readable(turn, words)
    if not words and not isinstance(rule, OffQueue | BeforeReturn):
        raise Unclear(Why.MISSING)
    return await add(turn, rule, words)


def _split(turn: Turn, text: str) -> tuple[Rule, str]:
    if len(text) > 2 * LONGEST:
        raise Unclear(Why.TOO_LONG, str(LONGEST))
    return split_rule(text, now=turn.now, zone=turn.zone)


async def _edit(turn: Turn, schedule: Schedule) -> Reply:
    if not turn.words.text:
        return await shown(turn, schedule)
    try:
        rule, words = _split(turn, turn.words.text)
    except Unclear as unclear:
        if unclear.why is not Why.NOT_A_RULE:
            raise
        return await change(turn, schedule, rule=None, words=await readable(turn, turn.words.text))
    return await change(turn, schedule, rule=rule, words=await readable(turn, words))


async def _pause(turn: Turn, schedule: Schedule) -> Reply:
    until = turn.words.ending()
    turn.words.nothing()
    paused = await turn.desk.schedules.pause(schedule.id, turn.slack, until.at if until else None)
    return _told(turn, paused, schedule, mrkdwn("*Reminder {} is paused.*", schedule.id))


async def _resume(turn: Turn, schedule: Schedule) -> Reply:
    turn.words.nothing()
    resumed = await turn.desk.schedules.resume(schedule.id, turn.slack)
    return _told(turn, resumed, schedule, mrkdwn("*Reminder {} goes on.*", schedule.id))


async def _skip(turn: Turn, schedule: Schedule) -> Reply:
    if turn.words.text.casefold() != "today":
        turn.words.nothing()
    return _told(
        turn, await skip_today(turn, schedule), schedule, mrkdwn("*Reminder {} is skipped for today.*", schedule.id)
    )


async def _off(turn: Turn, schedule: Schedule) -> Reply:
    turn.words.nothing()
    if await turn.desk.schedules.end(schedule.id, turn.slack) is None:
        raise Unclear(Why.NO_REMINDER, schedule.id)
    await end_snooze(turn, schedule)
    return Reply(
        [mrkdwn("*Reminder {} is off:* {}. It never comes again.", schedule.id, words_of(schedule))],
        [Button("My reminders", "reminders.list")],
    )


Deed = Callable[[Turn, Schedule], Awaitable[Reply]]
DEEDS: dict[str, Deed] = {
    "edit": _edit,
    "pause": _pause,
    "resume": _resume,
    "skip": _skip,
    "off": _off,
    "show": shown,
}


async def _only(turn: Turn, deed: str) -> Schedule:
    """Without an id, the only one there is; of several it is asked which."""
    mine = await turn.desk.schedules.of(turn.slack, "reminder")
    if len(mine) == 1:
        return mine[0]
    choices = [Choice(f"{deed} {one.id}", f"{one.id} {content_of(one).text}") for one in mine]
    raise Unclear(Why.WHICH_REMINDER if mine else Why.MISSING, deed, choices)


async def _clicked(turn: Turn) -> Schedule:
    return await theirs(turn, turn.picked[0] if turn.picked else "")


def _told(turn: Turn, after: Schedule | None, before: Schedule, head: Mrkdwn) -> Reply:
    """What became of it. None: it ended in the meantime."""
    if after is None:
        raise Unclear(Why.NO_REMINDER, before.id)
    shown = card(after, zone=turn.zone, now=turn.now)
    lines = [head, *shown.lines]
    if after.next_at and after.paused_until:
        lines.append(mrkdwn("It comes again {}.", dated(after.next_at, zone=turn.zone, now=turn.now)))
    return Reply(lines, shown.elements)
