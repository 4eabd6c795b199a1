"""Who acts, for whom a mention stands, and the way out."""

import time

import pytest

from bot.errors import NotLinked, NotServed, SignInEnded
from bot.identity import revoking
from bot.sandbox.faults import Do, Fault
from bot.store import tables
from tests.identity.world import ANA, BO, World, slack_of


async def test_who_has_not_linked_is_told_so(world: World) -> None:
    with pytest.raises(NotLinked):
        await world.bot.identity.actor(slack_of(ANA))
    with pytest.raises(NotLinked):
        await world.bot.identity.actor_of_link("unknown")
    assert await world.bot.identity.linked_to(slack_of(ANA)) is None
    assert await world.bot.identity.unlink(slack_of(ANA)) is None


async def test_a_link_leads_to_its_person_when_nobody_waits(world: World) -> None:
    await world.link(ANA)
    asked = await world.bot.identity.actor(slack_of(ANA))
    later = await world.bot.identity.actor_of_link(asked.link_id)
    assert (later.me, later.slack, later.zone) == (asked.me, asked.slack, asked.zone)


async def test_somebody_who_became_a_guest_acts_no_more(world: World) -> None:
    await world.link(ANA)
    actor = await world.bot.identity.actor(slack_of(ANA))
    world.emulator.change_person(ANA.slack_user, is_restricted=True)
    world.wait(minutes=5)
    for ask in (world.bot.identity.actor(slack_of(ANA)), world.bot.identity.actor_of_link(actor.link_id)):
        with pytest.raises(NotServed):
            await ask


async def test_an_email_that_changes_in_slack_puts_the_link_to_sleep(world: World) -> None:
    await world.link(ANA)
    world.emulator.change_person(ANA.slack_user, email="ana@elsewhere.example")
    world.wait(minutes=5)
    for _ in range(2):
        with pytest.raises(SignInEnded):
            await world.bot.identity.actor(slack_of(ANA))
    [row] = await world.rows(tables.links)
    assert row.state == "asleep"


async def test_an_email_in_other_case_is_no_change(world: World) -> None:
    await world.link(ANA)
    world.emulator.change_person(ANA.slack_user, email=ANA.email.upper())
    world.wait(minutes=5)
    await world.bot.identity.actor(slack_of(ANA))


async def test_unlinking_revokes_the_token_and_deletes_the_link(world: World) -> None:
    await world.link(ANA)
    await world.link(BO)
    was = await world.bot.identity.unlink(slack_of(ANA))
    assert was
    assert (was.me.email, was.revoked) == (ANA.email, True)
    assert [row.slack_user for row in await world.rows(tables.links)] == [BO.slack_user]
    assert world.good_tokens() == 1
    with pytest.raises(NotLinked):
        await world.bot.identity.actor(slack_of(ANA))


async def test_unlinking_a_sleeping_link_revokes_what_still_holds(world: World) -> None:
    await world.link(ANA)
    world.emulator.change_person(ANA.slack_user, email="ana@elsewhere.example")
    world.wait(minutes=5)
    with pytest.raises(SignInEnded):
        await world.bot.identity.actor(slack_of(ANA))
    assert await world.bot.identity.unlink(slack_of(ANA))
    assert world.good_tokens() == 0


async def test_unlinking_a_link_that_slept_for_long_revokes_what_could_still_renew_it(world: World) -> None:
    await world.link(ANA)
    world.emulator.change_person(ANA.slack_user, email="ana@elsewhere.example")
    world.wait(hours=25)
    with pytest.raises(SignInEnded):
        await world.bot.identity.actor(slack_of(ANA))
    ended = await world.bot.identity.unlink(slack_of(ANA))
    assert ended
    assert ended.revoked
    tokens = world.simulator._tokens
    assert [token for token in tokens.access.values() if token.expires_at > world.clock.now()] == []
    assert [token for token in tokens.refresh.values() if not token.is_spent] == []


async def test_unlinking_does_not_wait_for_genesys(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revoking, "REVOKE_S", 0.2)  # 5 s as a rule
    await world.link(ANA)
    world.simulator.faults.add(Fault(path="/api/v2/tokens/me", do=Do.DELAY, seconds=20))
    began = time.monotonic()
    ended = await world.bot.identity.unlink(slack_of(ANA))
    assert ended
    assert not ended.revoked
    assert time.monotonic() - began < 4
    assert await world.rows(tables.links) == []


async def test_another_process_notices_an_unlink_within_seconds(world: World) -> None:
    await world.link(ANA)
    other = world.process()
    await other.identity.actor(slack_of(ANA))
    await world.bot.identity.unlink(slack_of(ANA))
    world.wait(seconds=5)
    with pytest.raises(NotLinked):
        await other.identity.actor(slack_of(ANA))


async def test_a_look_up_within_seconds_does_not_ask_the_database_again(world: World) -> None:
    """It is on every command's path."""
    await world.link(ANA)
    await world.bot.identity.actor(slack_of(ANA))
    async with world.database.begin() as connection:
        await connection.execute(tables.links.delete())
    world.wait(seconds=4)
    await world.bot.identity.actor(slack_of(ANA))
