"""A side that does not answer while somebody links: a page in plain words, and the same address leads on later."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from bot.sandbox.faults import Do, Fault
from bot.store.engine import Database
from tests.identity.world import ANA, BOTH_PROOFS, PEOPLE, World, assert_refused, slack_of
from tests.stage.linking import Browser, browser, parameter

pytestmark = [
    pytest.mark.parametrize("proof", BOTH_PROOFS),
    pytest.mark.usefixtures("no_token_without_a_link"),
]


FAULTS = [
    Fault(path="/oauth/token", do=Do.CUT),  # first: afterwards all tokens are forgotten
    Fault(path="/oauth/token", do=Do.STATUS, status=503),
    Fault(path="/oauth/token", do=Do.DROP_BEFORE),
    Fault(path="/api/v2/users/me", do=Do.STATUS, status=403),
    Fault(path="/api/v2/organizations/me", do=Do.HTML, status=404),
]


async def test_a_genesys_that_does_not_answer(world: World, subtests: pytest.Subtests) -> None:
    for person, fault in zip(PEOPLE, FAULTS, strict=False):
        with subtests.test(f"{fault.path} {fault.do}"):
            async with browser() as visitor:
                address = await world.bot.linking.offer(slack_of(person))
                world.simulator.faults.add(fault)
                assert_refused(await visitor.to_question(address, person), 503, "Genesys does not answer")
                world.simulator.faults.pulled.clear()
                if fault.do is Do.CUT:
                    world.simulator._tokens.access.clear()  # the answer that nobody got
                question = await visitor.to_question(address, person)
                assert (await visitor.confirm(question)).status_code == 200


async def test_a_slack_that_does_not_answer(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    world.emulator.faults.add(Fault(path="/api/users.info", do=Do.STATUS, status=500))
    assert_refused(await visitor.get(address), 503, "Slack does not answer")


async def test_a_database_that_cannot_be_reached(world: World, visitor: Browser, tmp_path: Any) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    gone = Database(f"sqlite:///{tmp_path}/no/such/folder.db")
    world.process(database=gone)
    page = await visitor.get(address)
    await gone.aclose()
    assert_refused(page, 503, "database does not answer")


async def test_a_mistake_of_ours(world: World, visitor: Browser, caplog: pytest.LogCaptureFixture) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    await renamed(world, "link_attempts", "elsewhere")
    try:
        page = await visitor.get(address)
    finally:
        await renamed(world, "elsewhere", "link_attempts")
    assert page.status_code == 500
    [reference] = re.findall(r"logged as (\w+)", page.text)
    assert f"a page failed: {reference}" in caplog.text
    assert "<code>/gc link</code>" in page.text
    assert parameter(address, "ticket") not in caplog.text


async def renamed(world: World, table: str, name: str) -> None:
    async with world.database.begin() as connection:
        await connection.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))
