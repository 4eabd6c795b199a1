"""Requests: decide, take back, undo. What is clicked on becomes the state that the click brought about."""

from collections.abc import Sequence
from dataclasses import replace

from bot.changes.outcome import End, NotUndone
from bot.changes.requests.answers import Answer, Approved, NotDecided, OneMore, ShownAnew, Stepped
from bot.changes.requests.cards import For
from bot.changes.requests.impact import impact_of
from bot.changes.requests.request import Hand, Request
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import SlackUnavailable
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.pace import Failed
from bot.slack.reply import Reply
from handlers.outcomes import ask_button, is_askable, not_undone, reply
from handlers.request_cards import card
from handlers.request_refusals import why_not
from handlers.request_words import wanted

router = Router()


@router.action("requests.approve")
async def approve(turn: Turn) -> Reply:
    assert turn.actor is not None
    change_id, seen = clicked(turn)
    by = await hand(turn, change_id)
    return await said_of(turn, await turn.desk.deciding.approve(change_id, turn.actor, by, seen=seen))


@router.action("requests.cancel")
async def cancel(turn: Turn) -> Reply:
    change_id, _ = clicked(turn)
    return await said_of(turn, await turn.desk.deciding.cancel(change_id, await hand(turn, change_id)))


@router.action("requests.undo")
async def undo(turn: Turn) -> Reply:
    """By who asked or who decided, with their own token; the cards then say so."""
    assert turn.actor is not None
    change_id, _ = clicked(turn)
    outcome = await turn.desk.door.undo(turn.actor, turn.origin(), change_id)
    request = await turn.desk.requests.find(change_id)
    if isinstance(outcome, NotUndone):
        return await _with_card(turn, request, not_undone(turn, outcome).lines)
    if outcome.end is End.DONE and request is not None:
        return replace(await standing(turn, request), tells=(outcome.change_id,))
    failed = reply(outcome, zone=turn.zone, now=turn.now)
    # Its own number would stand beside that of the card.
    said = await _with_card(turn, request, failed.lines[:1])
    asking = [ask_button(outcome, on_card=True)] if is_askable(outcome) else []
    return replace(said, elements=[*asking, *said.elements], tells=failed.tells)


def clicked(turn: Turn) -> tuple[str, int | None]:
    """Which request, and what its card showed; a button of an old release carries less."""
    change_id, _, seen = (turn.picked[0] if turn.picked else turn.values.about).partition(" ")
    return change_id, int(seen) if seen.isdecimal() and seen.isascii() else None


async def hand(turn: Turn, change_id: str) -> Hand:
    """Who takes a step, and from where. Slack says whether they read in the channel of approvers; a form would not."""
    assert turn.actor is not None
    person = await turn.desk.deciders.person(turn.actor)
    request = await turn.desk.requests.find(change_id)
    channel, room = turn.place.channel, request.with_room if request else None
    if room and request and request.row.origin.slack.team_id == turn.slack.team_id:
        channel = room if await _reads(turn, room) else ""
    return Hand(person, turn.slack, turn.actor.link_id, turn.request_id, channel)


async def said_of(turn: Turn, answer: Answer, *, done: str = "") -> Reply:
    """The card as it is now; above it, why a click changed nothing. `done` is said in a window."""
    match answer:
        case NotDecided(request=request):
            return await _with_card(turn, request, [why_not(answer, zone=turn.zone, now=turn.now)])
        case ShownAnew() | OneMore() | Approved() | Stepped():
            there = await standing(turn, answer.request)
            if done and turn.place.view_id:
                return replace(there, lines=[mrkdwn("*{}*", done), *there.lines])
            return there


async def standing(turn: Turn, request: Request) -> Reply:
    """The request as whoever clicked sees it."""
    assert turn.actor is not None
    me, role, impact = turn.actor.me.id, For.DECIDER, None
    if me == request.requester.genesys_id:
        role = For.REQUESTER
    elif request.is_open and me == request.with_user:
        impact = await impact_of(request.row.change, request.shown, turn.actor.reading, turn.now)
    return card(request, role, zone=turn.zone, now=turn.now, reader=me, impact=impact)


async def _with_card(turn: Turn, request: Request | None, lines: Sequence[Mrkdwn]) -> Reply:
    """In a channel the card stays as it is for all, and elsewhere it stays below what was in the way of the click."""
    if request is None or request.row.origin.slack.team_id != turn.slack.team_id:
        return Reply(list(lines))
    if turn.place.stays or not _concerns(turn, request):
        return Reply([*lines, _which(turn, request)])
    there = await standing(turn, request)
    return replace(there, lines=[*lines, *there.lines])


def _which(turn: Turn, request: Request) -> Mrkdwn:
    """What the lines above are about. Whoever neither reads its card nor is concerned has named its id, no more."""
    if not (turn.place.stays and turn.place.channel == request.with_room) and not _concerns(turn, request):
        return mrkdwn("Request #{}", request.id)
    return mrkdwn("{}. Request #{}", wanted(request, zone=turn.zone, now=turn.now), request.id)


def _concerns(turn: Turn, request: Request) -> bool:
    """Whether whoever clicked is shown the request at all: who guesses an id is not."""
    decided = request.decided.genesys_id if request.decided else ""
    return turn.me.id in {request.requester.genesys_id, decided, *request.came_to}


async def _reads(turn: Turn, room: str) -> bool:
    """Raises SlackUnavailable where Slack doesn't say."""
    try:
        return await turn.desk.channels.has(turn.place.team, room, turn.slack.user_id)
    except Failed as failed:
        raise SlackUnavailable(f"conversations.members: {failed.reason}") from failed
