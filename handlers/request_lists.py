"""Requests by word: yours, those that wait for you, one by its id, and why it takes a decision."""

from collections.abc import Sequence
from dataclasses import replace

from bot.changes.requests.answers import Stepped
from bot.changes.requests.request import Request
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import SlackUnavailable, Unclear, Why
from bot.grammar.spoken import spoken
from bot.policy.words import explained
from bot.slack.blocks import Button, Element
from bot.slack.home import Part
from bot.slack.mrkdwn import NOTHING, Mrkdwn, mrkdwn
from bot.slack.pace import Failed
from bot.slack.reply import Reply
from handlers.refusals import UNCHANGED
from handlers.request_ends import is_put_back
from handlers.request_words import whom
from handlers.requests import hand, said_of, standing
from handlers.wording import said, whole

router = Router()

SHOWN = 12  #: of a list, each with a button of its own
RECENT = 5  #: that have ended, besides the open ones
STATES = {
    "pending": "being done",
    "approved": "approved, being done",
    "executing": "approved, being done",
    "done": "done",
    "already": "was so already",
    "failed": "not done",
    "unknown": "not certain",
    "declined": "declined",
    "cancelled": "cancelled",
    "expired": "expired",
}


@router.verb(
    "requests",
    does="Lists your requests: whom each is with, and how the last ones ended.",
    examples=("requests",),
)
async def mine(turn: Turn) -> Reply:
    turn.words.nothing()
    rows = turn.desk.requests
    waiting = await rows.open_of(turn.slack.team_id, turn.me.id)
    recent = await rows.recent_of(turn.slack.team_id, turn.me.id, SHOWN)
    ended = [one for one in recent if all(one.id != other.id for other in waiting)][:RECENT]
    if not waiting and not ended:
        text = "You have no requests. `{} ask join billing` asks your lead to decide."
        return Reply([mrkdwn(text, turn.desk.command)])
    return Reply([in_a_line(turn, one) for one in (*waiting, *ended)], opening(waiting or ended))


@router.verb("approvals", does="Lists the requests that wait for your decision.", examples=("approvals",))
async def waiting_for_me(turn: Turn) -> Reply:
    turn.words.nothing()
    waiting = await for_whom(turn)
    if not waiting:
        return Reply([mrkdwn("Nothing waits for your decision.")])
    return Reply([in_a_line(turn, one) for one in waiting], opening(waiting))


@router.verb(
    "approve",
    does="Says that words decide nothing: a decision is a press on its card.",
    aliases=("approved", "ok", "okay", "yes", "decline", "declined", "no", ":+1:", ":thumbsup:", ":white_check_mark:"),
    examples=("approve",),
)
async def by_word(turn: Turn) -> Reply:
    waiting = await for_whom(turn)
    text = "*Words decide nothing*, so nothing was decided. Press *Approve* or *Decline…* on the card."
    return Reply([mrkdwn(text), *(in_a_line(turn, one) for one in waiting)], opening(waiting))


@router.verb("nudge #ID", does="Reminds whom your request is with.", examples=("nudge #3F7K2Q",))
async def nudge(turn: Turn) -> Reply:
    return await _nudged(turn, _id(turn))


@router.action("requests.nudge")
async def nudge_pressed(turn: Turn) -> Reply:
    return await _nudged(turn, turn.picked[0] if turn.picked else "")


@router.verb("cancel #ID", does="Takes your request back.", examples=("cancel #3F7K2Q",))
async def cancel(turn: Turn) -> Reply:
    change_id = _id(turn)
    return await said_of(turn, await turn.desk.deciding.cancel(change_id, await hand(turn, change_id)))


@router.action("requests.open")
async def show(turn: Turn) -> Reply:
    """One request, as it stands before whoever asks for it."""
    request = await _concerning(turn, turn.picked[0] if turn.picked else "")
    return await standing(turn, request) if request else _unknown()


