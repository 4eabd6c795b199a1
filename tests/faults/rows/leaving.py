"""People who leave, on either side, and the app itself: links sleep or end, people are told once, nothing repeats."""

import json
from typing import Any

from sqlalchemy import Row, select

from bot.store.tables import changes, links
from tests.dispatch.signed import command
from tests.faults.bench import Seen, row
from tests.faults.genesys_side import GenesysSide
from tests.faults.slack_side import SlackSide, linked, logged, so
from tests.stage.stage import Person, Stage

SUBJECT = "Links, names, secrets"
GENESYS = "Genesys's side"
SLACK = "Slack's side"
ENDED = "Your Genesys sign-in has ended"
RESTRICTED = "Your Slack account was restricted"


async def _rows(stage: Stage) -> list[Row[Any]]:
    async with stage.app.database.read() as tx:
        return list((await tx.execute(select(links))).all())


async def _state(stage: Stage) -> str:
    return ", ".join(row.state for row in await _rows(stage))


async def _changes(stage: Stage, person: Person, **changes: Any) -> None:
    order = {"user": person.who.slack_user, **changes}
    (await stage.http.post(f"{stage.slack_url}/sandbox/member", json=order)).raise_for_status()


async def _is_installed(stage: Stage, *, installed: bool) -> None:
    (await stage.http.post(f"{stage.slack_url}/sandbox/app", json={"installed": installed})).raise_for_status()


async def _dms(stage: Stage, text: str) -> int:
    calls = await SlackSide(stage).calls("chat.postMessage")
    return sum(bool(call["ok"]) and text in str(call["args"]["text"]) for call in calls)


@row(SUBJECT, injected="somebody becomes a guest, and is none again", expected="sleeps until proved again; told once")
async def a_restriction(stage: Stage) -> Seen:
    ana = await linked(stage)
    await _changes(stage, ana, is_restricted=True)

    async def asleep() -> bool:
        return await _state(stage) == "asleep"

    await so(asleep)
    assert "Guests can't use OnQueue" in (await ana.says("/gc on")).text
    for _ in range(3):
        await stage.app.leaving.tell_sleepers()
    told = await _dms(stage, RESTRICTED)
    await _changes(stage, ana, is_restricted=False)
    stage.later(minutes=6)
    assert ENDED in (await ana.says("/gc on")).text
    assert ana.state["presence"] != "On Queue"
    await ana.links()
    assert "Ana Ruiz" in (await ana.says("/gc whoami")).text
    return Seen("asleep, then asked to link again; linked again it works", lost=1 - told, doubled=max(0, told - 1))


@row(SUBJECT, injected="somebody is deactivated in Slack", expected="unlinked, their sign-in revoked, nobody told")
async def a_deactivation_in_slack(stage: Stage) -> Seen:
    ana = await linked(stage)
    await _changes(stage, ana, deleted=True)

    async def gone() -> bool:
        return not await _rows(stage)

    await so(gone)
    tokens = stage.sides.simulator._tokens
    assert not tokens.access, "an access token is still good"
    assert not tokens.refresh, "a refresh token is still good"
    return Seen("link gone, tokens revoked", doubled=await _dms(stage, ENDED))


@row(SUBJECT, injected="a deactivation in Slack while the bot was away", expected="found within a day, and revoked")
async def a_deactivation_that_was_missed(stage: Stage) -> Seen:
    ana = await linked(stage)
    stage.sides.emulator.workspace.changed_member(ana.who.slack_user, deleted=True)
    stage.later(hours=25)
    await stage.app.leaving.look_around()
    now = stage.sides.clock.now()
    good = [token for token in stage.sides.simulator._tokens.access.values() if token.expires_at > now]
    return Seen(f"{len(await _rows(stage))} links, {len(good)} good tokens", lost=len(await _rows(stage)) + len(good))


