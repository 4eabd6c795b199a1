"""Queues that somebody does not belong to: nobody can join them before somebody who may has added them."""

from collections.abc import Sequence

from bot.changes.queue_members import AddMembers, NewMembership
from bot.directory.names import one_of
from bot.dispatch.turn import Turn
from bot.errors import Choice, Forbidden, GenesysError, Unclear, Why
from bot.genesys.queues import Queue
from bot.slack.blocks import Button
from bot.slack.mrkdwn import Mrkdwn, joined, mrkdwn
from bot.slack.reply import Reply
from handlers.offer_words import WISHED
from handlers.outcomes import plan_of, propose
from handlers.refusals import UNCHANGED

#: Of which one is enough to add somebody, as Genesys tells them: a hint, on which the 403 has the last word.
ADDS = {"routing:queueMember:manage", "routing:queue:edit"}


async def elsewhere(turn: Turn, name: str) -> Queue | None:
    """A queue of the organisation whose name begins so; None also for who may not list them. Raises `Unclear`."""
    try:
        found = (await turn.genesys.queues.get_routing_queues(name=f"{name}*")).entities
        return one_of(found, name, none=Why.NO_QUEUE, several=Why.SEVERAL_QUEUES) if found else None
    except Forbidden:
        return None
    except Unclear as unclear:
        # By their names: an id is looked for among one's own queues alone.
        choices = [Choice(choice.label, choice.label) for choice in unclear.choices]
        raise Unclear(unclear.why, unclear.said, choices) from unclear


def nothing_to_leave(turn: Turn, queues: Sequence[Queue]) -> Reply:
    """Who is no member has joined nothing."""
    return Reply([mrkdwn("{}, so there is nothing to leave. {}", _no_member(turn, queues), UNCHANGED)])


async def become_member(turn: Turn, queues: Sequence[Queue]) -> Reply:
    """Offers to add them, to whoever may; to anybody else, to ask for it."""
    wanted = tuple(NewMembership(id=queue.id, name=queue.name) for queue in queues)
    change = AddMembers(user_id=turn.about.id, wanted=wanted)
    if turn.wishes_decision or await _may_add(turn):
        return await propose(turn, change)
    row = await turn.desk.door.offer(plan_of(turn, change), turn.origin())
    lines = [mrkdwn("{}. {}", _no_member(turn, queues), UNCHANGED)]
    if turn.subject is None:
        lines.append(mrkdwn("You can join once somebody has added you. Your lead may."))
        return Reply(lines, [Button("Ask to be added…", "requests.reason", row.id + WISHED)])
    lines.append(mrkdwn("They can join once somebody has added them. Your lead may."))
    return Reply(lines, [Button("Ask to have them added…", "requests.reason", row.id + WISHED)])


def _no_member(turn: Turn, queues: Sequence[Queue]) -> Mrkdwn:
    names = joined(", ", [mrkdwn("*{}*", queue.name) for queue in queues])
    if turn.subject is None:
        return mrkdwn("You are not a member of {}", names)
    return mrkdwn("*{}* is not a member of {}", turn.subject.name, names)


async def _may_add(turn: Turn) -> bool:
    try:
        me = await turn.genesys.users.get_users_me(expand=("authorization",))
    except GenesysError:
        return False
    return me.authorization is not None and not ADDS.isdisjoint(me.authorization.permissions)
