"""Presence: on and off queue, breaks and the organisation's own labels, and back."""

from dataclasses import replace

from bot.changes.outofoffice import SetOutOfOffice
from bot.changes.presence import GoOnQueue, PresenceNow, SetPresence, presence_now
from bot.changes.row import ChangeRow
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import GenesysError, Unclear, Why
from bot.genesys.presence import same_presence
from bot.slack.blocks import Button
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.arriving import hindrances, read_day, their_hindrances
from handlers.ends import with_end
from handlers.outcomes import propose

router = Router()

AWAY = ("Break", "Meal", "Away", "Meeting", "Training", "Busy", "Offline")


@router.verb(
    "on [until TIME]",
    does="Goes on queue, and says what still stops calls.",
    aliases=("onqueue",),
    examples=("on",),
    everyday=True,
    for_others=True,
    can_be_asked=True,
)
async def on(turn: Turn) -> Reply:
    return await _go_on(with_end(turn))


@router.action("presence.on")
async def on_pressed(turn: Turn) -> Reply:
    return await _go_on(turn)


@router.shortcut(
    "presence.on_queue", name="Go on queue", description="Shows your state, with the button that takes you on queue."
)
async def on_from_shortcut(turn: Turn) -> Reply:  # noqa: ARG001 - the signature of every handler
    """A shortcut says what will happen before it acts."""
    text = "This sets your presence to On Queue, so that calls from your joined queues reach you."
    return Reply([mrkdwn(text)], [Button("Go on queue", "presence.on", style="primary")])


@router.verb(
    "off [until TIME]",
    does="Goes off queue: sets your presence to Available.",
    aliases=("offqueue", "available"),
    examples=("off",),
    everyday=True,
    for_others=True,
    can_be_asked=True,
)
async def off(turn: Turn) -> Reply:
    return await _go(with_end(turn), "Available")


@router.action("presence.off")
async def off_pressed(turn: Turn) -> Reply:
    return await _go(turn, "Available")


@router.verb(
    "offline [until TIME]",
    does="Ends your day: sets your presence to Offline.",
    examples=("offline",),
    for_others=True,
    can_be_asked=True,
)
async def offline(turn: Turn) -> Reply:
    return await _go(with_end(turn), "Offline")


@router.verb(
    "break [until TIME]",
    does="Sets your presence to Break.",
    aliases=("brb", "pause"),
    examples=("break", "break 15", "break until 14:30"),
    everyday=True,
    for_others=True,
    can_be_asked=True,
)
async def take_break(turn: Turn) -> Reply:
    return await _go(with_end(turn), "Break")


@router.action("presence.break")
async def break_pressed(turn: Turn) -> Reply:
    return await _go(turn, "Break")


@router.verb(
    "meal [until TIME]",
    does="Sets your presence to Meal.",
    aliases=("lunch", "dinner"),
    examples=("meal", "lunch for 45 minutes"),
    everyday=True,
    for_others=True,
    can_be_asked=True,
)
async def meal(turn: Turn) -> Reply:
    return await _go(with_end(turn), "Meal")


@router.verb(
    "busy [until TIME]", does="Sets your presence to Busy.", examples=("busy",), for_others=True, can_be_asked=True
)
async def busy(turn: Turn) -> Reply:
    return await _go(with_end(turn), "Busy")


@router.verb(
    "meeting [until TIME]",
    does="Sets your presence to Meeting.",
    examples=("meeting",),
    for_others=True,
    can_be_asked=True,
)
async def meeting(turn: Turn) -> Reply:
    return await _go(with_end(turn), "Meeting")


@router.verb(
    "training [until TIME]",
    does="Sets your presence to Training.",
    examples=("training",),
    for_others=True,
    can_be_asked=True,
)
async def training(turn: Turn) -> Reply:
    return await _go(with_end(turn), "Training")


@router.verb(
    "away [until TIME]", does="Sets your presence to Away.", examples=("away",), for_others=True, can_be_asked=True
)
async def away(turn: Turn) -> Reply:
    return await _go(with_end(turn), "Away")


@router.verb(
    "back",
    does="Ends a break, a meal or an out-of-office, and returns to what was before.",
    examples=("back",),
    everyday=True,
    for_others=True,
    can_be_asked=True,
)
async def back(turn: Turn) -> Reply:
    return await _come_back(_without_end(turn))


@router.action("presence.back")
async def back_pressed(turn: Turn) -> Reply:
    return await _come_back(turn)


