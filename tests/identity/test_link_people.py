"""Whom a link refuses: the wrong e-mail, organisation or account, and those whom the bot does not serve."""

import asyncio
from dataclasses import replace

import pytest

from bot.identity.slack_people import SlackId
from bot.sandbox.slack.members import DEACTIVATED, GUEST, SINGLE_CHANNEL_GUEST, STRANGER
from bot.sandbox.slack.wire import BOT_USER
from tests.identity.world import (
    ANA,
    BO,
    CARLA,
    TEAM,
    Browser,
    World,
    assert_refused,
    slack_of,
)

pytestmark = pytest.mark.usefixtures("no_token_without_a_link")


@pytest.mark.parametrize("email", ["ana.ruiz+1@example.com", "ana.ruiz@example.org", "bo.lindqvist@example.com"])
async def test_another_email(world: World, visitor: Browser, email: str) -> None:
    world.emulator.change_person(ANA.slack_user, email=email)
    page = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    assert_refused(page, 403, email, ANA.email)


async def test_the_same_email_in_capitals_is_the_same(world: World, visitor: Browser) -> None:
    world.emulator.change_person(ANA.slack_user, email=ANA.email.upper())
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    assert (await visitor.confirm(question)).status_code == 200


async def test_an_email_that_slack_has_not_confirmed(world: World, visitor: Browser) -> None:
    world.emulator.change_person(ANA.slack_user, is_email_confirmed=False)
    page = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    assert_refused(page, 403, "is not confirmed")


async def test_no_email_in_slack(world: World, visitor: Browser) -> None:
    world.emulator.change_person(ANA.slack_user, email=None)
    page = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    assert_refused(page, 403, "Slack shows no e-mail for you")


async def test_an_email_that_changes_before_the_yes(world: World, visitor: Browser) -> None:
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    world.emulator.change_person(ANA.slack_user, email="ana@elsewhere.example")
    assert_refused(await visitor.confirm(question), 403, "ana@elsewhere.example")


@pytest.mark.parametrize(
    ("slack", "words"),
    [
        (SlackId(TEAM, GUEST), "guests"),
        (SlackId(TEAM, SINGLE_CHANNEL_GUEST), "guests"),
        (SlackId(TEAM, BOT_USER), "bots"),
        (SlackId(TEAM, STRANGER), "other companies"),
        (SlackId(TEAM, DEACTIVATED), "deactivated"),
        (SlackId("T0OTHER", ANA.slack_user), "another workspace"),
        (SlackId(TEAM, "U0NOBODY"), "other companies"),
    ],
)
async def test_somebody_whom_the_bot_does_not_serve(world: World, visitor: Browser, slack: SlackId, words: str) -> None:
    assert_refused(await visitor.get(await world.bot.linking.offer(slack)), 403, words)


async def test_somebody_who_became_a_guest_before_the_yes(world: World, visitor: Browser) -> None:
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    world.emulator.change_person(ANA.slack_user, is_restricted=True)
    assert_refused(await visitor.confirm(question), 403, "guests")


async def test_a_user_of_another_organisation_than_the_given_one(world: World, visitor: Browser) -> None:
    process = world.process(org_id="0c1b7e0a-0000-4000-8000-000000000000")
    page = await visitor.to_question(await process.linking.offer(slack_of(ANA)), ANA)
    assert_refused(page, 403, "another Genesys organisation")


async def test_the_first_link_pins_the_organisation(world: World, visitor: Browser) -> None:
    await world.link(ANA)
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(BO)), BO)
    floor = world.simulator.floor
    floor.organization = replace(floor.organization, id="an-other", name="Trial Ltd")
    page = await visitor.to_question(await world.bot.linking.offer(slack_of(CARLA)), CARLA)
    assert_refused(page, 403, "Trial Ltd")
    assert (await visitor.confirm(question)).status_code == 200, "who signed in to the pinned one goes on"


async def test_of_two_first_links_at_once_one_organisation_wins(world: World, visitor: Browser) -> None:
    anas = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    floor = world.simulator.floor
    floor.organization = replace(floor.organization, id="an-other", name="Trial Ltd")
    bos = await visitor.to_question(await world.bot.linking.offer(slack_of(BO)), BO)
    pages = await asyncio.gather(visitor.confirm(anas), visitor.confirm(bos))
    assert sorted(page.status_code for page in pages) == [200, 403]


async def test_a_genesys_account_that_another_slack_user_has(world: World, visitor: Browser) -> None:
    await world.link(ANA)
    world.emulator.change_person(BO.slack_user, email=ANA.email)
    page = await visitor.to_question(await world.bot.linking.offer(slack_of(BO)), ANA)
    assert_refused(page, 409, ANA.email, "another Slack user")


async def test_two_slack_users_who_prove_the_same_account_at_once(world: World, visitor: Browser) -> None:
    world.emulator.change_person(BO.slack_user, email=ANA.email)
    anas = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    bos = await visitor.to_question(await world.bot.linking.offer(slack_of(BO)), ANA)
    assert (await visitor.confirm(bos)).status_code == 200
    assert_refused(await visitor.confirm(anas), 409)
