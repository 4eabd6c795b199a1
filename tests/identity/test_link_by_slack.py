"""LINK_PROOF=slack: what comes back from Sign in with Slack has to be for this sign-in, app and person."""

import base64
import json
import logging
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.identity.slack_codes import SlackCodes
from bot.identity.slack_sign_in import METHOD, SlackSignIn
from bot.sandbox.faults import Do, Fault
from bot.store import tables
from tests.identity.world import ANA, BO, PEOPLE, TEAM, World, assert_refused, slack_of
from tests.stage.linking import Browser, browser, parameter

pytestmark = [pytest.mark.parametrize("proof", ["slack"]), pytest.mark.usefixtures("no_token_without_a_link")]


async def at_slack(world: World, visitor: Browser) -> str:
    return await visitor.to_first(await world.bot.linking.offer(slack_of(ANA)))


def slack_calls(world: World) -> int:
    return sum(entry.get("method") == "openid.connect.token" for entry in world.emulator.workspace.ledger.entries)


def slack_answers(world: World, body: str, status: int = 200) -> None:
    fault = Fault(path="/api/openid.connect.token", do=Do.STATUS, status=status, body=body, times=1)
    world.emulator.faults.add(fault)


def jwt(claims: dict[str, Any]) -> str:
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b'=').decode()}.c2ln"


async def test_the_way_to_slack_asks_for_the_person_in_their_workspace(world: World, visitor: Browser) -> None:
    address = await at_slack(world, visitor)
    assert address.startswith(f"{world.ports.slack.url}/openid/connect/authorize?")
    assert parameter(address, "scope") == "openid,email,profile"
    assert parameter(address, "redirect_uri") == f"{world.ports.pages.url}/link/slack"
    assert (parameter(address, "response_type"), parameter(address, "team")) == ("code", TEAM)
    assert "login_hint" not in address
    assert len({parameter(address, "state"), parameter(address, "nonce")}) == 2


async def test_each_start_has_a_state_and_a_nonce_of_its_own(world: World, visitor: Browser) -> None:
    offered = await world.bot.linking.offer(slack_of(ANA))
    starts = [await visitor.to_first(offered) for _ in range(3)]
    for name in ("state", "nonce"):
        assert len({parameter(start, name) for start in starts}) == 3


async def test_after_slack_genesys_asks_for_a_password(world: World, visitor: Browser) -> None:
    first = await at_slack(world, visitor)
    sent_on = await visitor.get(await visitor.signed_in(first, ANA))
    assert sent_on.status_code == 303
    at_genesys = sent_on.headers["location"]
    assert at_genesys.startswith(f"{world.ports.genesys.url}/oauth/authorize?")
    assert parameter(at_genesys, "prompt") == "login"
    assert parameter(at_genesys, "state") != parameter(first, "state")


async def test_the_emails_need_not_be_the_same(world: World, visitor: Browser) -> None:
    question = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), BO, in_slack=ANA)
    for fact in (ANA.email, BO.email):
        assert fact in question.text
    assert (await visitor.confirm(question)).status_code == 200
    actor = await world.bot.identity.actor(slack_of(ANA))
    assert actor.me.email == BO.email, "and it acts, with another e-mail in Slack"


async def test_somebody_whom_slack_shows_without_an_email_links_too(world: World, visitor: Browser) -> None:
    first = await at_slack(world, visitor)
    back = await visitor.signed_in(first, ANA)
    world.emulator.change_person(ANA.slack_user, email=None)
    at_genesys = (await visitor.get(back)).headers["location"]
    question = await visitor.get(await visitor.signed_in(at_genesys, ANA))
    assert "no e-mail visible" in question.text
    assert (await visitor.confirm(question)).status_code == 200
    await world.bot.identity.actor(slack_of(ANA))


async def test_another_slack_account_than_the_one_that_asked(world: World, visitor: Browser) -> None:
    page = await visitor.get(await visitor.signed_in(await at_slack(world, visitor), BO))
    assert_refused(page, 403, BO.name, BO.email, "somebody else", "<code>/gc link</code>")
    assert world.paths() == [], "Genesys is never reached"


async def test_the_same_user_id_in_another_workspace(world: World, visitor: Browser) -> None:
    first = await at_slack(world, visitor)
    world.emulator.change_person(ANA.slack_user, team_id="T0OTHER")
    assert_refused(await visitor.get(await visitor.signed_in(first, ANA)), 403, "somebody else")


