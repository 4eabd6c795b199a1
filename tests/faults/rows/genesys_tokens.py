"""Genesys's side: a token that is refused while its link can renew it."""

from tests.faults.bench import Seen, row
from tests.faults.genesys_side import GenesysSide
from tests.faults.slack_side import linked
from tests.stage.stage import Stage

SUBJECT = "Genesys's side"
JOIN = "patchUserQueue"


@row(SUBJECT, injected="401 for a write, with a living refresh token", expected="one token call, the write once")
async def a_401_for_a_write(stage: Stage) -> Seen:
    genesys, ana = GenesysSide(stage), await linked(stage)
    before = await genesys.token_calls()
    await genesys.fault("/api/v2/users/*/queues/*", method="PATCH", do="status", status=401, times=1)
    heard = await genesys.hears(ana, "/gc join billing")
    calls, effects = await genesys.token_calls() - before, await stage.effects(JOIN, ana)
    writes = [line for line in await stage.ledger() if line.get("method") == "PATCH"]
    assert "*Done:* you joined Billing" in heard.text
    assert [line["status"] for line in writes] == [401, 200]
    return Seen(f"{calls} token call, {effects} effect", lost=1 - effects, doubled=max(calls, effects) - 1)


@row(SUBJECT, injected="401 for a look-up, with a living refresh token", expected="one token call, the look-up again")
async def a_401_for_a_look_up(stage: Stage) -> Seen:
    genesys, ana = GenesysSide(stage), await linked(stage)
    before = await genesys.token_calls()
    await genesys.fault("/api/v2/users/*/superiors", do="status", status=401, times=1)
    heard = await genesys.hears(ana, "/gc manager")
    calls, asked = await genesys.token_calls() - before, await genesys.requests("GET", "/superiors")
    assert "Bo Lindqvist" in heard.text
    assert [line["status"] for line in asked] == [401, 200]
    assert len({line["token"] for line in asked[-1:]} - {None}) == 1
    return Seen(f"{calls} token call, {len(asked)} look-ups", doubled=calls - 1)


@row(SUBJECT, injected="401 without an end, although the refresh works", expected="asks to link again; never loops")
async def an_endless_401(stage: Stage) -> Seen:
    genesys, ana = GenesysSide(stage), await linked(stage)
    before = await genesys.token_calls()
    await genesys.fault("/api/v2/users/*/queues/*", method="PATCH", do="status", status=401)
    heard = await genesys.hears(ana, "/gc join billing")
    calls, effects = await genesys.token_calls() - before, await stage.effects(JOIN, ana)
    assert "your Genesys sign-in has ended" in heard.text, heard.text
    assert "Done" not in heard.text
    assert ana.joined == {"Returns"}
    return Seen(f"{calls} token call, {effects} effects", doubled=max(calls - 1, effects))