@router.verb("why #ID", does="Explains rule by rule why a change takes a decision.", examples=("why #3F7K2Q",))
async def why(turn: Turn) -> Reply:
    request = await _concerning(turn, _id(turn))
    if request is None:
        return _unknown()
    first = mrkdwn("*#{}* {}", request.id, said(request.row.change.wish(), zone=turn.zone, now=turn.now))
    return Reply([first, mrkdwn("As the rules were when it was asked:"), *_lines(explained(request.judgement))])


async def for_whom(turn: Turn) -> Sequence[Request]:
    """What waits for a person's decision, in a channel of approvers too. What they asked themselves does not."""
    rows, team = turn.desk.requests, turn.slack.team_id
    rooms = [room for room in await rows.rooms(team) if await _reads(turn, room)]
    waiting = await rows.with_somebody(team, turn.me.id, rooms)
    return [one for one in waiting if one.requester.genesys_id != turn.me.id]


async def home_parts(turn: Turn) -> list[Part]:
    """What Home shows of requests: first what waits for its reader."""
    waiting = await for_whom(turn)
    asked = await turn.desk.requests.open_of(turn.slack.team_id, turn.me.id)
    shown = (("Waiting for you", waiting), ("Your requests", asked))
    return [
        Part([in_a_line(turn, one) for one in some[:SHOWN]], opening(some), title=title)
        for title, some in shown
        if some
    ]


def in_a_line(turn: Turn, request: Request) -> Mrkdwn:
    """Who wants what until when, whom it is with and how long; or how it ended."""
    wish = said(request.row.change.wish(), zone=turn.zone, now=turn.now)
    until = (
        mrkdwn(" until {}", spoken(request.row.until, zone=turn.zone, now=turn.now)) if request.row.until else NOTHING
    )
    about = mrkdwn("*#{}* {}: {}{}", request.id, request.subject.name, wish, until)
    if request.undone is not None:
        return mrkdwn("{} · {}", about, "done, and put back" if is_put_back(request) else "undone")
    if not request.is_open:
        return mrkdwn("{} · {}", about, STATES[request.row.state])
    ends = spoken(request.expires_at, zone=turn.zone, now=turn.now)
    with_whom = mrkdwn("you") if request.with_user == turn.me.id else whom(request.course)
    return mrkdwn("{} · with {}, expires {}", about, with_whom, ends)


def opening(some: Sequence[Request]) -> list[Element]:
    return [Button(f"Open #{one.id}", "requests.open", one.id) for one in some[:SHOWN]]


async def _nudged(turn: Turn, change_id: str) -> Reply:
    answer = await turn.desk.deciding.nudge(change_id, await hand(turn, change_id))
    there = await said_of(turn, answer)
    if not isinstance(answer, Stepped):
        return there
    on_its_way = mrkdwn("*Your reminder is on its way to {}.*", whom(answer.request.course))
    return replace(there, lines=[on_its_way, *there.lines])


async def _concerning(turn: Turn, change_id: str) -> Request | None:
    """A request that is this person's to see: they asked, it changes them, or it came to them."""
    request = await turn.desk.requests.find(change_id)
    if request is None or request.row.origin.slack.team_id != turn.slack.team_id:
        return None
    sees = {request.requester.genesys_id, request.subject.genesys_id, *request.came_to}
    in_room = request.with_room is not None and await _reads(turn, request.with_room)
    return request if turn.me.id in sees or in_room else None


async def _reads(turn: Turn, room: str) -> bool:
    try:
        return await turn.desk.channels.has(turn.slack.workspace, room, turn.slack.user_id)
    except Failed as failed:
        raise SlackUnavailable(f"conversations.members: {failed.reason}") from failed


def _unknown() -> Reply:
    return Reply([mrkdwn("I know no such request of yours. {} `requests` lists them.", UNCHANGED)])


def _id(turn: Turn) -> str:
    said_id = turn.words.name()
    turn.words.nothing()
    if not said_id:
        raise Unclear(Why.MISSING)
    return said_id.lstrip("#").upper()


def _lines(texts: Sequence[str]) -> list[Mrkdwn]:
    return [mrkdwn("• {}", whole(text)) for text in texts]
