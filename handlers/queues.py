"""Queues: see yours, join, leave."""

from collections.abc import Sequence
from functools import partial

from bot.changes.queues import QueueWanted, SetQueues
from bot.directory.names import one_of
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import Forbidden, Unclear, Why
from bot.genesys.queues import UserQueue
from bot.grammar.spoken import spoken
from bot.slack.blocks import Option, Picker
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.outcomes import propose
from handlers.refusals import UNCHANGED

router = Router()

JOIN, LEAVE = Picker("Join…", "queues.join"), Picker("Leave…", "queues.leave")
ALL_JOINED = "You have joined all your queues already."
NONE_JOINED = "You have joined no queue, so there is none to leave."
NO_MEMBER = "You are a member of no queue. Ask your lead to add you."


@router.verb("queues", does="Lists your queues, and which of them you have joined.", examples=("queues",))
async def show(turn: Turn) -> Reply:
    turn.words.nothing()
    seen = await turn.genesys.queues.seen_user_queues(turn.me.id)
    mine = seen.entities
    if not mine:
        return Reply([mrkdwn(NO_MEMBER)])
    ordered = sorted(mine, key=lambda queue: (not queue.joined, queue.name.casefold()))
    lines = [mrkdwn("*{}* {}", queue.name, "joined" if queue.joined else "not joined") for queue in ordered]
    joined = sum(queue.joined for queue in mine)
    if seen.whole:
        counted = mrkdwn("You have joined {} of your {} queues.", joined, len(mine))
    else:
        text = "*Partial, as of {}:* Genesys gave {} of your queues, of which you have joined {}, and not the rest."
        counted = mrkdwn(text, spoken(turn.now, zone=turn.zone, now=turn.now), len(mine), joined)
    return Reply([counted, *lines], [JOIN, LEAVE])


@router.verb(
    "join QUEUE[, QUEUE…]",
    does="Starts taking work from these queues.",
    examples=("join billing", "join billing, returns"),
    everyday=True,
)
async def join(turn: Turn) -> Reply:
    return await _typed(turn, joined=True)


@router.verb(
    "leave QUEUE[, QUEUE…]",
    does="Stops taking work from these queues; you stay a member.",
    examples=("leave billing",),
    everyday=True,
)
async def leave(turn: Turn) -> Reply:
    return await _typed(turn, joined=False)


@router.action("queues.join")
async def join_picked(turn: Turn) -> Reply:
    return await _set(turn, turn.picked, joined=True)


@router.action("queues.leave")
async def leave_picked(turn: Turn) -> Reply:
    return await _set(turn, turn.picked, joined=False)


@router.options("queues.join")
async def to_join(turn: Turn, typed: str) -> list[Option]:
    return await _options(turn, typed, joined=False)


@router.options("queues.leave")
async def to_leave(turn: Turn, typed: str) -> list[Option]:
    return await _options(turn, typed, joined=True)


async def _typed(turn: Turn, *, joined: bool) -> Reply:
    if turn.words.has("until"):
        raise Unclear(Why.NO_UNTIL_HERE)
    if not turn.words.text.strip(" ,"):
        return await _which(turn, joined=joined)
    names = turn.words.names()
    turn.words.nothing()
    return await _set(turn, names, joined=joined)


async def _which(turn: Turn, *, joined: bool) -> Reply:
    """The verb alone: a menu of the queues that are left to join, or to leave."""
    mine = await turn.genesys.queues.all_user_queues(turn.me.id)
    if not mine:
        return Reply([mrkdwn("{} {}", NO_MEMBER, UNCHANGED)])
    if not any(queue.joined is not joined for queue in mine):
        none_left = ALL_JOINED if joined else NONE_JOINED
        return Reply([mrkdwn("{} {}", none_left, UNCHANGED)], [LEAVE if joined else JOIN])
    verb = "join" if joined else "leave"
    text = "Which queue do you want to {}? Choose one, or type `{} {} QUEUE`. {}"
    return Reply([mrkdwn(text, verb, turn.desk.command, verb, UNCHANGED)], [JOIN if joined else LEAVE])


async def _set(turn: Turn, names: Sequence[str], *, joined: bool) -> Reply:
    mine = await turn.genesys.queues.all_user_queues(turn.me.id)
    chosen = [await _mine(turn, mine, name) for name in names]
    wanted = tuple(QueueWanted(id=queue.id, name=queue.name, joined=joined) for queue in chosen)
    return await propose(turn, SetQueues(user_id=turn.me.id, wanted=wanted))


async def _mine(turn: Turn, mine: Sequence[UserQueue], name: str) -> UserQueue:
    """One of the person's queues. One that exists without them as a member is said to be so."""
    try:
        return one_of(mine, name, none=Why.NO_QUEUE, several=Why.SEVERAL_QUEUES)
    except Unclear as unclear:
        if unclear.why is Why.NO_QUEUE and await _exists(turn, name):
            raise Unclear(Why.NOT_A_MEMBER, name) from unclear
        raise


async def _exists(turn: Turn, name: str) -> bool:
    try:
        return bool((await turn.genesys.queues.get_routing_queues(name=f"{name}*")).entities)
    except Forbidden:  # Who may not list queues is told that none of theirs is called so, which is true.
        return False


async def _options(turn: Turn, typed: str, *, joined: bool) -> list[Option]:
    mine = await turn.desk.menus.queues.of(turn.me.id, partial(turn.genesys.queues.all_user_queues, turn.me.id))
    wanted = typed.casefold()
    return [
        Option(queue.name, queue.id) for queue in mine if queue.joined is joined and wanted in queue.name.casefold()
    ]
