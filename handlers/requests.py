"""Requests: ask somebody to decide, decide, take back."""

from bot.changes.requests.answers import Answer, Approved, NotDecided, OneMore, ShownAnew, Stepped
from bot.changes.requests.request import Hand
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.slack.form import Form, TextField, Values
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.outcomes import answered, reply, subject_of

router = Router()


@router.action("offers.confirm")
async def confirm(turn: Turn) -> Reply:
    assert turn.actor is not None
    return answered(turn, await turn.desk.door.confirm(turn.picked[0], subject_of(turn), turn.actor, turn.origin()))


@router.action("requests.ask", opens=True)
async def ask(turn: Turn) -> Form:
    lines = [mrkdwn("Your lead reads what you want, and why.")]
    return Form("requests.ask", "Ask my lead", "Ask", lines, [TextField("reason", "Reason")], about=turn.picked[0])


def check(values: Values, now: object) -> None:
    """A reason is all that is asked for, and Slack itself wants it."""


@router.view("requests.ask", check=check)
async def ask_sent(turn: Turn) -> Reply:
    assert turn.actor is not None
    return answered(
        turn,
        await turn.desk.door.ask_for(
            turn.values.about, subject_of(turn), turn.actor, turn.origin(), turn.values.texts["reason"]
        ),
    )


@router.action("requests.approve")
async def approve(turn: Turn) -> Reply:
    assert turn.actor is not None
    change_id, _, seen = turn.picked[0].partition(" ")
    shown = int(seen) if seen.isdecimal() else None
    return said_of(turn, await turn.desk.deciding.approve(change_id, turn.actor, await hand(turn), seen=shown))


@router.action("requests.decline")
async def decline(turn: Turn) -> Reply:
    change_id, _, _ = turn.picked[0].partition(" ")
    return said_of(turn, await turn.desk.deciding.decline(change_id, await hand(turn), "no reason given"))


@router.action("requests.cancel")
async def cancel(turn: Turn) -> Reply:
    return said_of(turn, await turn.desk.deciding.cancel(turn.picked[0], await hand(turn)))


async def hand(turn: Turn) -> Hand:
    """Who takes a step, and from where."""
    assert turn.actor is not None
    person = await turn.desk.deciders.person(turn.actor)
    return Hand(person, turn.slack, turn.actor.link_id, turn.request_id, turn.place.channel)


def said_of(turn: Turn, answer: Answer) -> Reply:
    match answer:
        case NotDecided(why=why):
            return Reply([mrkdwn("{}", why)])
        case ShownAnew():
            return Reply([mrkdwn("Something changed meanwhile. Look again, and decide.")])
        case OneMore():
            return Reply([mrkdwn("Your yes counts; one more is needed.")])
        case Approved(outcome=outcome):
            return reply(outcome, zone=turn.zone, now=turn.now)
        case Stepped(request=request):
            return Reply([mrkdwn("Request #{} is {}.", request.id, request.row.state)])
