"""Tokens of a link: renewed once for everybody, kept until the new ones are stored, and never tried for ever."""

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ClientRefused, SignInEnded, StoreUnavailable, Unavailable
from bot.identity.renewals import LEASE
from bot.sandbox.faults import Do, Fault
from bot.sandbox.genesys.tokens import TOKEN_LIFETIME
from bot.store import tables
from bot.store.engine import Database
from tests.identity.world import ANA, BO, KEYS, Process, World, slack_of

#: Linking makes one token call.
LINKED = 1


@pytest.fixture(autouse=True)
async def linked(world: World) -> None:
    await world.link(ANA)
    assert world.token_calls() == LINKED


async def who(process: Process) -> str:
    """A call to Genesys as Ana, from the beginning: whose token was it?"""
    actor = await process.identity.actor(slack_of(ANA))
    return (await actor.genesys.users.get_users_me()).id


async def state(world: World) -> str:
    [row] = await world.rows(tables.links)
    return str(row.state)


def fault(world: World, do: Do, path: str = "/oauth/token", times: int | None = None, status: int = 503) -> None:
    world.simulator.faults.add(Fault(path=path, do=do, times=times, status=status))


class Failing(Database):
    """A database that is away for chosen writes."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.writes = 0
        self.fails: set[int] = set()

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        self.writes += 1
        return Away() if self.writes in self.fails else super().begin()


class Away(AbstractAsyncContextManager[AsyncConnection]):
    async def __aenter__(self) -> AsyncConnection:
        raise StoreUnavailable("away")

    async def __aexit__(self, *_: object) -> None: ...


async def test_fifty_commands_at_once_with_an_ended_token_make_one_token_call(world: World) -> None:
    world.wait(hours=24)
    found = await asyncio.gather(*(who(world.bot) for _ in range(50)))
    assert set(found) == {ANA.genesys_user}
    assert world.token_calls() == LINKED + 1


async def test_fifty_commands_in_two_processes_make_one_token_call(world: World) -> None:
    other = world.process()
    world.wait(hours=24)
    found = await asyncio.gather(*(who(process) for process in (world.bot, other) * 25))
    assert set(found) == {ANA.genesys_user}
    assert world.token_calls() == LINKED + 1


async def test_fifty_answers_of_401_make_one_token_call(world: World) -> None:
    """Genesys ended the token early."""
    await who(world.bot)
    world.simulator._tokens.access.clear()
    found = await asyncio.gather(*(who(world.bot) for _ in range(50)))
    assert set(found) == {ANA.genesys_user}
    assert world.token_calls() == LINKED + 1


async def test_a_token_is_renewed_a_minute_before_its_end(world: World) -> None:
    world.clock.by(TOKEN_LIFETIME - timedelta(seconds=61))
    await who(world.bot)
    assert world.token_calls() == LINKED
    world.wait(seconds=1)
    await who(world.bot)
    assert world.token_calls() == LINKED + 1


async def test_the_link_lives_on_through_many_renewals(world: World) -> None:
    for day in range(1, 6):
        world.wait(hours=24)
        assert await who(world.bot) == ANA.genesys_user
        assert world.token_calls() == LINKED + day


async def test_a_failed_renewal_leaves_the_old_token_in_use_while_it_holds(world: World) -> None:
    world.clock.by(TOKEN_LIFETIME - timedelta(seconds=30))
    fault(world, Do.STATUS)
    assert await who(world.bot) == ANA.genesys_user
    world.wait(seconds=30)
    with pytest.raises(Unavailable):
        await who(world.bot)
    world.simulator.faults.clear()
    assert await who(world.bot) == ANA.genesys_user


async def test_is_the_answer_lost_the_same_refresh_token_is_sent_once_more(world: World) -> None:
    world.wait(hours=24)
    fault(world, Do.DROP_AFTER, times=1)
    assert await who(world.bot) == ANA.genesys_user
    assert world.token_calls() == LINKED + 2


async def test_is_it_refused_then_the_link_sleeps_and_nothing_repeats(world: World) -> None:
    world.wait(hours=24)
    for refresh in world.simulator._tokens.refresh.values():
        refresh.is_spent = True
    for _ in range(3):
        with pytest.raises(SignInEnded):
            await who(world.bot)
    assert await state(world) == "asleep"
    assert world.token_calls() == LINKED + 1


async def test_a_wrong_client_secret_puts_nobodys_link_to_sleep(world: World) -> None:
    process = world.process(client_secret="wrong")
    world.wait(hours=24)
    for _ in range(2):
        with pytest.raises(ClientRefused):
            await who(process)
    assert await state(world) == "live"
    assert await who(world.bot) == ANA.genesys_user, (
        "its lease is given back, and the refresh token is as good as before"
    )


async def test_answers_that_stay_lost_leave_the_link_awake(world: World) -> None:
    world.wait(hours=24)
    fault(world, Do.DROP_AFTER, times=1)
    fault(world, Do.CUT, times=1)
    with pytest.raises(Unavailable):
        await who(world.bot)
    assert await state(world) == "live"
    assert world.token_calls() == LINKED + 2, "the next command tries again, not this one"


async def test_a_sign_in_that_genesys_ended_puts_the_link_to_sleep_until_the_next(world: World) -> None:
    world.simulator._tokens.revoke_user(ANA.genesys_user)
    with pytest.raises(SignInEnded):
        await who(world.bot)
    assert await state(world) == "asleep"
    await world.link(ANA)
    assert await who(world.bot) == ANA.genesys_user


async def test_without_a_client_secret_the_link_sleeps_when_its_token_ends(world: World) -> None:
    """Genesys gives no refresh token then."""
    process = world.process(client_secret=None)
    await world.link(ANA, by=process)
    calls = world.token_calls()
    world.clock.by(TOKEN_LIFETIME - timedelta(seconds=1))
    assert await who(process) == ANA.genesys_user, "it is used to its last second"
    world.wait(seconds=1)
    for _ in range(2):
        with pytest.raises(SignInEnded):
            await who(process)
    assert await state(world) == "asleep"
    assert world.token_calls() == calls


async def test_new_tokens_are_not_lost_while_the_database_is_away(world: World) -> None:
    """The refresh token behind them is used up: losing them would cost the link."""
    database = Failing(world.database.url)
    process = world.process(database=database)
    world.wait(hours=24)
    database.fails = {2, 3}  # the first write takes the lease
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            await who(process)
    assert await who(process) == ANA.genesys_user
    assert world.token_calls() == LINKED + 1
    assert await who(world.bot) == ANA.genesys_user
    await database.aclose()


async def test_a_killed_process_holds_up_a_renewal_for_as_long_as_its_lease(world: World) -> None:
    world.wait(hours=24)
    async with world.database.begin() as connection:
        until = world.clock.now() + LEASE
        await connection.execute(update(tables.links).values(refresh_lease="killed", refresh_lease_until=until))
    waiting = asyncio.create_task(who(world.bot))
    done, _ = await asyncio.wait({waiting}, timeout=0.3)
    assert not done
    assert world.token_calls() == LINKED
    world.clock.by(LEASE)
    assert await waiting == ANA.genesys_user
    assert world.token_calls() == LINKED + 1


async def test_a_command_that_is_given_up_does_not_lose_the_renewal(world: World) -> None:
    world.wait(hours=24)
    fault(world, Do.DELAY, times=1)
    given_up = asyncio.create_task(who(world.bot))
    await world.until_token_calls(LINKED + 1)
    given_up.cancel()
    assert await who(world.bot) == ANA.genesys_user
    assert world.token_calls() == LINKED + 1


async def test_a_token_renewed_elsewhere_is_taken_over(world: World) -> None:
    other = world.process()
    await who(other)
    world.simulator._tokens.access.clear()
    await who(world.bot)
    assert await who(other) == ANA.genesys_user
    assert world.token_calls() == LINKED + 1


async def test_who_unlinks_during_a_renewal_leaves_no_good_token(world: World) -> None:
    other = world.process()
    world.wait(hours=24)
    fault(world, Do.DELAY, times=1)
    renewing = asyncio.create_task(who(world.bot))
    await world.until_token_calls(LINKED + 1)
    link = await other.links.of(slack_of(ANA))
    assert link
    await other.links.delete(link)
    with pytest.raises(SignInEnded):
        await renewing
    assert [token for token in world.simulator._tokens.access.values() if token.expires_at > world.clock.now()] == []


async def test_without_its_key_a_link_asks_anew_and_makes_no_call(world: World) -> None:
    calls = len(world.paths())
    process = world.process(keys=[b"another key".ljust(32)])
    with pytest.raises(SignInEnded):
        await who(process)
    assert len(world.paths()) == calls
    assert await who(world.process(keys=[b"another key".ljust(32), *KEYS])) == ANA.genesys_user


async def test_swapped_tokens_are_refused(world: World) -> None:
    """Bo's row, written over with Ana's tokens, must not let Bo act as Ana."""
    await world.link(BO)
    anas, bos = sorted(await world.rows(tables.links), key=lambda row: row.name)
    async with world.database.begin() as connection:
        stolen = {"access_token_sealed": anas.access_token_sealed, "refresh_token_sealed": anas.refresh_token_sealed}
        await connection.execute(update(tables.links).where(tables.links.c.id == bos.id).values(**stolen))
    world.wait(seconds=6)
    calls = len(world.paths())
    actor = await world.bot.identity.actor(slack_of(BO))
    with pytest.raises(SignInEnded):
        await actor.genesys.users.get_users_me()
    assert len(world.paths()) == calls


async def test_an_older_ciphertext_put_back_is_refused(world: World) -> None:
    [before] = await world.rows(tables.links)
    world.wait(hours=24)
    await who(world.bot)
    async with world.database.begin() as connection:
        older = {"access_token_sealed": before.access_token_sealed}
        await connection.execute(update(tables.links).values(**older))
    world.wait(seconds=6)
    calls = len(world.paths())
    with pytest.raises(SignInEnded):
        await who(world.bot)
    assert len(world.paths()) == calls
