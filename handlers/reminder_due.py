"""Says what is due, in one message however much it is at a moment, and answers what is pressed below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.dispatch.due import Due
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import GenesysError, Unclear, Why
from bot.grammar.spoken import dated, since, spoken
from bot.schedules.contents import Does
from bot.schedules.fired import Fired, Held, Sent, Skip, Skipped
from bot.schedules.reminding import EXPAND, Moment, State, judged, off_since
from bot.schedules.rules import BeforeReturn, Calendar, OffQueue, Once
from bot.schedules.schedule import Firing, Schedule, ScheduleState
from bot.slack.blocks import Button, Element
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from bot.slack.sender import Place
from handlers.presence import on_pressed
from handlers.reminder_cards import content_of, own, words_of
from handlers.reminder_keeping import end_snooze, skip_today, snooze_of

router = Router()

SNOOZE = timedelta(minutes=5)
ALL = "*"
OWN_BUTTONS = 3  #: reminders of one message with buttons of their own; more share theirs
LATE_AFTER = timedelta(minutes=2)
#: Without an answer from Genesys: plain words are said all the same, and what hangs on it is given up in the end.
BLIND_AFTER, GIVES_UP_AFTER = timedelta(minutes=1), timedelta(minutes=15)
AGAIN_AFTER = timedelta(seconds=20)


@dataclass(frozen=True)
class Told:
    """One reminder of a message, with what is to be known about it now."""

    root: Schedule
    note: str = ""


@router.job("reminder")
async def due(due: Due) -> Sequence[Fired]:
    """One read of the person's state, with their own token, for all that is due."""
    slack = due.actor.slack
    try:
        state = State.of(await due.actor.reading.users.get_user(due.actor.me.id, EXPAND))
    except GenesysError:
        answers = [_blind(firing, due) for firing in due.firings]
        return await _said(due, answers, [""] * len(answers))
    hours, answers, notes = await due.desk.hours.of(slack), [], []
    for firing in due.firings:
        looks = isinstance(firing.schedule.rule, OffQueue)
        told_at = await due.desk.schedules.said_at(firing.schedule.id) if looks else None
        moment = Moment(due.now, due.actor.zone, hours, told_at)
        answers.append(judged(firing, state, moment))
        notes.append(_note(firing, state, moment))
    return await _said(due, answers, notes)


def _blind(firing: Firing, due: Due) -> Fired:
    """Genesys does not answer: whether it is wanted cannot be seen."""
    late, rule = due.now - firing.fire_at, firing.schedule.rule
    if isinstance(rule, OffQueue | BeforeReturn) or content_of(firing.schedule).does is not Does.NOTHING:
        listed = not isinstance(rule, OffQueue)
        return Skipped(Skip.FAILED, listed) if late >= GIVES_UP_AFTER else Held(due.now + AGAIN_AFTER)
    return Sent() if late >= BLIND_AFTER else Held(due.now + AGAIN_AFTER)


async def _said(due: Due, answers: Sequence[Fired], notes: Sequence[str]) -> Sequence[Fired]:
    """What was posted before a kill is not posted again."""
    told: list[tuple[Firing, Told]] = []
    for firing, answer, note in zip(due.firings, answers, notes, strict=True):
        if isinstance(answer, Sent) and not await due.desk.posts.of(firing.id):
            told.append((firing, Told(await _root(due, firing.schedule), note)))
    if told:
        place = Place(due.actor.slack.user_id, team=due.actor.slack.workspace)
        there = await due.sender.post(place, message([one for _, one in told]), key=told[0][0].id)
        for firing, _ in told:
            await due.desk.posts.add(firing.id, 0, there.ts or "")
    return answers


async def _root(due: Due, schedule: Schedule) -> Schedule:
    """What was snoozed stands for the reminder that it came from."""
    root = await due.desk.schedules.find(content_of(schedule).snoozed) if content_of(schedule).snoozed else None
    return root if root and root.slack == schedule.slack and root.kind == "reminder" else schedule


def _note(firing: Firing, state: State, moment: Moment) -> str:
    match firing.schedule.rule:
        case OffQueue() as rule:
            gone = since(off_since(rule, state, moment), now=moment.now)
            return f"You have been off queue for {gone}, as of {spoken(moment.now, zone=moment.zone, now=moment.now)}."
        case BeforeReturn() if state.out_of_office.end_date:
            back = dated(state.out_of_office.end_date, zone=moment.zone, now=moment.now)
            return f"Your out-of-office ends {back}."
        case _ if moment.now - firing.fire_at > LATE_AFTER:
            return f"It was due {spoken(firing.fire_at, zone=moment.zone, now=moment.now)}."
        case _:
            return ""


def message(told: Sequence[Told]) -> Reply:
    """Several at one moment are one message; its buttons know all of them, so that a press leaves the others there."""
    ids = ",".join(one.root.id for one in told)
    return Reply([_line(one) for one in told], _buttons([one.root for one in told], ids))


