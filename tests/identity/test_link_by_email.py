"""LINK_PROOF=email: the same confirmed address on both sides, whatever its case."""

import pytest

from tests.identity.world import ANA, BO, World, assert_refused, slack_of
from tests.stage.linking import Browser

pytestmark = pytest.mark.usefixtures("no_token_without_a_link")


@pytest.mark.parametrize("email", ["ana.ruiz+1@example.com", "ana.ruiz@example.org", "bo.lindqvist@example.com"])
async def test_other_address_or_one_with_a_plus(world: World, visitor: Browser, email: str) -> None:
    world.emulator.change_person(ANA.slack_user, email=email)
    page = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    assert_refused(page, 403, email, ANA.email)


async def test_the_same_address_in_other_case_is_the_same(world: World, visitor: Browser) -> None:
    world.emulator.change_person(ANA.slack_user, email=ANA.email.upper())
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    assert (await visitor.confirm(question)).status_code == 200


async def test_unconfirmed_address(world: World, visitor: Browser) -> None:
    world.emulator.change_person(ANA.slack_user, is_email_confirmed=False)
    page = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    assert_refused(page, 403, "is not confirmed")


async def test_no_address_in_slack(world: World, visitor: Browser) -> None:
    world.emulator.change_person(ANA.slack_user, email=None)
    page = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    assert_refused(page, 403, "Slack shows no e-mail for you")


async def test_an_address_that_changes_before_the_yes(world: World, visitor: Browser) -> None:
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    world.emulator.change_person(ANA.slack_user, email="ana@elsewhere.example")
    assert_refused(await visitor.confirm(question), 403, "ana@elsewhere.example")


async def test_a_forwarded_address_names_both_accounts(world: World, visitor: Browser) -> None:
    page = await visitor.to_question(await world.bot.linking.offer(slack_of(BO)), ANA)
    assert_refused(page, 403, BO.email, ANA.email, "not for you")
