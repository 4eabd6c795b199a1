"""Addresses and states in wrong hands, too late, or twice: they bind nobody wrong."""

import asyncio

import pytest

from bot.store import tables
from tests.identity.world import ANA, BO, BOTH_PROOFS, World, assert_refused, slack_of
from tests.stage.linking import Browser, browser, parameter

pytestmark = [
    pytest.mark.parametrize("proof", BOTH_PROOFS),
    pytest.mark.usefixtures("no_token_without_a_link"),
]


async def nobody_is_linked(world: World) -> bool:
    return await world.rows(tables.links) == []


async def test_forwarded_address_links_nobody_wrong(world: World, visitor: Browser) -> None:
    """Bo sends his address to Ana, who opens it and signs in as herself wherever she is asked."""
    at = await visitor.to_first(await world.bot.linking.offer(slack_of(BO)))
    page = await visitor.get(await visitor.signed_in(at, ANA))
    assert_refused(page, 403, ANA.email, "Did somebody send you this address?")
    assert await nobody_is_linked(world)


async def test_forwarded_sign_in_address_binds_nobody(world: World, visitor: Browser) -> None:
    """Bo begins, and sends to Ana where he was sent; she signs in there."""
    offered = await world.bot.linking.offer(slack_of(BO))
    at_genesys = await visitor.to_genesys(offered, BO)
    async with browser() as anas:
        assert_refused(await anas.get(await anas.signed_in(at_genesys, ANA)), 403, "another browser")
        at_first = await visitor.to_first(offered)
        assert_refused(await anas.get(await anas.signed_in(at_first, ANA)), 403, "another browser")
    assert world.token_calls() == 0
    assert await nobody_is_linked(world)


async def test_forwarded_address_back_binds_nobody(world: World, visitor: Browser) -> None:
    """Bo signs in, and sends to Ana the address that would have led him back, code and all."""
    async for back in visitor.way(await world.bot.linking.offer(slack_of(BO)), BO):
        before = world.sign_ins_used()
        async with browser() as anas:
            await anas.get(await world.bot.linking.offer(slack_of(ANA)))
            assert_refused(await anas.get(back), 403, "another browser")
        assert world.sign_ins_used() == before
    assert await nobody_is_linked(world)


async def test_forwarded_question_is_answered_by_nobody_else(world: World, visitor: Browser) -> None:
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    async with browser() as other:
        assert_refused(await other.send(question), 403)
        await other.get(await world.bot.linking.offer(slack_of(BO)))
        assert_refused(await other.send(question), 403, "not sent from our page")
    assert await nobody_is_linked(world)


async def test_reused_state_and_replayed_code_after_the_link(world: World, visitor: Browser) -> None:
    backs = [back async for back in visitor.way(await world.bot.linking.offer(slack_of(ANA)), ANA)]
    await visitor.confirm(await visitor.get(backs[-1]))
    [link] = await world.rows(tables.links)
    used = world.sign_ins_used()
    for back in backs:
        page = await visitor.get(back)
        assert_refused(page, page.status_code)
        assert page.status_code in {400, 410}
    assert await world.rows(tables.links) == [link]
    assert world.sign_ins_used() == used


async def test_reused_state_of_a_sign_in_that_failed(world: World, visitor: Browser) -> None:
    at = await visitor.to_first(await world.bot.linking.offer(slack_of(ANA)))
    page = "link/slack" if world.proof == "slack" else "link/callback"
    guessed = f"{world.ports.pages.url}/{page}?state={parameter(at, 'state')}&code=guessed"
    assert_refused(await visitor.get(guessed), 400, "does not take this sign-in")
    assert_refused(await visitor.get(await visitor.signed_in(at, ANA)), 410)
    assert world.sign_ins_used() == 1


async def test_replayed_code_behind_a_newer_state(world: World, visitor: Browser) -> None:
    """PKCE at Genesys, the nonce at Slack: a code is worth nothing behind the state of another start."""
    offered = await world.bot.linking.offer(slack_of(ANA))
    old = await visitor.signed_in(await visitor.to_first(offered), ANA)
    state = parameter(await visitor.to_first(offered), "state")
    address = old.partition("?")[0]
    assert_refused(await visitor.get(f"{address}?state={state}&code={parameter(old, 'code')}"), 400)


