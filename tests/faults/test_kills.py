"""kill -9, and started again: what was accepted is settled and told (both in processes of their own)."""

import asyncio
from dataclasses import dataclass
from typing import Any

from tests.faults.processes import Sides, free_port, process, sandbox, settings_of, until, web

HELD_S = 10.0  #: longer than it takes to be caught and killed
TOLD_WITHIN_S = 25.0


@dataclass(frozen=True)
class Left:
    """Somebody whose request the killed process left at one moment of its way."""

    slack_user: str
    genesys_user: str
    says: str
    operation: str  #: whose effect there is to be, once
    reads: str  #: what they are to read in the end


async def test_a_kill_before_during_and_after_the_write_leaves_one_effect_each_and_all_are_told(
    database_url: str,
) -> None:
    """One kill that three people were caught by, so that the lease is waited for once."""
    bot_url = f"http://127.0.0.1:{free_port()}"
    async with sandbox(bot_url) as sides:
        env = settings_of(sides.told, bot_url=bot_url, database_url=database_url)
        async with process("migrate", env=env) as migrating:
            assert await migrating.wait() == 0
        before, during, after = await _three(sides)
        async with web(env) as running:
            for person in (before, during, after):
                await sides.link(_told(sides, person.slack_user))
            await _hold(sides, before, during)
            asking = [asyncio.create_task(sides.act(one.slack_user, say=one.says)) for one in (before, during, after)]
            await until(lambda: _caught(sides, before, during, after), 10)
            running.kill()
            await running.wait()
        assert [await sides.effects(one.operation, one.genesys_user) for one in (before, during, after)] == [0, 1, 1]
        await sides.mend()
        told_before = len(await sides.ledger(sides.slack))

        async with web(env):

            async def told() -> bool:
                texts = await _texts(sides, told_before)
                return all(any(one.reads in text for text in texts) for one in (before, during, after))

            await until(told, TOLD_WITHIN_S)

        assert [await sides.effects(one.operation, one.genesys_user) for one in (before, during, after)] == [1, 1, 1]
        await asyncio.gather(*asking)
        texts = [text for text in await _texts(sides, told_before) if "*Done:*" in text]
        assert len(texts) == 3, "each of them once"


async def _three(sides: Sides) -> tuple[Left, Left, Left]:
    floor = (await sides.http.get(f"{sides.genesys}/sandbox/floor")).json()["people"]
    ids = {person["email"]: person["user_id"] for person in floor}

    def left(name: str, says: str, operation: str, reads: str) -> Left:
        who = next(person for person in sides.told["people"] if person["name"] == name)
        return Left(who["slack_user"], ids[who["email"]], says, operation, reads)

    return (
        left("Jonas Weber", "/gc ooo on", "putUserOutofoffice", "out of office"),
        left("Ana Ruiz", "/gc join billing", "patchUserQueue", "joined Billing"),
        left("Femi Adeyemi", "join support", "patchUserQueue", "joined Support"),
    )


def _told(sides: Sides, slack_user: str) -> dict[str, Any]:
    who: dict[str, Any] = next(person for person in sides.told["people"] if person["slack_user"] == slack_user)
    return who


async def _hold(sides: Sides, before: Left, during: Left) -> None:
    """The look before the write; the answer to the write, applied at once; the sentence in a DM, for Femi."""
    genesys = {"do": "delay", "seconds": HELD_S}
    look = f"/api/v2/users/{before.genesys_user}/outofoffice"
    await sides.fault(sides.genesys, path=look, method="GET", **genesys)
    await sides.fault(sides.genesys, path=f"/api/v2/users/{during.genesys_user}/queues/*", method="PATCH", **genesys)
    await sides.fault(sides.slack, path="/api/chat.postMessage", do="delay", seconds=HELD_S)


async def _caught(sides: Sides, before: Left, during: Left, after: Left) -> bool:
    looked = ("request", "GET", f"/api/v2/users/{before.genesys_user}/outofoffice")
    requests = await sides.ledger(sides.genesys)
    answered = [entry for entry in await sides.ledger(sides.slack) if entry.get("method") == "chat.postMessage"]
    return (
        any((entry["kind"], entry.get("method"), entry.get("path")) == looked for entry in requests)
        and await sides.effects(during.operation, during.genesys_user) == 1
        and any(after.reads in entry["args"].get("text", "") for entry in answered)
    )


async def _texts(sides: Sides, since: int) -> list[str]:
    """What the bot told through Slack after that many entries."""
    calls = [entry for entry in (await sides.ledger(sides.slack))[since:] if entry["kind"] == "call"]
    return [str(entry["args"].get("text", "")) for entry in calls]
