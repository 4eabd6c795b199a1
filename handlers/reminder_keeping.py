"""Keeps a reminder, however it was set: in words, or in a form."""

from datetime import datetime, timedelta

from bot.dispatch.turn import Turn
from bot.errors import GenesysError, NotServed, SlackUnavailable, Unclear, Why
from bot.grammar.moments.wallclock import start_of
from bot.grammar.people import MENTION
from bot.identity.slack_people import SlackId
from bot.schedules.reminding import is_out
from bot.schedules.rules import Once, Rule
from bot.schedules.schedule import Schedule
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.reminder_cards import content_for, content_of, made
from handlers.reminder_hours import against

MOST = 50  #: reminders of one person: more than anybody reads
LONGEST = 500  #: characters of what to remind of


async def add(turn: Turn, rule: Rule, words: str) -> Reply:
    """Keeps a reminder of a rule that makes sense."""
    mine = await turn.desk.schedules.of(turn.slack, "reminder")
    if len(mine) >= MOST:
        raise Unclear(Why.TOO_MANY_REMINDERS, str(MOST))
    assert turn.actor is not None
    schedule = await turn.desk.schedules.add(turn.actor, rule, content_for(words, rule))
    return await _kept(turn, schedule, "set")


async def change(turn: Turn, schedule: Schedule, *, rule: Rule | None, words: str) -> Reply:
    """Keeps what was edited; without words they stay as they were."""
    content = content_for(words or content_of(schedule).text, rule or schedule.rule)
    edited = await turn.desk.schedules.edit(schedule.id, turn.slack, rule=rule, content=content)
    if edited is None:
        raise Unclear(Why.NO_REMINDER, schedule.id)
    return await _kept(turn, edited, "changed")


async def readable(turn: Turn, text: str) -> str:
    """Mentions become names: a reminder calls nobody but its person."""
    for mention in set(MENTION.findall(text)):
        who = SlackId(turn.slack.team_id, mention, turn.slack.workspace)
        try:
            name = (await turn.desk.slack_people.person(who)).name
        except (NotServed, SlackUnavailable):
            name = mention
        text = text.replace(f"<@{mention}>", f"@{name}")
    if len(text) > LONGEST:
        raise Unclear(Why.TOO_LONG, str(LONGEST))
    return text


async def skip_today(turn: Turn, schedule: Schedule) -> Schedule | None:
    """Nothing more of it today; it goes on tomorrow by itself. None: it is over, or not theirs any more."""
    await end_snooze(turn, schedule)
    tomorrow = start_of(turn.now.astimezone(turn.zone).date() + timedelta(days=1), turn.zone)
    return await turn.desk.schedules.pause(schedule.id, turn.slack, tomorrow)


async def snooze_of(turn: Turn, schedule: Schedule) -> Schedule | None:
    """What puts it off, if it was snoozed and has not come again yet."""
    mine = await turn.desk.schedules.of(turn.slack, "reminder")
    return next((one for one in mine if content_of(one).snoozed == schedule.id), None)


async def end_snooze(turn: Turn, schedule: Schedule) -> None:
    """It was answered otherwise, or turned off."""
    waiting = await snooze_of(turn, schedule)
    if waiting is not None:
        await turn.desk.schedules.end(waiting.id, turn.slack)


async def _kept(turn: Turn, schedule: Schedule, deed: str) -> Reply:
    shown = made(schedule, deed, zone=turn.zone, now=turn.now)
    hours = await turn.desk.hours.of(turn.slack)
    warned = against(hours, schedule.rule, zone=turn.zone, now=turn.now)
    if isinstance(schedule.rule, Once) and await _is_out(turn, schedule.rule.at):
        warned.append(
            mrkdwn("You are out of office then, and while you are, I say nothing: end it, or choose another time.")
        )
    return Reply([*shown.lines, *warned], shown.elements)


async def _is_out(turn: Turn, at: datetime) -> bool:
    """Whether what comes once would be lost. Without Genesys the reminder is kept all the same."""
    try:
        return is_out(await turn.genesys.outofoffice.get_user_outofoffice(turn.me.id), at)
    except GenesysError:
        return False