async def labelled(turn: Turn, label: str) -> Reply:
    """One of the organisation's own presences, by its label."""
    turn = with_end(turn)
    definition = (await turn.desk.presences.labels(turn.genesys))[label]
    return await propose(turn, SetPresence(user_id=turn.about.id, definition_id=definition.id, label=definition.label))


async def _go(turn: Turn, presence: str) -> Reply:
    definition = await turn.desk.presences.system(turn.genesys, presence)
    return await propose(turn, SetPresence(user_id=turn.about.id, definition_id=definition.id, label=definition.label))


async def _go_on(turn: Turn) -> Reply:
    """On queue, then a look at what still stops calls: a green "on queue" without calls is seen by nobody."""
    definition = await turn.desk.presences.system(turn.genesys, "On Queue")
    done = await propose(turn, GoOnQueue(user_id=turn.about.id, definition_id=definition.id, label=definition.label))
    if turn.subject is not None and not turn.wishes_decision:
        return await _with_what_stops_them(turn, done)
    if not done.tells:  # They are not on queue, or not yet.
        return done
    try:
        lines, mends = hindrances(await read_day(turn.genesys, turn.about.id))
    except GenesysError:  # The look alone failed: what was done stays said.
        unseen = mrkdwn("I couldn't see whether anything still stops calls. `{} status` shows it.", turn.desk.command)
        return replace(done, lines=[*done.lines, unseen])
    if not lines:
        return done
    still = [mrkdwn("*But calls don't reach you yet:*"), *lines]
    return Reply([done.lines[0], *still, *done.lines[1:]], [*mends, *done.elements], done.tells)


async def _with_what_stops_them(turn: Turn, offered: Reply) -> Reply:
    """Seen before it is confirmed; who may not see it is not kept from the rest."""
    try:
        lines = their_hindrances(await read_day(turn.genesys, turn.about.id))
    except GenesysError:
        return offered
    if not lines:
        return offered
    return replace(offered, lines=[*offered.lines, mrkdwn("*Even then no calls reach them:*"), *lines])


async def _come_back(turn: Turn) -> Reply:
    if turn.subject is not None:
        return await _end_away(turn) or Reply([mrkdwn("*{}* is not on a break. Nothing was changed.", turn.about.name)])
    out_of_office = await turn.genesys.outofoffice.get_user_outofoffice(turn.about.id)
    if not out_of_office.active:
        here = Reply([mrkdwn("You are not on a break or out of office. Nothing was changed.")])
        return await _end_away(turn) or here
    ended = await propose(turn, SetOutOfOffice(user_id=turn.about.id, active=False))
    try:
        returned = await _end_away(turn)
    except GenesysError:  # What was ended stays said.
        unseen = mrkdwn("I couldn't see your presence. `{} status` shows it.", turn.desk.command)
        return replace(ended, lines=[*ended.lines, unseen])
    if returned is None:
        return ended
    return Reply([*ended.lines, *returned.lines], returned.elements, (*ended.tells, *returned.tells))


async def _end_away(turn: Turn) -> Reply | None:
    """Back from a break or its like; None for whoever is on none."""
    now = await presence_now(turn.genesys, turn.about.id)
    if not any(same_presence(now.system, presence) for presence in AWAY):
        return None
    return await _return(turn, now)


async def _return(turn: Turn, now: PresenceNow) -> Reply:
    """To the presence before this one, if our own row knows it; else Available, with the button for more."""
    assert turn.actor is not None
    row = await turn.desk.door.before_this(turn.actor, turn.about.id, ("presence.set", "presence.on_queue"))
    before = _before(row, now)
    if before and before.on_queue:
        return await _go_on(turn)
    returned = await _go(turn, "Available")
    if before or turn.subject is not None:
        return returned
    return Reply(returned.lines, [Button("Go on queue", "presence.on"), *returned.elements], returned.tells)


def _before(row: ChangeRow | None, now: PresenceNow) -> PresenceNow | None:
    """What was before the presence that is now, if it was our own row that set it."""
    match row:
        case ChangeRow(change=SetPresence(definition_id=definition_id), before=PresenceNow() as before):
            return before if definition_id == now.definition_id else None
        case _:
            return None


def _without_end(turn: Turn) -> Turn:
    """What has no end of its own: one is understood, and refused, before anything changes."""
    if turn.words.ends:
        raise Unclear(Why.NO_UNTIL_HERE)
    turn.words.nothing()
    return turn
