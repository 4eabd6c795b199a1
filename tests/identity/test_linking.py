"""Linking as a browser does it, to the yes and the no."""

import asyncio

import pytest

from bot.identity.links import Me
from bot.store import tables
from tests.identity.world import ANA, BO, BOTH_PROOFS, World, slack_of
from tests.stage.linking import Browser, browser, parameter

pytestmark = pytest.mark.parametrize("proof", BOTH_PROOFS)


async def test_a_stranger_links_and_acts_as_themselves(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA), asked_id="asked-1")
    assert address.startswith(f"{world.ports.pages.url}/link?")

    question = await visitor.to_question(address, ANA)
    assert question.status_code == 200
    assert await world.bot.identity.linked_to(slack_of(ANA)) is None, "nothing is linked before the yes"
    for fact in (ANA.name, ANA.email, "Link these two?"):
        assert fact in question.text

    done = await visitor.confirm(question)
    assert "You are linked" in done.text

    me = Me(ANA.genesys_user, ANA.name, ANA.email)
    actor = await world.bot.identity.actor(slack_of(ANA))
    assert (actor.me, actor.zone.key) == (me, ANA.zone)
    assert (await actor.genesys.users.get_users_me()).id == ANA.genesys_user
    assert world.bot.told == [(slack_of(ANA), me, "asked-1")]


async def test_the_way_to_genesys_asks_for_a_password_and_proves_with_pkce(world: World, visitor: Browser) -> None:
    at_genesys = await visitor.to_genesys(await world.bot.linking.offer(slack_of(ANA)), ANA)
    assert at_genesys.startswith(f"{world.ports.genesys.url}/oauth/authorize?")
    assert parameter(at_genesys, "prompt") == "login"
    assert parameter(at_genesys, "code_challenge_method") == "S256"
    assert parameter(at_genesys, "redirect_uri") == f"{world.ports.pages.url}/link/callback"
    assert "login_hint" not in at_genesys


async def test_opening_the_address_changes_nothing_however_often(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    before = await world.rows(tables.link_attempts)
    for _ in range(3):
        page = await visitor.get(address)
        assert page.status_code == 200
        assert ANA.name in page.text
        assert (await visitor.client.head(address)).status_code == 200
    assert await world.rows(tables.link_attempts) == before
    assert world.paths() == []


async def test_the_tickets_and_states_are_kept_as_hashes_and_the_rest_is_sealed(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    back = await visitor.signed_in(await visitor.to_genesys(address, ANA), ANA)
    await visitor.get(back)
    kept = repr(await world.rows(tables.link_attempts))
    for secret in (parameter(address, "ticket"), parameter(back, "state"), parameter(back, "code"), ANA.email):
        assert secret not in kept
    for token in world.simulator._tokens.access:
        assert token not in kept


async def test_a_reloaded_callback_asks_again_without_a_second_exchange(world: World, visitor: Browser) -> None:
    back = await visitor.signed_in(await visitor.to_genesys(await world.bot.linking.offer(slack_of(ANA)), ANA), ANA)
    pages = await asyncio.gather(*(visitor.get(back) for _ in range(3)))
    pages.append(await visitor.get(back))
    assert {page.status_code for page in pages} == {200}
    assert all("Link these two?" in page.text for page in pages)
    assert world.token_calls() == 1
    assert (await visitor.confirm(pages[-1])).status_code == 200


async def test_double_post_of_the_yes_counts_once(world: World, visitor: Browser) -> None:
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    pages = await asyncio.gather(*(visitor.confirm(question) for _ in range(3)))
    assert all("You are linked" in page.text for page in pages)
    assert len(world.bot.told) == 1
    assert len(await world.rows(tables.links)) == 1


async def test_a_no_links_nothing_and_ends_the_token(world: World, visitor: Browser) -> None:
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    assert world.good_tokens() == 1
    page = await visitor.send(question, form=1)
    assert "Not linked" in page.text
    await world.bot.linking.aclose()
    assert world.good_tokens() == 0
    assert await world.rows(tables.links) == []
    assert (await visitor.confirm(question)).status_code == 410


async def test_the_address_may_be_opened_again_until_it_is_confirmed(world: World, visitor: Browser) -> None:
    """Slack's own browser first, the real one next."""
    address = await world.bot.linking.offer(slack_of(ANA))
    async with browser() as slacks_own:
        early = await slacks_own.to_question(address, ANA)
        question = await visitor.to_question(address, ANA)
        assert (await slacks_own.confirm(early)).status_code == 400, "the newer start ended the earlier"
    await world.bot.linking.aclose()
    assert world.good_tokens() == 1, "the token of the earlier start was revoked"
    assert (await visitor.confirm(question)).status_code == 200


async def test_linking_another_account_replaces_the_older_link_and_revokes_its_token(
    world: World, visitor: Browser
) -> None:
    await world.link(ANA)
    old = await world.bot.identity.actor(slack_of(ANA))
    if world.proof == "email":
        world.emulator.change_person(ANA.slack_user, email=BO.email)
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), BO, in_slack=ANA)
    assert ANA.email in question.text, "says what it replaces"
    await visitor.confirm(question)
    await world.bot.linking.aclose()
    assert world.good_tokens() == 1
    new = await world.bot.identity.actor(slack_of(ANA))
    assert (new.me.id, new.link_id == old.link_id) == (BO.genesys_user, False)


async def test_signing_in_again_keeps_the_link_and_what_names_it(world: World) -> None:
    await world.link(ANA)
    before = await world.bot.identity.actor(slack_of(ANA))
    await world.link(ANA)
    await world.bot.linking.aclose()
    after = await world.bot.identity.actor(slack_of(ANA))
    assert after.link_id == before.link_id
    assert world.good_tokens() == 1
    assert (await before.genesys.users.get_users_me()).id == ANA.genesys_user, "who held it goes on"


async def test_two_people_in_two_tabs_of_one_browser_do_not_disturb_each_other(world: World, visitor: Browser) -> None:
    anas = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    bos = await visitor.to_question(await world.bot.linking.offer(slack_of(BO)), BO)
    assert (await visitor.confirm(anas)).status_code == 200
    assert (await visitor.confirm(bos)).status_code == 200
    assert len(await world.rows(tables.links)) == 2


async def test_what_was_never_confirmed_ends_with_its_token(world: World, visitor: Browser) -> None:
    await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    world.wait(minutes=11)
    await world.bot.linking.sweep()
    await world.bot.linking.aclose()
    assert world.good_tokens() == 0
    world.wait(days=2)
    await world.bot.linking.sweep()
    assert await world.rows(tables.link_attempts) == []


async def test_a_person_has_five_addresses_open_at_most(world: World, visitor: Browser) -> None:
    addresses = []
    for _ in range(6):
        addresses.append(await world.bot.linking.offer(slack_of(ANA)))
        world.wait(seconds=1)
    assert [(await visitor.get(address)).status_code for address in addresses] == [410, 200, 200, 200, 200, 200]


async def test_a_link_ends_the_other_addresses_of_its_person(world: World, visitor: Browser) -> None:
    other = await world.bot.linking.offer(slack_of(ANA))
    await world.link(ANA)
    assert (await visitor.get(other)).status_code == 410
