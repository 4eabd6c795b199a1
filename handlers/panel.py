"""The personal panel: your state, what stops calls, and the buttons for it; and somebody else's state."""

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.grammar.spoken import since, spoken
from bot.slack.blocks import Button, Element, Picker
from bot.slack.mrkdwn import NOTHING, Mrkdwn, joined, mrkdwn
from bot.slack.reply import Reply
from handlers.arriving import Day, hindrances, read_day
from handlers.wording import said

router = Router()

SHOWN_QUEUES = 15


@router.verb(
    "status [@PERSON]",
    does="Shows your state and what stops calls, or a colleague's state.",
    aliases=("me", "panel"),
    examples=("status", "status @ana"),
)
async def status(turn: Turn) -> Reply:
    name = turn.words.name()
    turn.words.nothing()
    if name is None:
        return await panel(turn)
    user = await turn.desk.people.find(name, asker=turn.slack, genesys=turn.genesys)
    if user.id == turn.me.id:
        return await panel(turn)
    return Reply([mrkdwn("*{}* ({})", user.name, user.email), *await _brief(turn, user.id)])


@router.action("panel.show")
async def show(turn: Turn) -> Reply:
    return await panel(turn)


@router.shortcut("panel.open", name="My status", description="Shows your Genesys state and what stops calls.")
async def open_panel(turn: Turn) -> Reply:
    return await panel(turn)


async def panel(turn: Turn) -> Reply:
    """The panel of whoever asks."""
    day = await read_day(turn.genesys, turn.me.id)
    lines, mends = hindrances(day)
    if day.on_queue:
        verdict = [mrkdwn("*Calls don't reach you yet:*"), *lines] if lines else [mrkdwn("*Calls can reach you.*")]
    else:
        verdict = [mrkdwn("*You are off queue:* no queue calls reach you.")]
    return Reply([*verdict, *await _facts(turn, day)], [*_moves(day), *(mends if day.on_queue else [])])


def _moves(day: Day) -> list[Element]:
    going = (
        Button("Go off queue", "presence.off")
        if day.on_queue
        else Button("Go on queue", "presence.on", style="primary")
    )
    away = (
        Button("End out-of-office", "outofoffice.off")
        if day.out_of_office.active and not day.on_queue
        else Button("Out of office…", "outofoffice.form")
    )
    picker = [] if day.on_queue and not day.joined else [Picker("Join…", "queues.join")]
    return [
        going,
        Button("Break", "presence.break"),
        Button("Back", "presence.back"),
        away,
        *picker,
        Picker("Leave…", "queues.leave"),
    ]


async def _facts(turn: Turn, day: Day) -> list[Mrkdwn]:
    names = day.joined
    more = mrkdwn(" and {} more", len(names) - SHOWN_QUEUES) if len(names) > SHOWN_QUEUES else NOTHING
    shown = joined(", ", [mrkdwn("{}", name) for name in names[:SHOWN_QUEUES]]) if names else mrkdwn("none")
    return [
        await _presence(turn, day),
        mrkdwn("Queues joined: {}{} ({} of {})", shown, more, len(names), len(day.queues)),
        mrkdwn("Station: {}", day.station or ("none" if day.stations else "not visible to you")),
        _out_of_office(turn, day),
        *await _lasting(turn),
        mrkdwn("As of {}", spoken(turn.now, zone=turn.zone, now=turn.now)),
    ]


async def _lasting(turn: Turn) -> list[Mrkdwn]:
    """What is put back by itself."""
    some = await turn.desk.put_backs.lasting(turn.me.id)
    return [
        mrkdwn("Until {}: {}", spoken(ends, zone=turn.zone, now=turn.now), said(what, zone=turn.zone, now=turn.now))
        for what, ends in some
    ]


async def _presence(turn: Turn, day: Day) -> Mrkdwn:
    definition = day.presence.presence_definition
    label = await turn.desk.presences.label_of(turn.genesys, definition.id) if definition else ""
    name = label or (definition.system_presence if definition else "") or "unknown"
    at = day.presence.modified_date
    begun = (spoken(at, zone=turn.zone, now=turn.now), since(at, now=turn.now)) if at else ()
    for_span = mrkdwn(" since {} ({})", *begun) if begun else NOTHING
    return mrkdwn("Presence: {}{} · routing status {}", name, for_span, day.routing.status or "unknown")


def _out_of_office(turn: Turn, day: Day) -> Mrkdwn:
    setting = day.out_of_office
    if not setting.active:
        return mrkdwn("Out of office: no")
    if setting.end_date and not setting.indefinite:
        return mrkdwn("Out of office: yes, back on {}", spoken(setting.end_date, zone=turn.zone, now=turn.now))
    return mrkdwn("Out of office: yes, until you end it")


async def _brief(turn: Turn, user_id: str) -> list[Mrkdwn]:
    """A colleague's state: what everybody may see."""
    user = await turn.genesys.users.get_user(user_id, expand=("presence", "routingStatus", "outOfOffice"))
    definition = user.presence.presence_definition if user.presence else None
    label = await turn.desk.presences.label_of(turn.genesys, definition.id) if definition else ""
    away = user.out_of_office
    lines = [mrkdwn("Presence: {}", label or (definition.system_presence if definition else "") or "unknown")]
    if user.routing_status:
        lines.append(mrkdwn("Routing status: {}", user.routing_status.status))
    if away:
        lines.append(mrkdwn("Out of office: {}", "yes" if away.active else "no"))
    return [*lines, mrkdwn("As of {}", spoken(turn.now, zone=turn.zone, now=turn.now))]
