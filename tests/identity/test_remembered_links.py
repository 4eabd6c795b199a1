"""Links are remembered for seconds: what this process writes it sees at once, what another writes it sees soon."""

import pytest

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
