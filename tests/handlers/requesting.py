"""People who ask and decide, and what they read of it."""

import asyncio
from typing import Any

from tests.stage.stage import Person, Stage

#: The two of the floor whom Genesys lets not touch their own queues, and not go on queue.
NO_QUEUES = 38


async def asker_and_lead(stage: Stage) -> tuple[Person, Person]:
    """Milo, whom Genesys lets not leave his queues, and Femi, who leads him; both linked."""
    asker = stage.person(NO_QUEUES)
    lead = next(one for one in map(stage.person, range(40)) if one.who.genesys_user == asker.who.manager)
    await asker.links()
    await lead.links()
    return asker, lead


def stands(person: Person, channel: str = "", thread_ts: str | None = None) -> list[dict[str, Any]]:
    """What a person sees in their direct messages with the bot, or in a channel, oldest first."""
    window = person.stage.sides.emulator.window(person.who.slack_user)
    where = channel or next(one["id"] for one in window.snapshot()["channels"] if one["kind"] == "im")
    return window.history(where, thread_ts)


async def reads(person: Person, text: str, channel: str = "", *, thread: bool = False) -> str:
    """The newest message with this in it, once it stands there."""
    async with asyncio.timeout(10):
        while True:
            messages = stands(person, channel)
            if thread:
                messages = [one for root in messages for one in stands(person, channel, root["ts"])[1:]]
            for message in reversed(messages):
                if text in message["text"]:
                    return str(message["text"])
            await asyncio.sleep(0.02)
