"""What nobody waits for: messages that the clock sends, and Home. Each has its turn (`bot/slack/lanes.py`)."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from bot.slack.blocks import Block
from bot.slack.calls import Calls
from bot.slack.lanes import LaneId, Lanes, Stopping
from bot.slack.pace import Failed, Patience, Refused
from bot.slack.place import Place, Unsent
from bot.slack.plainer import plainer
from bot.slack.reply import Reply
from bot.slack.waiting import Waiting

GAP_S = 1.0  #: between two messages in one channel
POSTS_WAIT_S = 300.0  #: for a limit, once it is a message's turn; what Slack holds longer is its sender's to repeat
HOME_WAITS_S = 8.0
KEY_EVENT = "onqueue_message"  #: `event_type` of the metadata that says which message this is
UNHEARD_S = 600.0  #: for so long it is remembered that a message was sent although nobody waited for it
MOST_UNHEARD = 1000
#: Slack's words for a message that can no longer be changed: the new state is posted anew.
NOT_THERE = {"message_not_found", "cant_update_message", "edit_window_closed", "block_mismatch"}


Message = tuple[LaneId, str | None, str]  #: a conversation, its thread, and the key


class Unheard:
    """Messages that were under way when whoever sent them gave up: sent again with the same key, they stand already."""

    def __init__(self, time: Waiting) -> None:
        self._time = time
        self._there: OrderedDict[Message, tuple[float, Place]] = OrderedDict()

    def keep(self, message: Message, there: Place) -> None:
        self._there[message] = self._time.now_s(), there
        if len(self._there) > MOST_UNHEARD:
            self._there.popitem(last=False)

    def taken(self, message: Message) -> Place | None:
        """Where it stands; asked once."""
        said_at_s, there = self._there.pop(message, (0.0, None))
        return there if self._time.now_s() - said_at_s < UNHEARD_S else None


class Posting:
    """Raises `Unsent` where Slack takes a message in no form, or the process ends before its turn."""

    def __init__(self, calls: Calls, time: Waiting) -> None:
        self._calls = calls
        self._time = time
        self._lanes: Lanes[Place] = Lanes(time)
        self._unheard = Unheard(time)

    async def post(self, place: Place, reply: Reply, *, key: str) -> Place:
        """Into a channel, for all of it to read, or to the person; where `place` has a message, in its place.

        Who gives up while it is under way, and sends it again with the same `key`, sends it once.
        """
        message, is_awaited = (_lane(place), place.thread_ts, key), True

        async def say() -> Place:
            if place.ts is None and (there := self._unheard.taken(message)) is not None:
                return there
            there = await added()
            if place.ts is None and not is_awaited:  # A card may be changed as often as somebody likes.
                self._unheard.keep(message, there)
            return there

        async def added() -> Place:
            patience = Patience(POSTS_WAIT_S, self._time)
            if place.ts is not None:
                try:
                    return await self._change(place, reply, patience)
                except Refused as refused:
                    if refused.reason not in NOT_THERE:
                        raise
            return await self._add(place, reply, patience, key)

        try:
            return await self._said(_lane(place), say, card=place.ts, gap_s=GAP_S, otherwise=place)
        except asyncio.CancelledError:
            is_awaited = False
            raise

    async def publish(self, team: str, user: str, view: Block) -> None:
        """Somebody's Home. Of several that wait, the newest is shown."""
        there = Place(user, team=team)

        async def say() -> Place:
            await self._calls.api(team, "views.publish", Patience(HOME_WAITS_S, self._time), user_id=user, view=view)
            return there

        await self._said(LaneId(team, f"home of {user}"), say, card="home", gap_s=0.0, otherwise=there)

    def drop(self, place: Place) -> None:
        """An answer is on its way to what stands there: what waits to be shown there is older."""
        if place.ts is not None:
            self._lanes.drop(_lane(place), place.ts)

    async def drain(self, within_s: float) -> None:
        """Sends what waits, for so long, and takes nothing more."""
        await self._lanes.drain(within_s)

    async def _said(
        self, where: LaneId, say: Callable[[], Awaitable[Place]], *, card: str | None, gap_s: float, otherwise: Place
    ) -> Place:
        try:
            return await self._lanes.say(where, say, gap_s=gap_s, card=card) or otherwise
        except (Failed, Stopping) as reason:
            raise Unsent(str(reason) or "stopping") from None

    async def _change(self, place: Place, reply: Reply, patience: Patience) -> Place:
        where = {"channel": place.channel, "ts": place.ts}

        async def say(text: str, blocks: list[Block]) -> Any:
            return await self._calls.api_in_turn(place.team, "chat.update", patience, **where, text=text, blocks=blocks)

        await plainer(reply, say)
        return place

    async def _add(self, place: Place, reply: Reply, patience: Patience, key: str) -> Place:
        where = {
            "channel": place.channel or place.user,
            "thread_ts": place.thread_ts,
            "unfurl_links": False,
        }
        metadata = {"event_type": KEY_EVENT, "event_payload": {"key": key}}

        async def say(text: str, blocks: list[Block]) -> Any:
            return await self._calls.api_in_turn(
                place.team, "chat.postMessage", patience, **where, text=text, blocks=blocks, metadata=metadata
            )

        answer = await plainer(reply, say)
        there = Place(place.user, team=place.team, channel=str(answer.get("channel") or ""), thread_ts=place.thread_ts)
        return replace(there, ts=answer.get("ts"))


def _lane(place: Place) -> LaneId:
    """A direct message is its person's, whichever of its two names it goes by."""
    return LaneId(place.team, place.user if place.is_dm else place.channel)