async def test_expired_address(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    page = await visitor.get(address)
    world.wait(minutes=10)
    assert_refused(await visitor.get(address), 410, "ten minutes")
    assert_refused(await visitor.send(page), 410)


async def test_expired_state_at_the_first_sign_in(world: World, visitor: Browser) -> None:
    at = await visitor.to_first(await world.bot.linking.offer(slack_of(ANA)))
    world.wait(minutes=10)
    assert_refused(await visitor.get(await visitor.signed_in(at, ANA)), 410, "ten minutes")
    assert world.sign_ins_used() == 0


async def test_expired_state_at_genesys(world: World, visitor: Browser) -> None:
    at_genesys = await visitor.to_genesys(await world.bot.linking.offer(slack_of(ANA)), ANA)
    world.wait(minutes=10)
    assert_refused(await visitor.get(await visitor.signed_in(at_genesys, ANA)), 410, "ten minutes")
    assert world.token_calls() == 0


async def test_expired_state_before_the_yes(world: World, visitor: Browser) -> None:
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    world.wait(minutes=10)
    assert_refused(await visitor.confirm(question), 410, "ten minutes")
    assert await nobody_is_linked(world)


async def test_a_new_start_does_not_make_the_ten_minutes_longer(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    await visitor.to_first(address)
    world.wait(minutes=6)
    at = await visitor.to_first(address)
    world.wait(minutes=6)
    assert_refused(await visitor.get(await visitor.signed_in(at, ANA)), 410, "ten minutes")


async def test_guessed_state(world: World, visitor: Browser) -> None:
    await visitor.get(await world.bot.linking.offer(slack_of(ANA)))
    for path in ("slack", "callback"):
        for query in ("state=guessed&code=guessed", "state=guessed&error=access_denied"):
            page = await visitor.get(f"{world.ports.pages.url}/link/{path}?{query}")
            assert_refused(page, 400, "not known")
    assert world.sign_ins_used() == 0


async def test_guessed_address(world: World, visitor: Browser) -> None:
    """Who reads the table cannot open what it names either."""
    await world.bot.linking.offer(slack_of(ANA))
    [row] = await world.rows(tables.link_attempts)
    for ticket in ("guessed", row.id):
        assert_refused(await visitor.get(f"{world.ports.pages.url}/link?ticket={ticket}"), 400, "not known")
    world.ports.pages.handed.secrets.pop(row.id)  # never handed out, and no secret: the table holds it


async def test_foreign_state_with_ones_own_code(world: World, visitor: Browser) -> None:
    """In one browser, Ana's code is put behind the state that was made for Bo."""
    anas = await visitor.signed_in(await visitor.to_first(await world.bot.linking.offer(slack_of(ANA))), ANA)
    bos = await visitor.to_first(await world.bot.linking.offer(slack_of(BO)))
    mixed = f"{anas.partition('?')[0]}?state={parameter(bos, 'state')}&code={parameter(anas, 'code')}"
    page = await visitor.get(mixed)
    assert_refused(page, 400, "does not take this sign-in")
    assert await nobody_is_linked(world)


async def test_foreign_state_in_the_form(world: World, visitor: Browser) -> None:
    anas = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    bos = await visitor.to_question(await world.bot.linking.offer(slack_of(BO)), BO)
    assert_refused(await visitor.send(anas, state=parameter(str(bos.url), "state")), 403, "not sent from our page")
    assert await nobody_is_linked(world)


async def test_two_tabs_on_one_address_the_newer_goes_on(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    older, newer = await visitor.to_genesys(address, ANA), await visitor.to_genesys(address, ANA)
    page = await visitor.get(await visitor.signed_in(older, ANA))
    assert_refused(page, 400, "a newer sign-in has taken its place")
    question = await visitor.get(await visitor.signed_in(newer, ANA))
    assert (await visitor.confirm(question)).status_code == 200
    assert len(await world.rows(tables.links)) == 1


async def test_two_tabs_that_start_at_once(world: World, visitor: Browser) -> None:
    page = await visitor.get(await world.bot.linking.offer(slack_of(ANA)))
    answers = await asyncio.gather(*(visitor.send(page) for _ in range(4)))
    started = [answer.headers["location"] for answer in answers if answer.status_code == 303]
    assert started
    for answer in answers:
        if answer.status_code != 303:
            assert_refused(answer, 409, "another tab")
    ends = [(await visitor.get(await visitor.signed_in(at, ANA))).status_code for at in started]
    assert [end for end in ends if end != 400] == [303 if world.proof == "slack" else 200]


async def test_second_link_made_while_the_first_is_open(world: World, visitor: Browser) -> None:
    """`/gc link` typed again: both addresses hold until one of them has linked."""
    first = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    second_address = await world.bot.linking.offer(slack_of(ANA))
    second = await visitor.to_question(second_address, ANA)
    assert (await visitor.confirm(first)).status_code == 200
    assert_refused(await visitor.confirm(second), 410)
    assert_refused(await visitor.get(second_address), 410)
    assert len(await world.rows(tables.links)) == 1


async def test_second_link_made_and_confirmed_at_once(world: World, visitor: Browser) -> None:
    questions = [await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA) for _ in range(2)]
    pages = await asyncio.gather(*(visitor.confirm(question) for question in questions))
    assert 200 in {page.status_code for page in pages}
    assert len(await world.rows(tables.links)) == 1
