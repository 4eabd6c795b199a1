"""People who ask and decide, and what they read of it."""

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.store.tables import requests
from tests.stage.stage import Person, Said, Stage

NO_QUEUES = 38  #: of the floor: Genesys lets them not touch their own queues
WITHIN_S = 30.0  #: a limit, for slow machines
AGAIN_S = 0.05


async def asker_and_lead(stage: Stage) -> tuple[Person, Person]:
    """Milo, whom Genesys lets not leave his queues, and Femi, who leads him; both linked."""
    asker = stage.person(NO_QUEUES)
    lead = next(one for one in map(stage.person, range(40)) if one.who.genesys_user == asker.who.manager)
    await asker.links()
    await lead.links()
    return asker, lead


async def asks(asker: Person, words: str, reason: str) -> Said:
    """What Genesys refused is put before the lead."""
    assert "Ask my lead…" in (await asker.says(words)).labels
    await asker.clicks("Ask my lead…")
    said = await asker.does(submit={"Reason": reason})
    await asker.clicks("Close")
    return said


def stands(person: Person, channel: str = "", thread_ts: str | None = None) -> list[dict[str, Any]]:
    """What a person sees in their direct messages with the bot, or in a channel, oldest first."""
    window = person.stage.sides.emulator.window(person.who.slack_user)
    return window.history(channel or f"D{person.who.slack_user[1:]}", thread_ts)


def dm(person: Person) -> list[str]:
    """The texts that concern requests, as they stand there now."""
    return [message["text"] for message in stands(person) if "Request #" in message["text"]]


async def reads(person: Person, text: str, channel: str = "", *, thread: bool = False, times: int = 1) -> str:
    """The newest message with this in it, once so many of them stand there."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            messages = stands(person, channel)
            if thread:
                messages = [one for root in messages for one in stands(person, channel, root["ts"])[1:]]
            found = [str(message["text"]) for message in messages if text in message["text"]]
            if len(found) >= times:
                return found[-1]
            await asyncio.sleep(AGAIN_S)


async def presses(person: Person, label: str, text: str) -> list[str]:
    """What can be pressed below the newest message with this text, once a press has brought it about."""
    await person.clicks(label)
    await reads(person, text)
    (message,) = [one for one in stands(person) if text in one["text"]][-1:]
    return Said([message], None).labels


def id_of(card: str) -> str:
    return card.partition("Request #")[2][:6]


async def looked(stage: Stage) -> None:
    """Whatever was due has been looked at, and nobody looks now: then the clock may be moved."""
    query = select(requests.c.look_at, requests.c.look_lease_until).where(requests.c.open_key.is_not(None))
    async with asyncio.timeout(WITHIN_S):
        while True:
            async with stage.app.database.read() as tx:
                looks = (await tx.execute(query)).all()
            now = stage.app.desk.clock.now()
            if all(at is not None and at > now and lease is None for at, lease in looks):
                return
            await asyncio.sleep(AGAIN_S)


RULES = """
[team.sales]
lead = "femi.adeyemi@example.com"
approvers_channel = "{channel}"

[[rule]]
name = "Breaks"
kind = "presence.set"
direction = "own"
then = "approval"
people = {people}
because = "the floor is short"
"""


def rules(folder: Path, *, channel: str = "C0FLOOR", people: int = 1) -> Path:
    """A break has to be decided; a channel is asked where nobody above can be."""
    file = folder / "rules.toml"
    file.write_text(RULES.format(channel=channel, people=people), "utf-8")
    return file
