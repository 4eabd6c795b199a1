"""Every way in which no link comes about: a page in plain words, and nothing linked."""

from typing import Any

import httpx2
import pytest

from bot.sandbox.faults import Do, Fault
from bot.store import tables
from bot.store.engine import Database
from tests.identity.world import ANA, BO, Browser, Forms, World, assert_refused, browser, parameter, slack_of

pytestmark = pytest.mark.usefixtures("no_token_without_a_link")


def names_the_way_on(page: httpx2.Response) -> bool:
    return "<code>/gc link</code>" in page.text


async def test_an_address_that_is_not_whole(world: World, visitor: Browser) -> None:
    for query in (
        "",
        "?ticket=",
        "?ticket=a&ticket=b",
        f"?ticket={'x' * 10_000}",
        "?other=1",
        "?ticket=%00%ff",
        "?" + "a=1&" * 99,
    ):
        page = await visitor.get(f"{world.ports.pages.url}/link{query}")
        assert_refused(page, 400)
        assert names_the_way_on(page)


async def test_a_callback_that_nobody_sent(world: World, visitor: Browser) -> None:
    for query in (
        "",
        "?code=a",
        "?state=a",
        "?state=a&code=",
        "?state=a&state=b&code=c",
        "?state=a&code=b&code=c",
        f"?state={'x' * 10_000}&code=c",
        f"?state=a&code={'x' * 10_000}",
        "?error=access_denied",
        "?error=access_denied&state=unknown",
        "?state=unknown&code=guessed",
    ):
        page = await visitor.get(f"{world.ports.pages.url}/link/callback{query}")
        assert_refused(page, 400)
        assert names_the_way_on(page)
    assert world.token_calls() == 0


