"""`keys rotate`: everything is sealed anew with the first key, beside the bot that goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import LargeBinary, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cli.keys import SEALED
from bot.dispatch.asked import AskedRows
from bot.errors import SignInEnded
from bot.identity.rotating import AT_ONCE, Rotated, Rotation
from bot.identity.vault import Vault
from bot.slack.sender import Place
from bot.store import tables
from bot.store.engine import Database
from bot.store.tables import metadata
from tests.identity.world import ANA, BO, CARLA, KEYS, Process, World, slack_of
from tests.stage.linking import browser

OLD, NEW = KEYS[0], b"n" * 32
BOTH = [NEW, OLD]


def test_every_sealed_column_of_the_schema_is_sealed_anew() -> None:
    kept = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert {column.name for column in SEALED} == kept


async def rotated(world: World, keys: list[bytes] = BOTH) -> dict[str, Rotated]:
    return {found.name: found for found in await Rotation(world.database, Vault(keys)).run(SEALED)}


async def who(process: Process) -> str:
    actor = await process.identity.actor(slack_of(ANA))
    return (await actor.genesys.users.get_users_me()).id


async def test_what_was_rotated_opens_with_the_new_key_alone(world: World) -> None:
    await world.link(ANA)
    await world.link(BO)
    found = await rotated(world)
    assert found["links.access_token_sealed"] == Rotated("links.access_token_sealed", first=2, anew=2)
    assert found["links.refresh_token_sealed"].anew == 2
    process = world.process(keys=[NEW])
    assert await who(process) == ANA.genesys_user
    world.wait(hours=24)
    assert await who(process) == ANA.genesys_user
    with pytest.raises(SignInEnded):
        await who(world.bot)


async def test_run_again_it_finds_nothing_to_do(world: World) -> None:
    await world.link(ANA)
    await rotated(world)
    before = await world.rows(tables.links)
    found = await rotated(world)
    assert [(one.anew, one.left, one.unreadable) for one in found.values()] == [(0, 0, 0)] * len(SEALED)
    assert await world.rows(tables.links) == before


async def test_somebody_who_is_about_to_link_gets_to_the_end(world: World) -> None:
    """The verifier before the sign-in, the proof after it: both lie sealed in the attempt's row."""
    async with browser() as early, browser() as late:
        at_genesys = await early.to_genesys(await world.bot.linking.offer(slack_of(ANA)), ANA)
        question = await late.to_question(await world.bot.linking.offer(slack_of(BO)), BO)
        found = await rotated(world)
        assert (found["link_attempts.verifier_sealed"].anew, found["link_attempts.proved_sealed"].anew) == (1, 1)
        world.process(keys=BOTH)
        back = await early.get(await early.signed_in(at_genesys, ANA))
        assert (await early.confirm(back)).status_code == 200
        assert question.status_code == 200
    assert {row.slack_user for row in await world.rows(tables.links)} == {ANA.slack_user}


async def test_what_was_asked_keeps_its_way_back(world: World) -> None:
    place = Place("U1", team="T1", channel="C1", response_url="https://hooks.slack.com/commands/secret")
    asked_id = await AskedRows(world.database, Vault([OLD]), world.clock).keep(slack_of(ANA), "queues", place)
    assert (await rotated(world))["asked.response_url_sealed"].anew == 1
    found = await AskedRows(world.database, Vault([NEW]), world.clock).find(asked_id, slack_of(ANA))
    assert found
    assert found.place.response_url == place.response_url


async def test_renewals_at_the_same_moment_win_and_nobody_is_lost(world: World) -> None:
    for person in (ANA, BO, CARLA):
        await world.link(person)
    process = world.process(keys=BOTH)
    for _ in range(5):
        world.wait(hours=24)
        await asyncio.gather(rotated(world), *(who(one) for one in (process, process)), rotated(world))
        assert await who(process) == ANA.genesys_user
    assert all(not found.left for found in (await rotated(world)).values())
    assert await who(world.process(keys=[NEW])) == ANA.genesys_user


async def test_tokens_that_are_stored_while_they_are_sealed_anew_stay(world: World) -> None:
    """The row changes between the look and the swap."""
    await world.link(ANA)
    [before] = await world.rows(tables.links)
    context = SEALED[0].context(before)
    fresh = Vault(BOTH).seal("newer", *context)

    class Overtaken(Database):
        """Just before the swap a renewal is stored."""

        waiting = True

        @asynccontextmanager
        async def begin(self) -> AsyncIterator[AsyncConnection]:
            if self.waiting:
                self.waiting = False
                async with super().begin() as connection:
                    await connection.execute(update(tables.links).values(access_token_sealed=fresh))
            async with super().begin() as connection:
                yield connection

    database = Overtaken(world.database.url)
    await Rotation(database, Vault(BOTH)).run(SEALED[:1])
    await database.aclose()
    [after] = await world.rows(tables.links)
    assert Vault([NEW]).open(after.access_token_sealed, *context) == "newer"


async def test_what_no_key_opens_is_counted_and_left_alone(world: World) -> None:
    await world.link(ANA)
    before = await world.rows(tables.links)
    found = await rotated(world, keys=[NEW])
    assert (found["links.access_token_sealed"].unreadable, found["links.access_token_sealed"].anew) == (1, 0)
    assert await world.rows(tables.links) == before


async def test_many_pages_of_rows_are_all_sealed_anew(world: World) -> None:
    number = 2 * AT_ONCE + 1
    asked = AskedRows(world.database, Vault([OLD]), world.clock)
    for one in range(number):
        await asked.keep(slack_of(ANA), "queues", Place("U1", team="T1", response_url=f"https://hooks.slack.com/{one}"))
    assert (await rotated(world))["asked.response_url_sealed"] == Rotated(
        "asked.response_url_sealed", first=number, anew=number
    )
    async with world.database.read() as connection:
        urls = (await connection.execute(select(tables.asked.c.response_url_sealed))).scalars().all()
    assert len({Vault([NEW]).open(url, "response_url") for url in urls}) == number