def _line(told: Told) -> Mrkdwn:
    line = mrkdwn("*Reminder {}:* {}.", told.root.id, words_of(told.root))
    return mrkdwn("{} {}", line, told.note) if told.note else line


def _buttons(roots: Sequence[Schedule], ids: str) -> list[Element]:
    elements: list[Element] = []
    if any(content_of(root).does is Does.ON_QUEUE for root in roots):
        elements.append(Button("Go on queue", "reminders.on", f"{ALL} {ids}", style="primary"))
    if any(isinstance(root.rule, BeforeReturn) for root in roots):
        elements.append(Button("Change out-of-office…", "outofoffice.form"))
    if len(roots) > OWN_BUTTONS:
        return [
            *elements,
            Button("Snooze all 5 min", "reminders.snooze", f"{ALL} {ids}"),
            Button("All done", "reminders.done", f"{ALL} {ids}"),
            Button("My reminders", "reminders.list"),
        ]
    return [*elements, *(button for root in roots for button in _own_buttons(root, ids, alone=len(roots) == 1))]


def _own_buttons(root: Schedule, ids: str, *, alone: bool) -> list[Element]:
    """Labels are unique without their context: with several reminders in a message they say which."""
    which, value = "" if alone else f" {root.id}", f"{root.id} {ids}"
    skips = content_of(root).does is Does.ON_QUEUE and isinstance(root.rule, Calendar | OffQueue)
    return [
        Button(f"Snooze{which} 5 min", "reminders.snooze", value),
        Button(f"Skip{which} today", "reminders.skip", value)
        if skips
        else Button(f"Done{which}", "reminders.done", value),
        Button(f"Edit{which}…", "reminders.edit", root.id),
    ]


@router.action("reminders.on")
async def on_queue(turn: Turn) -> Reply:
    """Goes on queue by the same way as everybody; what else stood in the message stays there."""
    done = await on_pressed(turn)
    return _with_rest(done, [one for one in await _standing(turn) if content_of(one).does is not Does.ON_QUEUE])


@router.action("reminders.snooze")
async def snooze(turn: Turn) -> Reply:
    """It comes again in five minutes; pressed twice, still once."""
    meant, everything = await _pressed(turn)
    at = turn.now + SNOOZE
    for one in meant:
        await _snoozed(turn, one, Once(at=at))
    again = dated(at, zone=turn.zone, now=turn.now)
    lines = [mrkdwn("*Snoozed:* {}. It comes again {}.", words_of(one), again) for one in meant]
    return _with_rest(Reply(lines), [one for one in everything if one not in meant])


@router.action("reminders.skip")
async def skip(turn: Turn) -> Reply:
    """Nothing more of it today; it goes on tomorrow by itself."""
    meant, everything = await _pressed(turn)
    lines = []
    for one in meant:
        paused = await skip_today(turn, one)
        again = dated(paused.next_at, zone=turn.zone, now=turn.now) if paused and paused.next_at else ""
        coming = mrkdwn(" It goes on {}.", again) if again else mrkdwn(" It does not come again.")
        lines.append(mrkdwn("*Skipped for today:* {}.{}", words_of(one), coming))
    return _with_rest(Reply(lines), [one for one in everything if one not in meant])


@router.action("reminders.done")
async def done(turn: Turn) -> Reply:
    """Noted, and put out of sight; one that comes again does so at its time."""
    meant, everything = await _pressed(turn)
    for one in meant:
        await end_snooze(turn, one)
    lines = [mrkdwn("*Done:* {}.", words_of(one)) for one in meant]
    return _with_rest(Reply(lines), [one for one in everything if one not in meant])


async def _pressed(turn: Turn) -> tuple[list[Schedule], list[Schedule]]:
    """Those meant, and all that still stand in the message."""
    said, _, ids = (turn.picked[0] if turn.picked else "").partition(" ")
    everything = await _standing(turn)
    meant = [one for one in everything if said in {ALL, one.id}]
    if not meant:
        raise Unclear(Why.NO_REMINDER, ids if said == ALL else said)
    return meant, everything


async def _standing(turn: Turn) -> list[Schedule]:
    """What the message tells of: of the presser's own, and not turned off meanwhile."""
    _, _, ids = (turn.picked[0] if turn.picked else "").partition(" ")
    found = [await own(turn, one) for one in ids.split(",")]
    return [one for one in found if one is not None and one.state is not ScheduleState.OFF]


async def _snoozed(turn: Turn, root: Schedule, rule: Once) -> None:
    waiting = await snooze_of(turn, root)
    if waiting is not None:
        await turn.desk.schedules.edit(waiting.id, turn.slack, rule=rule)
        return
    assert turn.actor is not None
    content = content_of(root).model_copy(update={"snoozed": root.id})
    await turn.desk.schedules.add(turn.actor, rule, content)


def _with_rest(answer: Reply, left: Sequence[Schedule]) -> Reply:
    """An answer replaces the message, so it takes along what is not answered yet."""
    if not left:
        return answer
    rest = message([Told(one) for one in left])
    return Reply([*answer.lines, *rest.lines], [*answer.elements, *rest.elements], answer.tells)
