"""Requests: decide, take back."""

from bot.changes.requests.answers import Answer, Approved, NotDecided, OneMore, ShownAnew, Stepped
from bot.changes.requests.request import Hand
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.outcomes import reply

router = Router()


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