#: Each makes the claims those of another sign-in, app or person; None leaves one out.
ALTERED: list[dict[str, Any]] = [
    {"iss": "https://slack.com"},
    {"iss": None},
    {"aud": "another.app"},
    {"aud": ["the app", "another.app"]},
    {"exp": 0},
    {"exp": "never"},
    {"nonce": "of-another-start"},
    {"nonce": ""},
    {"https://slack.com/user_id": None},
    {"https://slack.com/team_id": None},
]


async def test_an_id_token_that_is_not_for_this_sign_in(world: World, subtests: pytest.Subtests) -> None:
    for changes in ALTERED:
        with subtests.test(str(changes)):
            async with browser() as visitor:
                await is_refused_altered(world, visitor, changes)


async def is_refused_altered(world: World, visitor: Browser, changes: dict[str, Any]) -> None:
    first = await at_slack(world, visitor)
    back = await visitor.signed_in(first, ANA)
    claims = {
        "iss": world.ports.slack.url,
        "aud": world.emulator.client_id,
        "exp": world.clock.now().timestamp() + 300,
        "nonce": parameter(first, "nonce"),
        "https://slack.com/user_id": ANA.slack_user,
        "https://slack.com/team_id": TEAM,
    }
    told = {name: value for name, value in (claims | changes).items() if value is not None}
    slack_answers(world, json.dumps({"ok": True, "id_token": jwt(told)}))
    page = await visitor.get(back)
    assert page.status_code in {400, 503}
    assert_refused(page, page.status_code, "Slack", "<code>/gc link</code>")
    assert world.paths() == []
    slack_answers(world, json.dumps({"ok": True, "id_token": jwt(claims)}))
    good = await visitor.get(await visitor.signed_in(await at_slack(world, visitor), ANA))
    assert_refused(good, 400)


async def test_the_same_claims_unaltered_lead_on(world: World, visitor: Browser) -> None:
    """So the test above refuses for what it altered, and for nothing else."""
    first = await at_slack(world, visitor)
    back = await visitor.signed_in(first, ANA)
    claims = {
        "iss": world.ports.slack.url,
        "aud": [world.emulator.client_id],
        "exp": world.clock.now().timestamp() + 1,
        "nonce": parameter(first, "nonce"),
        "https://slack.com/user_id": ANA.slack_user,
        "https://slack.com/team_id": "T0WORKSPACE",
        "https://slack.com/enterprise_id": TEAM,
    }
    slack_answers(world, json.dumps({"ok": True, "id_token": jwt(claims)}))
    assert (await visitor.get(back)).status_code == 303


UNREADABLE = {
    "none": None,
    "empty": "",
    "two parts": "a.b",
    "no base64": "a.%%%.c",
    "no claims": "a.e30.c",
    "a list": "a.W10.c",
    "huge": f"a.{'A' * 70_000}.c",
}


async def test_an_id_token_that_cannot_be_read(world: World, subtests: pytest.Subtests) -> None:
    for kind, token in UNREADABLE.items():
        with subtests.test(kind):
            async with browser() as visitor:
                back = await visitor.signed_in(await at_slack(world, visitor), ANA)
                slack_answers(world, json.dumps({"ok": True, "id_token": token}))
                assert_refused(await visitor.get(back), 503, "Slack does not answer")


REFUSALS = {
    "invalid_code": "Slack does not take this sign-in",
    "bad_client_secret": "Tell whoever runs it",
    "bad_redirect_uri": "Tell whoever runs it",
    "fatal_error": "Slack does not answer",
}


async def test_a_slack_that_refuses_the_code(
    world: World, subtests: pytest.Subtests, caplog: pytest.LogCaptureFixture
) -> None:
    for error, words in REFUSALS.items():
        with subtests.test(error):
            async with browser() as visitor:
                back = await visitor.signed_in(await at_slack(world, visitor), ANA)
                slack_answers(world, json.dumps({"ok": False, "error": error}))
                with caplog.at_level(logging.DEBUG, "bot"):
                    page = await visitor.get(back)
                assert_refused(page, 400 if error == "invalid_code" else 503, words)
                assert parameter(back, "code") not in caplog.text


