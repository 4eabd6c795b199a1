"""Who acts for what the clock sets off: many may be due at once, and Slack may not answer."""

from zoneinfo import ZoneInfo

import pytest

from bot.errors import NotLinked, NotServed, SignInEnded, SlackUnavailable
from bot.identity.links import Asleep
from bot.sandbox.faults import Do, Fault
from tests.identity.world import ANA, World, slack_of

BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")


def asked(world: World) -> int:
    """How often Slack was asked who somebody is."""
    return world.emulator.workspace.ledger.lines().count('"method": "users.info"')


async def link_of(world: World) -> str:
    await world.link(ANA)
    return (await world.bot.identity.actor(slack_of(ANA))).link_id


async def test_who_they_are_is_asked_anew_and_with_it_where(world: World) -> None:
    link_id, identity = await link_of(world), world.bot.identity
    world.emulator.change_person(ANA.slack_user, zone="Asia/Tokyo")

    assert (await identity.actor_when_due(link_id, BERLIN, crowd=False)).zone == TOKYO


async def test_of_a_crowd_slack_is_asked_nothing(world: World) -> None:
    link_id, identity = await link_of(world), world.bot.identity
    before = asked(world)

    actor = await identity.actor_when_due(link_id, TOKYO, crowd=True)

    assert (actor.slack, actor.zone, asked(world)) == (slack_of(ANA), TOKYO, before)


async def test_a_crowd_of_whom_nobody_was_looked_at_for_days_is_asked_for(world: World) -> None:
    link_id, identity = await link_of(world), world.bot.identity
    world.wait(days=3)
    world.emulator.change_person(ANA.slack_user, deleted=True)

    with pytest.raises(NotServed):
        await identity.actor_when_due(link_id, BERLIN, crowd=True)


async def test_without_slack_the_last_look_counts_for_two_days(world: World) -> None:
    link_id, identity = await link_of(world), world.bot.identity
    world.emulator.faults.add(Fault(path="/api/users.info", do=Do.STATUS, status=503))

    assert (await identity.actor_when_due(link_id, BERLIN, crowd=False)).zone == BERLIN
    world.wait(days=3)
    with pytest.raises(SlackUnavailable):
        await identity.actor_when_due(link_id, BERLIN, crowd=False)


async def test_whose_link_sleeps_or_is_gone_acts_in_no_crowd(world: World) -> None:
    link_id, identity = await link_of(world), world.bot.identity
    link = await identity._links.latest(link_id)
    assert link
    await identity._links.put_to_sleep(link, Asleep.SIGN_IN_ENDED)

    with pytest.raises(SignInEnded):
        await identity.actor_when_due(link_id, BERLIN, crowd=True)
    with pytest.raises(NotLinked):
        await identity.actor_when_due("unknown", BERLIN, crowd=True)
