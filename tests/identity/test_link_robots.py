"""What is not a person at the pages: preview robots, other sites, and requests that nobody's browser makes."""

import asyncio

import httpx2
import pytest

from bot.store import tables
from tests.identity.world import ANA, BO, BOTH_PROOFS, World, assert_refused, slack_of
from tests.stage.linking import Browser, Forms, browser, parameter

pytestmark = [
    pytest.mark.parametrize("proof", BOTH_PROOFS),
    pytest.mark.usefixtures("no_token_without_a_link"),
]

FORM = "application/x-www-form-urlencoded"


async def test_preview_robots_get_and_head_of_the_address_change_nothing(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    before = await world.rows(tables.link_attempts)
    for agent in ("Slackbot-LinkExpanding 1.0", "Mail scanner"):
        async with browser() as robot:
            for method in ("GET", "HEAD"):
                page = await robot.client.request(method, address, headers={"User-Agent": agent})
                assert page.status_code == 200
    assert await world.rows(tables.link_attempts) == before
    assert (await visitor.confirm(await visitor.to_question(address, ANA))).status_code == 200


async def test_preview_robots_use_up_no_sign_in(world: World, visitor: Browser) -> None:
    """Whether they come without the cookie, look only, or are the browser itself, fetching ahead."""
    backs = []
    async for back in visitor.way(await world.bot.linking.offer(slack_of(ANA)), ANA):
        backs.append(back)
        before = world.sign_ins_used()
        async with browser() as robot:
            assert_refused(await robot.get(back), 403, "another browser")
            assert (await robot.client.head(back)).status_code == 200
        assert (await visitor.client.head(back)).status_code == 200
        for header in ("Sec-Purpose", "Purpose"):
            ahead = await visitor.client.get(back, headers={header: "prefetch;prerender"})
            assert ahead.status_code == 503, "what is not 2xx is asked for again when the person gets there"
        assert world.sign_ins_used() == before
    assert (await visitor.confirm(await visitor.get(backs[-1]))).status_code == 200, "the person went on all the while"


async def test_double_post_of_the_first_form_counts_once(world: World, visitor: Browser) -> None:
    page = await visitor.get(await world.bot.linking.offer(slack_of(ANA)))
    first, second = [await visitor.send(page) for _ in range(2)]
    ends = [await visitor.get(await visitor.signed_in(sent.headers["location"], ANA)) for sent in (first, second)]
    assert_refused(ends[0], 400, "a newer sign-in has taken its place")
    assert ends[1].status_code == (303 if world.proof == "slack" else 200)


async def test_double_callback_exchanges_once(world: World, visitor: Browser) -> None:
    at = await visitor.to_first(await world.bot.linking.offer(slack_of(ANA)))
    if world.proof == "slack":
        back = await visitor.signed_in(at, ANA)
        answers = await asyncio.gather(*(visitor.get(back) for _ in range(3)))
        [at] = [answer.headers["location"] for answer in answers if answer.status_code == 303]
        assert world.sign_ins_used() == 1
    back = await visitor.signed_in(at, ANA)
    pages = await asyncio.gather(*(visitor.get(back) for _ in range(3)))
    assert {page.status_code for page in pages} == {200}
    assert world.token_calls() == 1


async def test_callback_with_access_denied_and_the_sign_in_made_after_all(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    async for back in visitor.way(address, ANA):
        denied = f"error=access_denied&error_description=<b>no</b>&state={parameter(back, 'state')}"
        page = await visitor.get(f"{back.partition('?')[0]}?{denied}")
        assert_refused(page, 403, "You did not sign in", "Slack says" if "/link/slack" in back else "Genesys says")
        assert "<b>no" not in page.text
        assert_refused(await visitor.get(back), 410)
        break
    assert world.sign_ins_used() == 0
    question = await visitor.to_question(address, ANA)
    assert (await visitor.confirm(question)).status_code == 200, "the address may be opened again"


async def test_access_denied_in_another_browser_stops_nobody(world: World, visitor: Browser) -> None:
    async for back in visitor.way(await world.bot.linking.offer(slack_of(ANA)), ANA):
        denied = f"{back.partition('?')[0]}?error=access_denied&state={parameter(back, 'state')}"
        async with browser() as other:
            assert_refused(await other.get(denied), 403, "another browser")


QUERIES = (
    "",
    "code=a",
    "state=a",
    "state=a&code=",
    "state=a&state=b&code=c",
    "state=a&code=b&code=c",
    "error=access_denied",
    f"state={'x' * 10_000}&code=c",
    f"state=a&code={'x' * 10_000}",
    "state=%00&code=%ff",
    "a=1&" * 99,
)


async def test_callback_with_missing_doubled_or_10_kb_parameters(world: World, visitor: Browser) -> None:
    for query in QUERIES:
        for path in ("link/callback", "link/slack", "link"):
            page = await visitor.get(f"{world.ports.pages.url}/{path}?{query.replace('state', 'ticket')}")
            assert_refused(page, 400)
            page = await visitor.get(f"{world.ports.pages.url}/{path}?{query}")
            assert_refused(page, 400)
    assert world.sign_ins_used() == 0
    assert await world.rows(tables.link_attempts) == []


async def test_parameters_beside_a_good_state_that_are_too_long_use_it_not_up(world: World, visitor: Browser) -> None:
    async for back in visitor.way(await world.bot.linking.offer(slack_of(ANA)), ANA):
        for more in (f"&session_state={'x' * 10_000}", f"&state={parameter(back, 'state')}"):
            assert_refused(await visitor.get(back + more), 400, "not complete")


async def test_cross_site_post(world: World, visitor: Browser) -> None:
    """It has the address, and the browser may send the cookie along; the form's own token it cannot know."""
    page = await visitor.get(await world.bot.linking.offer(slack_of(ANA)))
    bos = await visitor.get(await world.bot.linking.offer(slack_of(BO)))
    before = await world.rows(tables.link_attempts)
    for token in ("", "0" * 64, "é" * 9, Forms(bos).forms[0][1]["form"]):
        forged = await visitor.client.post(
            f"{world.ports.pages.url}/link",
            data={"ticket": parameter(str(page.url), "ticket"), "form": token},
            headers={"Origin": "https://evil.example"},
        )
        assert_refused(forged, 403, "not sent from our page")
    assert await world.rows(tables.link_attempts) == before


async def test_cross_site_post_of_the_yes(world: World, visitor: Browser) -> None:
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    for token in ("", "0" * 64):
        sent = {"state": parameter(str(question.url), "state"), "form": token}
        forged = await visitor.client.post(f"{world.ports.pages.url}/link/confirm", data=sent)
        assert_refused(forged, 403, "not sent from our page")
    assert await world.rows(tables.links) == []


async def test_a_form_with_a_null_origin_is_ours(world: World, visitor: Browser) -> None:
    """With no-referrer browsers send `Origin: null`."""
    page = await visitor.get(await world.bot.linking.offer(slack_of(ANA)))
    visitor.client.headers["Origin"] = "null"
    assert (await visitor.send(page)).status_code == 303


NO_FORMS = (
    (b"{}", "application/json"),
    (b"", FORM),
    (b"ticket=a&ticket=b&state=a&state=b", FORM),
    (b"ticket=" + b"x" * 100_000, FORM),
    (b"\xff\xfe=\x00", FORM),
)


async def test_a_form_that_is_none(world: World, visitor: Browser) -> None:
    for body, kind in NO_FORMS:
        for path in ("/link", "/link/confirm"):
            address = f"{world.ports.pages.url}{path}"
            answer = await visitor.client.post(address, content=body, headers={"content-type": kind})
            assert_refused(answer, 400)


async def test_redirect_parameters_lead_nowhere_else(world: World, visitor: Browser) -> None:
    evil = (
        "&redirect_uri=https://evil.example&next=https://evil.example&return_to=//evil.example&iss=https://evil.example"
    )
    address = await world.bot.linking.offer(slack_of(ANA))
    answers: list[httpx2.Response] = [await visitor.get(address + evil)]
    answers.append(await visitor.send(answers[0], redirect_uri="https://evil.example", next="//evil.example"))
    while answers[-1].status_code == 303:
        back = await visitor.signed_in(answers[-1].headers["location"], ANA)
        answers.append(await visitor.get(back + evil))
    assert answers[-1].status_code == 200
    for answer in answers:
        assert "evil" not in answer.text + answer.headers.get("location", "")


async def test_frames_are_refused_on_every_answer(world: World, visitor: Browser) -> None:
    pages = world.ports.pages.url
    answers = [await visitor.get(await world.bot.linking.offer(slack_of(ANA)))]
    answers.append(await visitor.send(answers[0]))
    answers += [await visitor.get(f"{pages}{path}") for path in ("/link", "/link/slack", "/link/callback")]
    answers.append(await visitor.client.post(f"{pages}/link/confirm"))
    for answer in answers:
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