async def test_a_slack_that_does_not_answer_after_the_sign_in(world: World, subtests: pytest.Subtests) -> None:
    for person, do in zip(PEOPLE, [Do.HTML, Do.CUT, Do.DROP_BEFORE, Do.DROP_AFTER], strict=False):
        with subtests.test(do.value):
            async with browser() as visitor:
                offered = await world.bot.linking.offer(slack_of(person))
                back = await visitor.signed_in(await visitor.to_first(offered), person)
                world.emulator.faults.add(Fault(path="/api/openid.connect.token", do=do))
                assert_refused(await visitor.get(back), 503, "Slack does not answer")
                world.emulator.faults.clear()
                question = await visitor.to_question(offered, person)
                linked = await visitor.confirm(question)
                assert linked.status_code == 200, "the same address leads on when Slack is back"


async def test_a_wrong_client_secret(world: World, visitor: Browser) -> None:
    process = world.process(slack_client_secret="wrong")
    first = await visitor.to_first(await process.linking.offer(slack_of(ANA)))
    assert_refused(await visitor.get(await visitor.signed_in(first, ANA)), 503, "set up wrongly")


async def test_nothing_of_slacks_answer_is_kept(world: World, visitor: Browser) -> None:
    first = await at_slack(world, visitor)
    back = await visitor.signed_in(first, ANA)
    await visitor.get(back)
    kept = repr(await world.rows(tables.link_attempts))
    secrets = [parameter(first, "state"), parameter(first, "nonce"), parameter(back, "code")]
    secrets += list(world.emulator.workspace.grants._tokens)
    assert len(secrets) == 4
    assert not [secret for secret in secrets if secret in kept]


async def test_another_browsers_nonce_does_not_hold(world: World, visitor: Browser) -> None:
    """A code of the same person and workspace, got in another browser, is put behind this one's state."""
    mine = await at_slack(world, visitor)
    async with browser() as other:
        theirs = await other.signed_in(await at_slack(world, other), ANA)
    swapped = f"{world.ports.pages.url}/link/slack?state={parameter(mine, 'state')}&code={parameter(theirs, 'code')}"
    assert_refused(await visitor.get(swapped), 400, "belongs to another sign-in")


async def test_a_state_of_slack_is_none_of_genesys_and_the_other_way_round(world: World, visitor: Browser) -> None:
    first = await at_slack(world, visitor)
    callback = f"{world.ports.pages.url}/link/callback?code=any&state={parameter(first, 'state')}"
    assert_refused(await visitor.get(callback), 410)
    at_genesys = (await visitor.get(await visitor.signed_in(first, ANA))).headers["location"]
    slack = f"{world.ports.pages.url}/link/slack?code=any&state={parameter(at_genesys, 'state')}"
    assert_refused(await visitor.get(slack), 410)
    question = await visitor.get(await visitor.signed_in(at_genesys, ANA))
    assert (await visitor.confirm(question)).status_code == 200, "nothing was used up by that"


async def test_what_was_begun_by_email_does_not_end_by_slack(world: World, visitor: Browser) -> None:
    """LINK_PROOF changed while somebody was at Genesys: without their sign-in at Slack there is no proof."""
    process = world.process(proof="email")
    at_genesys = await visitor.to_first(await process.linking.offer(slack_of(ANA)))
    world.process(proof="slack")
    assert_refused(await visitor.get(await visitor.signed_in(at_genesys, BO)), 410)


async def test_what_was_begun_by_slack_ends_by_email_for_the_same_address_alone(world: World, visitor: Browser) -> None:
    at_genesys = await visitor.to_genesys(await world.bot.linking.offer(slack_of(ANA)), ANA)
    world.process(proof="email")
    assert_refused(await visitor.get(await visitor.signed_in(at_genesys, BO)), 403, BO.email)


async def test_with_email_nobody_comes_back_from_slack(world: World, visitor: Browser) -> None:
    back = await visitor.signed_in(await at_slack(world, visitor), ANA)
    world.process(proof="email")
    assert_refused(await visitor.get(back), 410)
    assert slack_calls(world) == 0


def test_the_policy_lets_forms_lead_to_slacks_hosts_and_no_others(world: World) -> None:
    """Slack's sign-in goes on at the workspace's own host, and browsers apply the policy to redirects too."""

    def hosts(url: str) -> tuple[str, ...]:
        codes = SlackCodes(AsyncWebClient(), method=METHOD, client_id="", client_secret="", redirect_uri="")
        return SlackSignIn(codes, web_url=url, clock=world.clock).hosts

    assert hosts("https://slack.com") == ("https://slack.com", "https://*.slack.com")
    assert hosts("http://127.0.0.1:8080") == ("http://127.0.0.1:8080",)
    assert hosts("https://slack.example.com/path") == ("https://slack.example.com",)