@row(GENESYS, injected="a user made inactive in Genesys", expected="link asleep, one DM, nothing repeats")
async def a_deactivation_in_genesys(stage: Stage) -> Seen:
    ana = await linked(stage)
    await stage.floor(user=ana.who.email, state="inactive")
    for _ in range(3):
        assert ENDED in (await ana.says("/gc queues")).text
        await stage.app.leaving.tell_sleepers()
    told = await _dms(stage, ENDED)
    renewals = sum(line.get("path") == "/oauth/token" for line in await stage.ledger()) - 1
    return Seen(f"{told} DM, {renewals} renewal tried", lost=1 - told, doubled=max(told, renewals) - 1)


@row(GENESYS, injected="401 for all, although the refresh works", expected="link asleep, one DM, nothing repeats")
async def a_token_that_never_works(stage: Stage) -> Seen:
    ana = await linked(stage)
    await stage.fault("genesys", path="/api/v2/*", do="status", status=401)
    for _ in range(3):
        assert ENDED in (await ana.says("/gc queues")).text
        await stage.app.leaving.tell_sleepers()
    told = await _dms(stage, ENDED)
    renewals = sum(line.get("path") == "/oauth/token" for line in await stage.ledger()) - 1
    return Seen(f"{told} DM, {renewals} renewal", lost=1 - told, doubled=max(told, renewals) - 1)


@row(GENESYS, injected="a wrong client secret", expected="nobody's link sleeps; people read whose fault it is")
async def a_wrong_client_secret(stage: Stage) -> Seen:
    genesys, ana = GenesysSide(stage), await linked(stage)
    stage.later(hours=25)
    refusal = json.dumps({"error": "invalid_client", "description": "authentication failed"})
    await genesys.fault("/oauth/token", do="status", status=401, body=refusal)
    with logged() as lines:
        said = [(await ana.says("/gc queues")).text for _ in range(2)]
    assert all("Genesys doesn't accept OnQueue's own sign-in" in text for text in said), said
    assert any("GENESYS_CLIENT_SECRET" in line for line in lines)
    awake = await _state(stage) == "live"
    await genesys.behind.mend()
    assert "of your 3 queues" in (await ana.says("/gc queues")).text
    return Seen("one sentence each, the log names the settings; mended it works", lost=not awake)


@row(
    SLACK,
    injected="the app uninstalled in the middle of a change, and installed again",
    expected="stops sending; the change ends and is told when the app is back",
)
async def the_app_uninstalled(stage: Stage) -> Seen:
    slack, ana = SlackSide(stage), await linked(stage)
    await stage.fault("genesys", path="/api/v2/users/*/queues/*", method="PATCH", do="delay", seconds=1.0)
    await slack.signed.form(command(ana, "join billing"))
    await so(lambda: _writes(stage))
    await _is_installed(stage, installed=False)
    await so(lambda: bool(stage.app.installations.gone()))
    behind = slack.behind

    async def ended() -> bool:
        return await behind.states() == ["done"]

    await so(ended)
    before = await _sent(stage)
    for _ in range(3):
        await behind.sweeps(seconds=10)
    silent = await _sent(stage) == before
    assert len(await _rows(stage)) == 1, "what was linked is kept"
    await _is_installed(stage, installed=True)
    await stage.app.sender.look()
    await behind.sweeps(minutes=2)
    await slack.until_read(ana, "you joined Billing")
    assert "Ana Ruiz" in (await ana.says("/gc whoami")).text
    effects = await stage.effects("patchUserQueue", ana)
    told = slack.read(ana, "you joined Billing")
    return Seen(f"silent while gone: {silent}; {effects} effect, told {told} time", not silent, max(effects, told) - 1)


async def _writes(stage: Stage) -> bool:
    async with stage.app.database.read() as tx:
        return (await tx.execute(select(changes.c.calling_at))).scalars().first() is not None


async def _sent(stage: Stage) -> int:
    """Messages and windows that were sent, taken or refused."""
    entries = await stage.ledger("slack")
    return sum(str(entry.get("method", "")).startswith(("chat.", "views.", "response_url")) for entry in entries)
