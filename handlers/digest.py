"""Digests: how a team is doing, posted into a channel at set times, and seen with their owner's rights."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import Unclear, Why
from bot.floor.reading import team_of
from bot.floor.standing import EXPAND, standing
from bot.grammar.spoken import spoken
from bot.schedules.contents import DigestContent
from bot.schedules.schedule import Schedule
from bot.slack.blocks import Button, Element
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from handlers import digest_form, digest_post
from handlers.digest_cards import card, choices, content_of, in_a_line, theirs
from handlers.digest_rooms import ALONE, Closed, room_of
from handlers.digest_words import details, messages, seen
from handlers.refusals import UNCHANGED
from handlers.reminder_cards import skips

router = Router()
router.include(digest_form.router)
router.include(digest_post.router)

NONE = "You have no digest, and none is posted here. `{} digest new` sets one up, in the channel that is to read it."


@router.verb(
    "digest new|show|preview|edit|pause|resume|off [ID] [until TIME]",
    does="Posts how a team is doing into this channel, at the times that you set.",
    examples=("digest new", "digest preview R7K2", "digest pause R7K2 until monday", "digest off R7K2"),
)
async def digest(turn: Turn) -> Reply:
    deeds = {"new": new, "show": show, "preview": preview, "edit": show, "pause": pause, "resume": resume, "off": off}
    word, rest = turn.words.taking(*deeds)
    if not turn.words.text:
        return await listed(turn)
    return await deeds[word or "show"](turn.saying(rest.text))


@router.verb("digests", does="Lists your digests, and those that are posted in this channel.", examples=("digests",))
async def listed(turn: Turn) -> Reply:
    turn.words.nothing()
    mine = await turn.desk.schedules.of(turn.slack, "digest")
    lines = [in_a_line(turn, one) for one in mine]
    if others := await _others(turn):
        lines += [mrkdwn("*Of others, in this channel:*"), *(in_a_line(turn, one) for one in others)]
    if not lines:
        return Reply([mrkdwn(NONE, turn.desk.command)], [_setting_up(turn)])
    head = [mrkdwn("*Yours:*")] if mine else []
    return Reply([*head, *lines], [*choices(mine), _setting_up(turn)])


async def new(turn: Turn) -> Reply:
    """Who would read it, before anything is asked."""
    turn.words.nothing()
    room = await room_of(turn, turn.place.channel)
    if isinstance(room, Closed):
        return Reply([mrkdwn("{} {}", room.why, UNCHANGED)])
    lines = [
        mrkdwn("A digest tells how a team is doing: who may need somebody first, then how many do what."),
        room.readers,
    ]
    return Reply(lines, [_setting_up(turn), Button("Preview my team", "digest.preview", ALONE)])


@router.action("digest.show")
async def show(turn: Turn) -> Reply:
    """With the last times at which nothing was posted, and why."""
    schedule = await _meant(turn)
    shown = card(turn, schedule)
    return Reply([*shown.lines, *await skips(turn, schedule)], shown.elements)


@router.action("digest.preview")
async def preview(turn: Turn) -> Reply:
    """What would be posted now, for whoever asks alone; of who has no digest, their own team."""
    named = turn.picked or turn.words.text
    if turn.picked == (ALONE,) or not (named or await turn.desk.schedules.of(turn.slack, "digest")):
        own = DigestContent(lead_id=turn.me.id, lead_name=turn.me.name)
        return await _previewed(turn, own, turn.zone, [_setting_up(turn)])
    schedule = await _meant(turn)
    return await _previewed(turn, content_of(schedule), schedule.zone_now, choices([schedule]))


@router.action("digest.pause")
async def pause(turn: Turn) -> Reply:
    schedule = await _meant(turn)
    until = turn.words.moment("until")
    turn.words.nothing()
    paused = await turn.desk.schedules.pause(schedule.id, turn.slack, until.at if until else None)
    return _told(turn, paused, schedule.id, mrkdwn("*Digest {} is paused.*", schedule.id))


@router.action("digest.resume")
async def resume(turn: Turn) -> Reply:
    schedule = await _meant(turn)
    resumed = await turn.desk.schedules.resume(schedule.id, turn.slack)
    return _told(turn, resumed, schedule.id, mrkdwn("*Digest {} goes on.*", schedule.id))


@router.action("digest.off")
async def off(turn: Turn) -> Reply:
    schedule = await _meant(turn)
    if await turn.desk.schedules.end(schedule.id, turn.slack) is None:
        raise Unclear(Why.NO_DIGEST, schedule.id)
    text = "*Digest {} is off*: nothing more is posted. `{} digest new` sets up another."
    return Reply([mrkdwn(text, schedule.id, turn.desk.command)])


@router.action("digest.see")
async def see(turn: Turn) -> Reply:
    """One person's state, as whoever presses it may see it."""
    user = await turn.genesys.reading().users.get_user(turn.picked[0] if turn.picked else "", EXPAND)
    at = spoken(turn.now, zone=turn.zone, now=turn.now)
    state = details(standing(user, turn.now), turn.now)
    text = "*{}* ({}), as of {}: {}."
    return Reply(
        [
            mrkdwn(text, user.name, user.email, at, state),
            mrkdwn("Only you see this. To write to them, look for them in Slack."),
        ]
    )


async def _meant(turn: Turn) -> Schedule:
    """What was clicked or named; without a name, the only one there is."""
    said = turn.picked[0] if turn.picked else turn.words.name()
    if said is not None:
        return await theirs(turn, said)
    mine = await turn.desk.schedules.of(turn.slack, "digest")
    if len(mine) != 1:
        raise Unclear(Why.MISSING)
    return mine[0]


async def _previewed(turn: Turn, content: DigestContent, zone: ZoneInfo, onward: Sequence[Element]) -> Reply:
    """It stands where the button was, so it leads on from there."""
    floor = await team_of(turn.genesys.reading(), content.lead_id, now=turn.now)
    what = seen(content, floor, zone)
    first, *more = messages(what, mrkdwn("*A preview, for you alone:* nothing was posted."))
    lines = list(first.lines)
    if content.quiet and what.is_calm:
        lines.append(mrkdwn("It would not be posted now, because nothing needs anyone."))
    if more:
        lines.append(mrkdwn("Everybody else of the team would follow in its thread, in {} messages.", len(more)))
    return Reply(lines, [*first.elements, *onward], figures=first.figures)


async def _others(turn: Turn) -> list[Schedule]:
    if turn.place.is_dm:
        return []
    here = await turn.desk.schedules.in_channel(turn.slack.team_id, turn.place.channel)
    return [one for one in here if one.kind == "digest" and one.slack != turn.slack]


def _setting_up(turn: Turn) -> Button:
    return Button("Set up a digest…", "digest.form", ALONE if turn.place.is_dm else turn.place.channel)


def _told(turn: Turn, schedule: Schedule | None, said: str, line: Mrkdwn) -> Reply:
    """What became of it. None: it ended in the meantime."""
    if schedule is None:
        raise Unclear(Why.NO_DIGEST, said)
    shown = card(turn, schedule)
    return Reply([line, *shown.lines], shown.elements)
