"""Whom a link refuses, whatever the proof: another organisation or account, and those whom the bot does not serve."""

import asyncio
from dataclasses import replace

import pytest

from bot.errors import SignInEnded
from bot.identity.slack_people import SlackId
from bot.sandbox.slack.members import DEACTIVATED, GUEST, SINGLE_CHANNEL_GUEST, STRANGER
from bot.sandbox.slack.wire import BOT_USER
from bot.store import tables
from tests.identity.world import ANA, BO, BOTH_PROOFS, CARLA, TEAM, World, assert_refused, slack_of
from tests.stage.linking import Browser, browser

pytestmark = [
    pytest.mark.parametrize("proof", BOTH_PROOFS),
    pytest.mark.usefixtures("no_token_without_a_link"),
]


#: Whom the bot does not serve, and what they read.
UNSERVED = {
    "guest": (SlackId(TEAM, GUEST), "guests"),
    "single-channel guest": (SlackId(TEAM, SINGLE_CHANNEL_GUEST), "guests"),
    "bot": (SlackId(TEAM, BOT_USER), "bots"),
    "stranger": (SlackId(TEAM, STRANGER), "other companies"),
    "deactivated": (SlackId(TEAM, DEACTIVATED), "deactivated"),
    "other workspace": (SlackId("T0OTHER", ANA.slack_user), "another workspace"),
    "nobody": (SlackId(TEAM, "U0NOBODY"), "other companies"),
}


async def test_guest_bot_stranger_or_deactivated(world: World, subtests: pytest.Subtests) -> None:
    for kind, (slack, words) in UNSERVED.items():
        with subtests.test(kind):
            async with browser() as visitor:
                assert_refused(await visitor.get(await world.bot.linking.offer(slack)), 403, words)


@pytest.mark.parametrize(
    ("change", "words"), [({"is_restricted": True}, "guests"), ({"deleted": True}, "deactivated")], ids=str
)
async def test_guest_or_deactivated_before_the_yes(
    world: World, visitor: Browser, change: dict[str, bool], words: str
) -> None:
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    world.emulator.change_person(ANA.slack_user, **change)
    assert_refused(await visitor.confirm(question), 403, words)
    assert await world.rows(tables.links) == []


async def test_changed_email_later_asks_for_the_proof_again(world: World) -> None:
    await world.link(ANA)
    before = await world.bot.identity.actor(slack_of(ANA))
    world.emulator.change_person(ANA.slack_user, email="somebody.else@example.com")
    world.wait(minutes=5)
    for _ in range(2):
        with pytest.raises(SignInEnded):
            await world.bot.identity.actor(slack_of(ANA))
    assert [row.state for row in await world.rows(tables.links)] == ["asleep"]

    world.emulator.change_person(ANA.slack_user, email=ANA.email)
    await world.link(ANA)
    assert (await world.bot.identity.actor(slack_of(ANA))).link_id == before.link_id
    await world.bot.linking.aclose()


async def test_changed_email_counts_against_the_one_that_the_link_was_proved_with(
    world: World, visitor: Browser
) -> None:
    """With the proof `slack` the two need not be the same, so the one in Genesys says nothing."""
    if world.proof == "slack":
        world.emulator.change_person(ANA.slack_user, email="ana@private.example")
    [address] = [await world.bot.linking.offer(slack_of(ANA))]
    at = await visitor.to_first(address)
    if world.proof == "slack":
        back = await visitor.get(f"{at}&login_hint=ana@private.example")
        at = (await visitor.get(back.headers["location"])).headers["location"]
    await visitor.confirm(await visitor.get(await visitor.signed_in(at, ANA)))
    world.wait(minutes=5)
    await world.bot.identity.actor(slack_of(ANA))
    world.emulator.change_person(ANA.slack_user, email="other@private.example")
    world.wait(minutes=5)
    with pytest.raises(SignInEnded):
        await world.bot.identity.actor(slack_of(ANA))


async def test_foreign_organisation_than_the_given_one(world: World, visitor: Browser) -> None:
    process = world.process(org_id="0c1b7e0a-0000-4000-8000-000000000000")
    page = await visitor.to_question(await process.linking.offer(slack_of(ANA)), ANA)
    assert_refused(page, 403, "another Genesys organisation")


async def test_foreign_organisation_than_that_of_the_first_link(world: World, visitor: Browser) -> None:
    await world.link(ANA)
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(BO)), BO)
    floor = world.simulator.floor
    floor.organization = replace(floor.organization, id="an-other", name="Trial Ltd")
    page = await visitor.to_question(await world.bot.linking.offer(slack_of(CARLA)), CARLA)
    assert_refused(page, 403, "Trial Ltd")
    assert (await visitor.confirm(question)).status_code == 200, "who signed in to the pinned one goes on"


async def test_foreign_organisations_at_once_one_wins(world: World, visitor: Browser) -> None:
    anas = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    floor = world.simulator.floor
    floor.organization = replace(floor.organization, id="an-other", name="Trial Ltd")
    bos = await visitor.to_question(await world.bot.linking.offer(slack_of(BO)), BO)
    pages = await asyncio.gather(visitor.confirm(anas), visitor.confirm(bos))
    assert sorted(page.status_code for page in pages) == [200, 403]


def shares_email(world: World) -> None:
    """With the proof `email` Bo has to have Ana's address to come so far."""
    if world.proof == "email":
        world.emulator.change_person(BO.slack_user, email=ANA.email)


async def test_second_slack_account_for_one_genesys_user(world: World, visitor: Browser) -> None:
    await world.link(ANA)
    shares_email(world)
    page = await visitor.to_question(await world.bot.linking.offer(slack_of(BO)), ANA, in_slack=BO)
    assert_refused(page, 409, ANA.email, "another Slack user")
    assert [row.slack_user for row in await world.rows(tables.links)] == [ANA.slack_user]


async def test_second_slack_account_at_the_same_moment(world: World, visitor: Browser) -> None:
    shares_email(world)
    anas = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    bos = await visitor.to_question(await world.bot.linking.offer(slack_of(BO)), ANA, in_slack=BO)
    pages = await asyncio.gather(visitor.confirm(anas), visitor.confirm(bos))
    assert sorted(page.status_code for page in pages) == [200, 409]
    assert len(await world.rows(tables.links)) == 1
