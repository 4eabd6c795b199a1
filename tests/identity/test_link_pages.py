"""What every linking page has, whatever is on it."""

import re

import pytest

from tests.identity.world import ANA, BO, BOTH_PROOFS, World, slack_of
from tests.stage.linking import Browser, Forms

HOSTILE = '<script>alert(1)</script> & "quoted" <!channel> \u202eabc'


@pytest.mark.parametrize("proof", BOTH_PROOFS)
async def test_every_answer_has_the_headers(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    offered = await visitor.get(address)
    answers = [offered, await visitor.send(offered)]
    while not answers[-1].is_success:
        answers.append(await visitor.get(await visitor.signed_in(answers[-1].headers["location"], ANA)))
    answers.append(await visitor.confirm(answers[-1]))
    pages = world.ports.pages.url
    answers.append(await visitor.get(f"{pages}/link?ticket=unknown"))
    answers += [await visitor.client.head(f"{pages}{path}") for path in ("/link/callback", "/link/slack")]
    hosts = {"email": world.ports.genesys.url, "slack": f"{world.ports.genesys.url} {world.ports.slack.url}"}
    for answer in answers:
        headers = answer.headers
        policy = headers["content-security-policy"]
        for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
            assert part in policy
        assert f"form-action 'self' {hosts[world.proof]};" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("proof", BOTH_PROOFS)
async def test_every_page_is_whole_and_needs_no_script(world: World, visitor: Browser) -> None:
    offered = await visitor.get(await world.bot.linking.offer(slack_of(ANA)))
    question = await visitor.to_question(str(offered.url), ANA)
    linked = await visitor.confirm(question)
    for page in (offered, question, linked):
        assert page.text.startswith("<!doctype html>")
        assert '<html lang="en">' in page.text
        assert 'name="viewport"' in page.text
        assert len(re.findall("<h1", page.text)) == 1
        assert re.search(r"<title>\S.*</title>", page.text)
        assert "<script" not in page.text
        assert not re.search(r"""(src|href)=["']?http""", page.text)


async def test_names_cannot_write_into_the_page(world: World, visitor: Browser) -> None:
    world.emulator.change_person(ANA.slack_user, real_name=HOSTILE)
    offered = await visitor.get(await world.bot.linking.offer(slack_of(ANA)))
    assert "<script" not in offered.text
    assert "&lt;script&gt;" in offered.text
    assert "<bdi>" in offered.text, "a right-to-left mark ends with the name"


async def test_names_cannot_write_into_a_refusal_either(world: World, visitor: Browser) -> None:
    world.emulator.change_person(ANA.slack_user, real_name=HOSTILE, email="other@example.com")
    page = await visitor.to_question(await world.bot.linking.offer(slack_of(ANA)), ANA)
    assert page.status_code == 403
    assert "<script" not in page.text
    assert "<bdi>&lt;script&gt;" in page.text


@pytest.mark.parametrize("proof", ["slack"])
async def test_names_cannot_write_into_what_slack_says(world: World, visitor: Browser) -> None:
    world.emulator.change_person(ANA.slack_user, real_name=HOSTILE)
    at_slack = await visitor.to_first(await world.bot.linking.offer(slack_of(BO)))
    page = await visitor.get(await visitor.signed_in(at_slack, ANA))
    assert page.status_code == 403
    assert "<script" not in page.text
    assert "<bdi>&lt;script&gt;" in page.text


@pytest.mark.parametrize("proof", BOTH_PROOFS)
async def test_forged_host_addresses_come_from_the_setting(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    page = await visitor.client.get(address, headers=evil)
    assert "evil.example" not in page.text
    action, fields = Forms(page).forms[0]
    assert action == f"{world.ports.pages.url}/link"
    sent_on = await visitor.client.post(action, data=fields, headers=evil)
    assert "evil.example" not in sent_on.headers["location"]


async def test_on_loopback_the_cookie_is_plain_and_closed_to_scripts(world: World, visitor: Browser) -> None:
    page = await visitor.get(await world.bot.linking.offer(slack_of(ANA)))
    [cookie] = page.headers.get_list("set-cookie")
    assert cookie.startswith("onqueue=")
    for part in ("HttpOnly", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Secure" not in cookie


async def test_on_https_the_cookie_is_bound_to_the_host_and_https_stays(world: World, visitor: Browser) -> None:
    process = world.process(public_url="https://bot.example.com/")
    address = await process.linking.offer(slack_of(ANA))
    assert address.startswith("https://bot.example.com/link?ticket=")
    page = await visitor.get(address.replace("https://bot.example.com", world.ports.pages.url))
    [cookie] = page.headers.get_list("set-cookie")
    assert cookie.startswith("__Host-onqueue=")
    for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert page.headers["strict-transport-security"] == "max-age=31536000"


async def test_a_cookie_that_we_did_not_make_is_replaced(world: World, visitor: Browser) -> None:
    address = await world.bot.linking.offer(slack_of(ANA))
    for cookie in (b"short", b"x" * 44, b"\xfc" * 43, b'"' + b"x" * 41 + b'"'):
        page = await visitor.client.get(address, headers={b"Cookie": b"onqueue=" + cookie})
        [made] = page.headers.get_list("set-cookie")
        assert cookie.decode("latin-1") not in made
