"""Lists of reminders, one alone, and what was missed."""

from datetime import timedelta

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.schedules.schedule import Schedule
from bot.slack.blocks import Button
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from handlers.reminder_cards import AS_BUTTONS, card, new_buttons, reminder_buttons, reminder_line, skips, theirs

router = Router()

MISSED_FOR, MOST_MISSED = timedelta(days=7), 5


@router.verb("reminders [ID]", does="Lists your reminders, with what can be done about each.", examples=("reminders",))
async def listed(turn: Turn) -> Reply:
    if turn.words.text:
        return await shown(turn, await theirs(turn, turn.words.text))
    mine = await turn.desk.schedules.of(turn.slack, "reminder")
    missed = await _missed(turn)
    if not mine:
        return Reply([mrkdwn("You have no reminders."), *missed, offer(turn)], new_buttons())
    lines: list[Mrkdwn] = []
    for schedule in mine:
        lines.append(reminder_line(schedule, zone=turn.zone, now=turn.now))
        lines += (await skips(turn, schedule))[:1] if len(mine) <= AS_BUTTONS else []
    count = mrkdwn("Your reminders, by the clock of {}:", turn.zone.key)
    return Reply([count, *lines, *missed], [*reminder_buttons(mine), Button("New reminder…", "reminders.new")])


async def _missed(turn: Turn) -> list[Mrkdwn]:
    """What came once and could not be said: nobody should believe that it is still to come."""
    lines = []
    for schedule in (await turn.desk.schedules.missed(turn.slack, "reminder", turn.now - MISSED_FOR))[-MOST_MISSED:]:
        lines += [reminder_line(schedule, zone=turn.zone, now=turn.now), *(await skips(turn, schedule))[:1]]
    return [mrkdwn("*Over, and not said:*"), *lines] if lines else []


@router.action("reminders.list")
async def list_pressed(turn: Turn) -> Reply:
    return await listed(turn)


@router.action("reminders.new")
async def new_pressed(turn: Turn) -> Reply:
    return Reply([offer(turn)], new_buttons())


@router.shortcut("reminders.new", name="Remind me…", description="Sets a reminder, with a form for each kind.")
async def new_from_shortcut(turn: Turn) -> Reply:
    return await new_pressed(turn)


async def shown(turn: Turn, schedule: Schedule) -> Reply:
    """One reminder, with the last times at which it was not said."""
    shown = card(schedule, zone=turn.zone, now=turn.now)
    return Reply([*shown.lines, *await skips(turn, schedule)], shown.elements)


def offer(turn: Turn) -> Mrkdwn:
    """How one is set; the forms stand below it."""
    text = "Type when and what: `{} remind weekdays 08:55 go on queue`. Or use a form:"
    return mrkdwn(text, turn.desk.command)
