"""Links are remembered for seconds: what this process writes it sees at once, what another writes it sees soon."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import event

from bot.errors import NotLinked, SignInEnded
from bot.identity.links import Asleep, Link
from tests.identity.world import ANA, Process, World, slack_of


async def _link(process: Process) -> Link:
    link = await process.links.of(slack_of(ANA))
    assert link is not None
    return link


async def test_a_link_that_was_dropped_is_seen_at_once_here(world: World) -> None:
    await world.link(ANA)
    actor = await world.bot.identity.actor(slack_of(ANA))
    await world.bot.links.delete(await _link(world.bot))
    with pytest.raises(NotLinked):
        await world.bot.identity.actor(slack_of(ANA))
    with pytest.raises(NotLinked):
        await world.bot.identity.actor_of_link(actor.link_id)


async def test_a_link_that_was_put_to_sleep_is_seen_at_once_here_and_soon_elsewhere(world: World) -> None:
    await world.link(ANA)
    other = world.process()
    await other.identity.actor(slack_of(ANA))
    actor = await world.bot.identity.actor(slack_of(ANA))
    await world.bot.links.put_to_sleep(await _link(world.bot), Asleep.SIGN_IN_ENDED)
    for asked in (world.bot.identity.actor(slack_of(ANA)), world.bot.identity.actor_of_link(actor.link_id)):
        with pytest.raises(SignInEnded):
            await asked
    world.wait(seconds=5)
    with pytest.raises(SignInEnded):
        await other.identity.actor(slack_of(ANA))


async def test_a_new_link_is_seen_at_once_in_every_process(world: World) -> None:
    other = world.process()
    for process in (world.bot, other):
        with pytest.raises(NotLinked):
            await process.identity.actor(slack_of(ANA))
    await world.link(ANA)
    for process in (world.bot, other):
        await process.identity.actor(slack_of(ANA))


async def test_those_who_look_at_once_share_a_reading(world: World) -> None:
    """A panel makes seven calls, and each asks for the token."""
    await world.link(ANA)
    link = await _link(world.bot)
    world.wait(seconds=5)
    readings: list[str] = []

    def read(_connection: object, _cursor: object, statement: str, *_: Any) -> None:
        if "FROM links" in statement:
            readings.append(statement)

    event.listen(world.database.engine.sync_engine, "before_cursor_execute", read)
    found = await asyncio.gather(*(world.bot.links.get(link.id) for _ in range(20)))
    assert {one.id for one in found if one} == {link.id}
    assert len(readings) == 1
    world.wait(seconds=5)
    await asyncio.gather(*(world.bot.links.of(slack_of(ANA)) for _ in range(20)))
    assert len(readings) == 2