async def test_an_address_after_ten_minutes(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    page = await visitor.get(address)
    world.wait(minutes=10)
    assert_refused(await visitor.get(address), 410, "ten minutes")
    assert_refused(await visitor.send(page), 410)


async def test_a_sign_in_that_comes_back_after_ten_minutes(world: World, visitor: Browser) -> None:
    back = await visitor.signed_in(await visitor.to_genesys(await world.bot.linking.offer(slack_of(ANA))), ANA)
    world.wait(minutes=10)
    assert_refused(await visitor.get(back), 410)
    assert world.token_calls() == 0


async def test_an_address_that_has_linked_already(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    back = await visitor.signed_in(await visitor.to_genesys(address), ANA)
    await visitor.confirm(await visitor.get(back))
    assert_refused(await visitor.get(address), 410)
    assert_refused(await visitor.get(back), 410)


async def test_a_forwarded_authorize_address_binds_nobody(world: World, visitor: Browser) -> None:
    """Bo begins, and sends what he got to Ana; she signs in."""
    at_genesys = await visitor.to_genesys(await world.bot.linking.offer(slack_of(BO)))
    async with browser() as anas:
        page = await anas.get(await anas.signed_in(at_genesys, ANA))
    assert_refused(page, 403, "another browser")
    assert world.token_calls() == 0


async def test_a_forwarded_address_links_nobody_wrong(world: World, visitor: Browser) -> None:
    page = await visitor.to_question(await world.bot.linking.offer(slack_of(BO)), ANA)
    assert_refused(page, 403, BO.email, ANA.email, "not for you")
    assert names_the_way_on(page)


async def test_another_browser_cannot_say_the_yes(world: World, visitor: Browser) -> None:
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    async with browser() as other:
        assert_refused(await other.send(question), 403)
        await other.get(await world.bot.linking.offer(slack_of(BO)))
        assert_refused(await other.send(question), 403, "not sent from our page")
    await visitor.send(question, form=1)


async def test_a_form_of_another_site(world: World, visitor: Browser) -> None:
    """It has the address, and the browser sends the cookie along; the form's own token it cannot know."""
    page = await visitor.get(await world.bot.linking.offer(slack_of(ANA)))
    bos = await visitor.get(await world.bot.linking.offer(slack_of(BO)))
    for token in ("", "0" * 64, "é" * 9, Forms(bos).forms[0][1]["form"]):
        forged = await visitor.client.post(
            f"{world.ports.pages.url}/link",
            data={"ticket": parameter(str(page.url), "ticket"), "form": token},
            headers={"Origin": "https://evil.example"},
        )
        assert_refused(forged, 403, "not sent from our page")


async def test_a_form_with_a_null_origin_is_ours(world: World, visitor: Browser) -> None:
    """With no-referrer browsers send `Origin: null`."""
    page = await visitor.get(await world.bot.linking.offer(slack_of(ANA)))
    visitor.client.headers["Origin"] = "null"
    assert (await visitor.send(page)).status_code == 303


async def test_a_form_that_is_none(world: World, visitor: Browser) -> None:
    form = "application/x-www-form-urlencoded"
    for path in ("/link", "/link/confirm"):
        for body, kind in (
            (b"{}", "application/json"),
            (b"", form),
            (b"ticket=a&ticket=b&state=a&state=b", form),
            (b"ticket=" + b"x" * 100_000, form),
            (b"\xff\xfe=\x00", form),
        ):
            address = f"{world.ports.pages.url}{path}"
            assert_refused(await visitor.client.post(address, content=body, headers={"content-type": kind}), 400)


async def test_a_sign_in_that_was_declined_and_then_made(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    state = parameter(await visitor.to_genesys(address), "state")
    denied = f"{world.ports.pages.url}/link/callback?error=access_denied&error_description=<b>no</b>&state={state}"
    page = await visitor.get(denied)
    assert_refused(page, 403, "You did not sign in")
    assert "<b>no" not in page.text
    question = await visitor.to_question(address, ANA)
    assert (await visitor.confirm(question)).status_code == 200


async def test_a_code_that_genesys_refuses(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    state = parameter(await visitor.to_genesys(address), "state")
    callback = f"{world.ports.pages.url}/link/callback?state={state}&code=guessed"
    assert_refused(await visitor.get(callback), 400, "Genesys does not take this sign-in")
    assert_refused(await visitor.get(callback), 410)


async def test_a_code_of_an_earlier_start(world: World, visitor: Browser) -> None:
    """PKCE: the code of one sign-in is worth nothing behind the state of another."""
    address = await world.bot.linking.offer(slack_of(ANA))
    back = await visitor.signed_in(await visitor.to_genesys(address), ANA)
    state = parameter(await visitor.to_genesys(address), "state")
    callback = f"{world.ports.pages.url}/link/callback?state={state}&code={parameter(back, 'code')}"
    assert_refused(await visitor.get(callback), 400)


async def test_head_on_the_callback_exchanges_nothing(world: World, visitor: Browser) -> None:
    back = await visitor.signed_in(await visitor.to_genesys(await world.bot.linking.offer(slack_of(ANA))), ANA)
    assert (await visitor.client.head(back)).status_code == 200
    assert world.token_calls() == 0


@pytest.mark.parametrize(
    "fault",
    [
        Fault(path="/oauth/token", do=Do.STATUS, status=503),
        Fault(path="/oauth/token", do=Do.CUT),
        Fault(path="/oauth/token", do=Do.DROP_BEFORE),
        Fault(path="/api/v2/users/me", do=Do.STATUS, status=403),
        Fault(path="/api/v2/organizations/me", do=Do.HTML, status=404),
    ],
    ids=lambda fault: f"{fault.path.split('/')[-1]}-{fault.do}",
)
async def test_a_genesys_that_does_not_answer(world: World, visitor: Browser, fault: Fault) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    world.simulator.faults.add(fault)
    assert_refused(await visitor.to_question(address, ANA), 503, "Genesys does not answer")
    world.simulator.faults.pulled.clear()
    if fault.do is Do.CUT:
        world.simulator._tokens.access.clear()  # the answer that nobody got
    question = await visitor.to_question(address, ANA)
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


async def test_the_database_ids_are_not_the_addresses(world: World, visitor: Browser) -> None:
    """Who reads the table cannot open what it names."""
    await world.bot.linking.offer(slack_of(ANA))
    [row] = await world.rows(tables.link_attempts)
    assert_refused(await visitor.get(f"{world.ports.pages.url}/link?ticket={row.id}"), 400)
