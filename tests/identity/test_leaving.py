"""A link that falls asleep is told once, whoever finds it out, and however many processes sweep."""

import asyncio

import pytest

from bot.identity.actors import Actor
from bot.identity.leaving import LEASE, Leaving
from bot.identity.links import Asleep
from bot.identity.slack_people import SlackId
from bot.slack.sender import Unsent
from bot.store import tables
from tests.identity.world import ANA, World, slack_of


class Told:
    """Who was told what; `fails` says how often Slack does not take it first."""

    def __init__(self, fails: int = 0) -> None:
        self.told: list[tuple[SlackId, Asleep]] = []
        self._fails = fails

    async def __call__(self, slack: SlackId, why: Asleep) -> None:
        await asyncio.sleep(0)
        if self._fails:
            self._fails -= 1
            raise Unsent("write: status 500")
        self.told.append((slack, why))


async def seen(_: Actor) -> None:
    """Whoever is still here."""


def leaving(world: World, told: Told) -> Leaving:
    return Leaving(world.database, world.clock, world.bot.identity, told, seen)


async def test_of_two_who_find_it_out_one_has_it_told(world: World) -> None:
    await world.link(ANA)
    told = Told()
    link = await world.bot.links.of(slack_of(ANA))
    assert link
    for why in (Asleep.EMAIL_CHANGED, Asleep.SIGN_IN_ENDED):
        await world.bot.links.put_to_sleep(link, why)
        await leaving(world, told).tell_sleepers()
    assert told.told == [(slack_of(ANA), Asleep.EMAIL_CHANGED)]


async def test_of_several_processes_that_sweep_at_once_one_tells(world: World) -> None:
    await world.link(ANA)
    told = Told()
    link = await world.bot.links.of(slack_of(ANA))
    assert link
    await world.bot.links.put_to_sleep(link, Asleep.RESTRICTED)
    await asyncio.gather(*(leaving(world, told).tell_sleepers() for _ in range(4)))
    assert len(told.told) == 1


async def test_a_process_that_was_killed_while_it_told_leaves_it_to_the_next(world: World) -> None:
    await world.link(ANA)
    link = await world.bot.links.of(slack_of(ANA))
    assert link
    await world.bot.links.put_to_sleep(link, Asleep.RESTRICTED)
    told = Told(fails=1)
    for after, times in ((None, 0), (LEASE / 2, 0), (LEASE / 2, 1), (LEASE, 1)):
        if after:
            world.clock.by(after)
        await leaving(world, told).tell_sleepers()
        assert len(told.told) == times


async def test_new_tokens_wake_a_link_and_an_older_finding_does_not_put_it_to_sleep_again(world: World) -> None:
    await world.link(ANA)
    link = await world.bot.links.of(slack_of(ANA))
    assert link
    await world.link(ANA)
    told = Told()
    await world.bot.links.put_to_sleep(link, Asleep.SIGN_IN_ENDED)
    await leaving(world, told).tell_sleepers()
    [row] = await world.rows(tables.links)
    assert (row.state, told.told) == ("live", [])


@pytest.mark.parametrize("changes", [{"deleted": True}, {"is_restricted": True}, {"email": "new@example.com"}])
async def test_what_slack_tells_counts_at_once_and_an_older_telling_does_not(world: World, changes: object) -> None:
    await world.link(ANA)
    user = {"id": ANA.slack_user, "team_id": slack_of(ANA).team_id, "profile": {"email": ANA.email}, "updated": 1}
    await world.bot.identity.actor(slack_of(ANA))
    flat = dict(changes) if isinstance(changes, dict) else {}
    profile = {"email": flat.pop("email", ANA.email)}
    await world.bot.identity.changed(slack_of(ANA), user | flat | {"profile": profile})
    [row] = await world.rows(tables.links)
    assert row.state == "live", "Slack said it before it was asked"
    now = int(world.clock.now().timestamp()) + 1
    await world.bot.identity.changed(slack_of(ANA), user | flat | {"profile": profile, "updated": now})
    assert [row.state for row in await world.rows(tables.links)] == ([] if flat.get("deleted") else ["asleep"])
