"""Genesys's side: another host than the one that was set. Nothing of a person's may reach it."""

import json

import httpx2
from sqlalchemy import select

from bot.store.tables import links
from tests.faults.bench import Ground, Seen, row
from tests.faults.foreign_hosts import CERTIFICATES, foreign, secured
from tests.faults.genesys_side import GenesysSide
from tests.faults.slack_side import linked, so
from tests.stage.linking import browser, parameter
from tests.stage.stage import Person, Stage, raised

SUBJECT = "Genesys's side"
JOIN = "patchUserQueue"
NEVER = "not followed, refused; the other host hears nothing"


async def _links(stage: Stage) -> list[str]:
    async with stage.app.database.read() as tx:
        return [row.slack_user for row in (await tx.execute(select(links))).all()]


async def _address(person: Person) -> str:
    return (await person.says("/gc link")).urls[0]


@row(SUBJECT, injected="redirects to another host, for a read and for a write", expected=NEVER)
async def redirects_of_the_api(stage: Stage) -> Seen:
    genesys, ana = GenesysSide(stage), await linked(stage)
    async with foreign() as elsewhere:
        away = {"Location": f"{elsewhere.url}/api/v2/users/me"}
        await genesys.fault("/api/v2/users/*/superiors", do="status", status=302, headers=away)
        await genesys.fault("/api/v2/users/*/queues/*", method="PATCH", do="status", status=307, headers=away)
        read = await genesys.hears(ana, "/gc manager")
        written = await genesys.hears(ana, "/gc join billing")
        assert elsewhere.heard == []
    assert "Genesys isn't answering right now" in read.text
    assert "Waiting" in written.text
    await genesys.behind.mend()
    await genesys.behind.sweeps(minutes=1)
    await so(lambda: "Billing" in ana.joined)
    effects = await stage.effects(JOIN, ana)
    return Seen(f"the other host heard nothing; {effects} effect in the end", 1 - min(1, effects), max(0, effects - 1))


@row(SUBJECT, injected="a redirect of the token call to another host", expected=f"{NEVER}; the link lives")
async def a_redirect_of_the_token_call(stage: Stage) -> Seen:
    genesys, ana = GenesysSide(stage), await linked(stage)
    stage.later(hours=25)
    async with foreign() as elsewhere:
        away = {"Location": f"{elsewhere.url}/oauth/token"}
        await genesys.fault("/oauth/token", do="status", status=307, headers=away)
        refused = await genesys.hears(ana, "/gc manager")
        assert elsewhere.heard == []
    assert "Genesys isn't answering right now" in refused.text
    await genesys.behind.mend()
    again = await genesys.hears(ana, "/gc manager")
    assert "Bo Lindqvist" in again.text
    return Seen("the other host heard nothing; the link works", lost=1 - len(await _links(stage)))


@row(SUBJECT, injected="the API behind a self-signed, an expired, another's certificate", expected=NEVER)
async def certificates_of_the_api(ground: Ground) -> Seen:
    async with secured() as host, raised(ground.database_url, genesys_api_url=host.url) as stage, browser() as visitor:
        ana = stage.person(0)
        for certificate in CERTIFICATES:
            await host.shows(**certificate)
            page = await visitor.to_question(await _address(ana), ana.who)
            _refuses(page, "Genesys does not answer")
            assert host.heard == [], certificate
        assert await GenesysSide(stage).token_calls() == len(CERTIFICATES), "the token was there to be sent"
        return Seen("three pages that refuse; no token heard", lost=len(await _links(stage)))


@row(SUBJECT, injected="the login host behind a self-signed, an expired, another's certificate", expected=NEVER)
async def certificates_of_the_login_host(ground: Ground) -> Seen:
    async with (
        secured() as host,
        raised(ground.database_url, genesys_login_url=host.url) as stage,
        browser() as visitor,
    ):
        for certificate in CERTIFICATES:
            await host.shows(**certificate)
            at = await visitor.to_first(await _address(stage.person(0)))
            page = await visitor.get(f"{stage.bot_url}/link/callback?code=some-code&state={parameter(at, 'state')}")
            _refuses(page, "Genesys does not answer")
            assert host.heard == [], certificate
        return Seen("three pages that refuse; no code and no secret heard", lost=len(await _links(stage)))


@row(
    SUBJECT,
    injected="the login host of another region, which does not know us",
    expected="a page that says so; nothing kept",
)
async def another_regions_login_host(stage: Stage) -> Seen:
    refusal = json.dumps({"error": "invalid_client", "description": "client not found", "error_description": None})
    await GenesysSide(stage).fault("/oauth/token", do="status", status=401, body=refusal)
    ana = stage.person(0)
    async with browser() as visitor:
        page = await visitor.to_question(await _address(ana), ana.who)
    _refuses(page, "Genesys does not accept OnQueue")
    return Seen("a page for whoever runs OnQueue; nothing linked", lost=len(await _links(stage)))


@row(
    SUBJECT,
    injected="the API of another region, which does not know the token",
    expected="a page that says so; nothing kept",
)
async def another_regions_api(stage: Stage) -> Seen:
    await GenesysSide(stage).fault("/api/v2/users/me", do="status", status=401)
    ana = stage.person(0)
    async with browser() as visitor:
        page = await visitor.to_question(await _address(ana), ana.who)
    _refuses(page, "Genesys does not accept OnQueue")
    return Seen("a page for whoever runs OnQueue; nothing linked", lost=len(await _links(stage)))


@row(SUBJECT, injected="somebody of another organisation signs in", expected="refused; their token is given back")
async def another_organisation(stage: Stage) -> Seen:
    genesys, ana, bo = GenesysSide(stage), await linked(stage), stage.person(1)
    foreign_one = json.dumps({"id": "00000000-0000-4000-8000-00000000f0e1", "name": "Elsewhere", "state": "active"})
    await genesys.answers("/api/v2/organizations/me", foreign_one)
    async with browser() as visitor:
        page = await visitor.to_question(await _address(bo), bo.who)
    _refuses(page, "Elsewhere")

    async def given_back() -> bool:
        return [line["user"] for line in await genesys.requests("DELETE", "/tokens/me")] == [bo.who.genesys_user]

    await so(given_back)
    assert await _links(stage) == [ana.who.slack_user]
    return Seen("a page that names the organisation; the token revoked, nobody linked")


def _refuses(page: httpx2.Response, words: str) -> None:
    assert httpx2.codes.is_error(page.status_code), page.status_code
    assert words in page.text, page.text
    assert "Nothing was linked" in page.text, page.text
