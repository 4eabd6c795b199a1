"""Posts digests when they are due, each with its owner's token, through a client that cannot write."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.dispatch.due import Due
from bot.dispatch.router import Router
from bot.errors import Forbidden, NotFound
from bot.floor.reading import team_of
from bot.schedules.fired import Fired, Held, Sent, Skip, Skipped
from bot.schedules.schedule import Firing, Paused, Schedule
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.pace import Failed
from bot.slack.reply import Reply
from bot.slack.sender import Place, Sender, Unsent
from handlers.digest_cards import content_of
from handlers.digest_rooms import UNSEEN, closed
from handlers.digest_words import messages, seen

router = Router()

#: A part of the team that Genesys does not tell of is asked for again, for so long after the moment.
WHOLE_WITHIN = timedelta(minutes=2)
AGAIN_AFTER = timedelta(seconds=30)
#: A channel takes a message a second: what needs longer goes on in another turn (`bot/schedules/firing.py`: WITHIN_S).
TURN_S = 15.0
#: Slack's words for a place where nothing can be said any more.
CLOSED = {"channel_not_found", "is_archived", "not_in_channel", "restricted_action"}
STILL = {
    Paused.ASLEEP: "its owner's Genesys sign-in has ended.",
    Paused.UNLINKED: "its owner is no longer linked to Genesys, or no longer here.",
    Paused.ASKED: "its owner has paused it.",
}
REMOVED = {"thread_not_found"}  #: somebody took the digest away while its thread was being said
FOOT = "Digest {} of {}, who may see this in Genesys. `{} digests` shows when it comes."


@router.job("digest")
async def due(due: Due) -> Sequence[Fired]:
    turn = _Turn(due, asyncio.get_running_loop().time() + TURN_S)
    return [await _fired(turn, firing) for firing in due.firings]


@dataclass(frozen=True)
class _Turn:
    """What is due, and how long it may take by the loop's time: the rest is said in another turn."""

    due: Due
    until_s: float

    @property
    def is_over(self) -> bool:
        return asyncio.get_running_loop().time() > self.until_s


async def _fired(turn: _Turn, firing: Firing) -> Fired:
    due, schedule = turn.due, firing.schedule
    if turn.is_over:
        return Held(due.now)
    if why := await _closed(due, schedule):
        return await _stopped(due, firing, why)
    stands = await due.desk.posts.of(firing.id)
    drafted = (due.desk.posts.draft(firing.id) if stands else None) or await _drafted(due, firing)
    if not isinstance(drafted, Sequence):
        return drafted
    due.desk.posts.keep(firing.id, drafted)
    there = Place(schedule.slack.user_id, team=schedule.slack.workspace, channel=schedule.channel or "")
    try:
        whole = await _posted(turn, firing.id, there, drafted, stands)
    except Unsent as error:
        if _word(error) in REMOVED:
            return Sent()
        if _word(error) not in CLOSED:
            raise
        return await _stopped(due, firing, UNSEEN)
    return Sent() if whole else Held(due.now)


async def _closed(due: Due, schedule: Schedule) -> Mrkdwn | None:
    """The channel is looked at anew: since it was set up, another company may have come to share it."""
    if not schedule.channel:
        return None
    try:
        return closed(await due.sender.channels.look(schedule.slack.workspace, schedule.channel, in_turn=True))
    except Failed as failed:
        raise Unsent(failed.reason) from None


async def _drafted(due: Due, firing: Firing) -> Sequence[Reply] | Fired:
    """The messages; or why there are none now."""
    schedule, content = firing.schedule, content_of(firing.schedule)
    try:
        floor = await team_of(due.actor.reading, content.lead_id, now=due.now)
    except NotFound:
        why = mrkdwn("Genesys doesn't know {} any more.", content.lead_name)
        return await _stopped(due, firing, why, Skip.PAUSED)
    except Forbidden:
        why = mrkdwn("Genesys doesn't let you see {}'s team any more.", content.lead_name)
        return await _stopped(due, firing, why, Skip.PAUSED)
    if not floor.whole and due.now - firing.fire_at < WHOLE_WITHIN:
        return Held(due.now + AGAIN_AFTER)
    what = seen(content, floor, schedule.zone_now)
    if content.quiet and what.is_calm:
        return Skipped(Skip.NOTHING_NEW)
    foot = mrkdwn(FOOT, schedule.id, due.actor.me.name, due.desk.command)
    # Three thousand people are a seventh of a second of work, in which nobody else would be answered.
    return await asyncio.to_thread(messages, what, foot)


async def _posted(turn: _Turn, key: str, there: Place, replies: Sequence[Reply], stands: Mapping[int, str]) -> bool:
    """One message, and the others below it; whether all stand. What stands already is not said again."""
    posts, first = turn.due.desk.posts, ""
    for number, reply in enumerate(replies):
        ts = stands.get(number)
        if ts is None:
            if turn.is_over:
                return False
            place = replace(there, thread_ts=first or None)
            ts = (await turn.due.sender.post(place, reply, key=f"{key}-{number}")).ts or ""
            await posts.add(key, number, ts)
        first = first or ts
    return True


async def _stopped(due: Due, firing: Firing, why: Mrkdwn, skip: Skip = Skip.NO_CHANNEL) -> Fired:
    """It stands still, and its owner is told once, by a direct message."""
    schedule = firing.schedule
    where = mrkdwn(" in #{}", content_of(schedule).channel_name) if schedule.channel else mrkdwn(" for you")
    text = "*Digest {}{} is paused:* {} It says nothing until you let it go on, with `{} digest resume {}`."
    told = Reply([mrkdwn(text, schedule.id, where, why, due.desk.command, schedule.id)])
    try:
        turn, owner = _Turn(due, math.inf), Place(schedule.slack.user_id, team=schedule.slack.workspace)
        key = f"{firing.id}-end"
        await _posted(turn, key, owner, [told], await due.desk.posts.of(key))
    except Unsent as error:
        if _word(error) not in CLOSED:
            raise
    await due.desk.schedules.pause(schedule.id, schedule.slack)
    return Skipped(skip)


def _word(error: Unsent) -> str:
    return str(error).partition(" ")[0]


def stillness_teller(sender: Sender, command: str) -> Callable[[Schedule], Awaitable[None]]:
    """Tells a channel that nobody's rights can look for its digest any more."""

    async def tell(schedule: Schedule) -> None:
        why = STILL[schedule.paused_why or Paused.UNLINKED]
        text = (
            "*Digest {} stands still:* {} It goes on once they link again. Anybody can set up another: `{} digest new`."
        )
        place = Place(schedule.slack.user_id, team=schedule.slack.workspace, channel=schedule.channel or "")
        try:
            await sender.post(place, Reply([mrkdwn(text, schedule.id, why, command)]), key=f"{schedule.id}-still")
        except Unsent as error:
            if _word(error) not in CLOSED:
                raise

    return tell
