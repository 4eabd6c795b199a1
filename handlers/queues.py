"""Queues: see yours, join, leave."""

from collections.abc import Sequence
from functools import partial

from bot.changes.queues import QueueWanted, SetQueues
from bot.directory.names import one_of
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import Choice, Unclear, Why
from bot.genesys.paging import Part
from bot.genesys.queues import Queue, UserQueue
from bot.grammar.spoken import spoken
from bot.slack.blocks import Option, Picker
from bot.slack.mrkdwn import NOTHING, Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from handlers.belonging import become_member, elsewhere, nothing_to_leave
from handlers.ends import with_end_behind_names
from handlers.outcomes import propose
from handlers.refusals import UNCHANGED

router = Router()

JOIN, LEAVE = Picker("Join…", "queues.join"), Picker("Leave…", "queues.leave")
ALL_JOINED = "You have joined all your queues already."
NONE_JOINED = "You have joined no queue, so there is none to leave."
NO_MEMBER = "You are a member of no queue. Ask your lead to add you."


@router.verb(
    "queues", does="Lists your queues, and which of them you have joined.", examples=("queues",), for_others=True
)
async def show(turn: Turn) -> Reply:
    turn.words.nothing()
    seen = await turn.genesys.queues.seen_user_queues(turn.about.id)
    mine = seen.entities
    if turn.subject is not None:
        return _theirs(turn, turn.subject.name, seen)
    if not mine:
        return Reply([mrkdwn(NO_MEMBER)])
    joined = sum(queue.joined for queue in mine)
    if seen.whole:
        counted = mrkdwn("You have joined {} of your {} queues.", joined, len(mine))
    else:
        text = "*Partial, as of {}:* Genesys gave {} of your queues, of which you have joined {}, and not the rest."
        counted = mrkdwn(text, spoken(turn.now, zone=turn.zone, now=turn.now), len(mine), joined)
    return Reply([counted, *_listed(mine)], [JOIN, LEAVE])


def _theirs(turn: Turn, name: str, seen: Part[UserQueue]) -> Reply:
    """Somebody else's: no menu of ours joins for them, but the words do."""
    joined = sum(queue.joined for queue in seen.entities)
    known = NOTHING if seen.whole else mrkdwn(" that Genesys gave, and not the rest")
    as_of = spoken(turn.now, zone=turn.zone, now=turn.now)
    counted = mrkdwn("*{}* has joined {} of {} queues{}, as of {}.", name, joined, len(seen.entities), known, as_of)
    return Reply([counted, *_listed(seen.entities)])


def _listed(queues: Sequence[UserQueue]) -> list[Mrkdwn]:
    ordered = sorted(queues, key=lambda queue: (not queue.joined, queue.name.casefold()))
    return [mrkdwn("*{}* {}", queue.name, "joined" if queue.joined else "not joined") for queue in ordered]


@router.verb(
    "join QUEUE[, QUEUE…] [until TIME]",
    does="Starts taking work from these queues.",
    examples=("join billing", "join billing, returns until 18:00"),
    everyday=True,
    for_others=True,
    can_be_asked=True,
)
async def join(turn: Turn) -> Reply:
    return await _typed(turn, joined=True)


@router.verb(
    "leave QUEUE[, QUEUE…] [until TIME]",
    does="Stops taking work from these queues; you stay a member.",
    examples=("leave billing",),
    everyday=True,
    for_others=True,
    can_be_asked=True,
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
    turn = with_end_behind_names(turn)
    if not turn.words.text.strip(" ,"):
        return await _which(turn, joined=joined)
    names = turn.words.names()
    turn.words.nothing()
    return await _set(turn, names, joined=joined)


async def _which(turn: Turn, *, joined: bool) -> Reply:
    """The verb alone: a menu of the queues that are left to join, or to leave."""
    mine = await turn.genesys.queues.all_user_queues(turn.about.id)
    verb = "join" if joined else "leave"
    if turn.subject is not None or turn.wishes_decision:
        # A menu of ours would join for whoever picks, and at once.
        left = [queue for queue in mine if queue.joined is not joined]
        raise Unclear(Why.WHICH_QUEUE, verb, [Choice(f"{verb} {queue.id}", queue.name) for queue in left])
    if not mine:
        return Reply([mrkdwn("{} {}", NO_MEMBER, UNCHANGED)])
    if not any(queue.joined is not joined for queue in mine):
        none_left = ALL_JOINED if joined else NONE_JOINED
        return Reply([mrkdwn("{} {}", none_left, UNCHANGED)], [LEAVE if joined else JOIN])
    text = "Which queue do you want to {}? Choose one, or type `{} {} QUEUE`. {}"
    return Reply([mrkdwn(text, verb, turn.desk.command, verb, UNCHANGED)], [JOIN if joined else LEAVE])


async def _set(turn: Turn, names: Sequence[str], *, joined: bool) -> Reply:
    mine = await turn.genesys.queues.all_user_queues(turn.about.id)
    chosen = [await _one(turn, mine, name) for name in names]
    if others := [queue for queue in chosen if not isinstance(queue, UserQueue)]:
        return await become_member(turn, others) if joined else nothing_to_leave(turn, others)
    wanted = tuple(QueueWanted(id=queue.id, name=queue.name, joined=joined) for queue in chosen)
    return await propose(turn, SetQueues(user_id=turn.about.id, wanted=wanted))


async def _one(turn: Turn, mine: Sequence[UserQueue], name: str) -> Queue:
    """One of the person's queues; else one of the organisation's, to which they do not belong."""
    none = Why.NO_QUEUE if turn.subject is None else Why.NO_QUEUE_OF_THEIRS
    try:
        return one_of(mine, name, none=none, several=Why.SEVERAL_QUEUES)
    except Unclear as unclear:
        other = await elsewhere(turn, name) if unclear.why is none else None
        if other is None:  # Who may not list queues is told that none of theirs is called so, which is true.
            raise
        return other


async def _options(turn: Turn, typed: str, *, joined: bool) -> list[Option]:
    mine = await turn.desk.menus.queues.of(turn.me.id, partial(turn.genesys.queues.all_user_queues, turn.me.id))
    wanted = typed.casefold()
    return [
        Option(queue.name, queue.id) for queue in mine if queue.joined is joined and wanted in queue.name.casefold()
    ]
