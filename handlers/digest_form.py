"""The form of a digest, new or changed: whose state, when, by whose clock, and what needs a look."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import FieldError, Unclear, Why
from bot.genesys.users import User
from bot.grammar.spoken import spoken
from bot.schedules.contents import DigestContent
from bot.schedules.rules import Calendar, described, read_rule, upcoming
from bot.schedules.schedule import Schedule
from bot.slack import limits
from bot.slack.blocks import Option
from bot.slack.form import ChecksField, ChoiceField, Field, Form, SearchField, TextField, Values
from bot.slack.mrkdwn import Mrkdwn, joined, mrkdwn, shown
from bot.slack.reply import Reply
from handlers.digest_cards import card, content_of, theirs
from handlers.digest_rooms import STRANGER, Closed, Room, is_member, room_of

router = Router()

MOST = 20
BREAKS = (10, 15, 20, 30, 45, 60, 90)
USUAL = "weekdays at 08:55"
ENOUGH_TO_SEARCH = 2
UNMADE = "Nothing was set up."
UTC = ZoneInfo("UTC")


@router.action("digest.form", opens=True)
async def new(turn: Turn) -> Form | Reply:
    """The click's value is a channel, or the person alone."""
    room = await room_of(turn, turn.picked[0] if turn.picked else turn.place.channel)
    if isinstance(room, Closed):
        return Reply([mrkdwn("{} {}", room.why, UNMADE)])
    fields = _fields(turn.zone.key, DigestContent(), USUAL, lead="your own direct reports")
    return Form("digest.new", "New digest", "Set up", [room.readers], fields, about=room.channel or "me")


@router.action("digest.edit", opens=True)
async def edit(turn: Turn) -> Form | Reply:
    schedule = await theirs(turn, turn.picked[0] if turn.picked else "")
    content = content_of(schedule)
    room = await room_of(turn, schedule.channel or "")
    readers = room.why if isinstance(room, Closed) else room.readers
    fields = _fields(schedule.zone_now.key, content, described(schedule.rule), lead=f"stays {content.lead_name}")
    return Form("digest.edit", f"Digest {schedule.id}", "Save", [readers], fields, about=schedule.id)


def check(values: Values, now: datetime) -> None:
    """When it comes has to be a time of day that comes again."""
    _rule(values, now)


@router.view("digest.new", check=check)
async def made(turn: Turn) -> Reply:
    room = await room_of(turn, turn.values.about)
    if isinstance(room, Closed):
        return Reply([mrkdwn("{} {}", room.why, UNMADE)])
    if not await is_member(turn, room):
        return Reply([mrkdwn("{} {}", STRANGER, UNMADE)])
    if len(await turn.desk.schedules.of(turn.slack, "digest")) >= MOST:
        return Reply([mrkdwn("You have {} digests, and more I don't keep. {}", MOST, UNMADE)])
    lead = await _lead(turn, turn.me.id)
    if not await _has_team(turn, lead):
        return Reply([mrkdwn("*{}* has no direct reports in Genesys. {}", lead.name, UNMADE)])
    content, zone = _content(turn.values, lead, room), _zone(turn.values, turn.zone)
    rule, actor = _rule(turn.values, turn.now), turn.actor
    assert actor is not None
    schedule = await turn.desk.schedules.add(actor, rule, content, channel=room.channel, zone=zone)
    return _kept(turn, schedule, mrkdwn("*Digest {} is set up.*", schedule.id), room.readers)


@router.view("digest.edit", check=check)
async def changed(turn: Turn) -> Reply:
    old = await theirs(turn, turn.values.about)
    before = content_of(old)
    lead = await _lead(turn, before.lead_id)
    if not await _has_team(turn, lead):
        return Reply([mrkdwn("*{}* has no direct reports in Genesys. Nothing was changed.", lead.name)])
    content = _content(turn.values, lead, Room(old.channel, before.channel_name, mrkdwn("")))
    zone, rule = _zone(turn.values, old.zone_now), _rule(turn.values, turn.now)
    schedule = await turn.desk.schedules.edit(old.id, turn.slack, rule=rule, content=content, zone=zone)
    if schedule is None:
        raise Unclear(Why.NO_DIGEST, old.id)
    return _kept(turn, schedule, mrkdwn("*Digest {} is changed.*", schedule.id))


@router.options("digest.leads")
async def leads(turn: Turn, typed: str) -> list[Option]:
    if len(typed) < ENOUGH_TO_SEARCH:
        return []
    return [Option(user.name, user.id, user.email) for user in await turn.genesys.reading().users.search(typed)]


@router.options("digest.zones")
async def zones(turn: Turn, typed: str) -> list[Option]:
    """The person's own first, then whatever fits."""
    wanted = typed.casefold().replace(" ", "_")
    found = [name for name in (turn.zone.key, *_all_zones()) if wanted in name.casefold()]
    return [Option(name, name) for name in list(dict.fromkeys(found))[: limits.OPTIONS]]


def _fields(zone: str, content: DigestContent, when: str, *, lead: str) -> list[Field]:
    breaks = [Option(f"{minutes} minutes", str(minutes)) for minutes in BREAKS]
    return [
        SearchField(
            "lead", "Whose team", "digest.leads", optional=True, hint=f"Somebody with direct reports. Empty: {lead}."
        ),
        TextField("when", "When", when, hint="Days and times: weekdays 08:55, or mon and thu 9:00 and 14:00."),
        SearchField("zone", "By the clock of", "digest.zones", optional=True, hint=f"A time zone. Empty: {zone}."),
        ChoiceField("breaks", "A break needs a look after", breaks, str(content.break_minutes)),
        ChecksField(
            "quiet",
            "While nothing needs anyone",
            [Option("Post nothing", "quiet")],
            ["quiet"] if content.quiet else (),
            optional=True,
        ),
    ]


def _rule(values: Values, now: datetime) -> Calendar:
    """Raises `FieldError`. Times of day mean the same in every zone, so any will do to read them."""
    said = values.texts.get("when", "")
    try:
        rule = read_rule(said, now=now, zone=UTC)
    except Unclear as unclear:
        why = Why.NOT_AGAIN if unclear.why in {Why.NOT_A_RULE, Why.MISSING} else unclear.why
        raise FieldError("when", why, shown(unclear.said or said)) from unclear
    if not isinstance(rule, Calendar):
        raise FieldError("when", Why.NOT_AGAIN, shown(said))
    return rule


def _content(values: Values, lead: User, room: Room) -> DigestContent:
    minutes = values.picked.get("breaks", "")
    return DigestContent(
        lead_id=lead.id,
        lead_name=lead.name,
        channel_name=room.name,
        break_minutes=int(minutes) if minutes in map(str, BREAKS) else DigestContent().break_minutes,
        quiet="quiet" in values.ticked.get("quiet", ()),
    )


def _zone(values: Values, otherwise: ZoneInfo) -> ZoneInfo:
    name = values.picked.get("zone", "")
    return ZoneInfo(name) if name in _all_zones() else otherwise


async def _lead(turn: Turn, otherwise: str) -> User:
    return await turn.genesys.reading().users.get_user(turn.values.picked.get("lead") or otherwise)


async def _has_team(turn: Turn, lead: User) -> bool:
    return bool(await turn.genesys.reading().users.get_user_directreports(lead.id))


def _kept(turn: Turn, schedule: Schedule, *lines: Mrkdwn) -> Reply:
    """What it is now, and the next three times."""
    zone = schedule.zone_now
    times = upcoming(schedule.rule, zone=zone, after=turn.now)
    spoken_times = joined(", ", [mrkdwn("{}", spoken(at, zone=zone, now=turn.now)) for at in times])
    kept = card(turn, schedule)
    return Reply([*lines, *kept.lines, mrkdwn("The next times: {} ({}).", spoken_times, zone.key)], kept.elements)


@lru_cache(1)
def _all_zones() -> tuple[str, ...]:
    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))
