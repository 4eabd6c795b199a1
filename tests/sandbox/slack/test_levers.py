import json

import httpx2
import pytest

from tests.sandbox.slack.builders import hello
from tests.sandbox.slack.conftest import Stage
from tests.sandbox.slack.refusals import refused


async def test_each_call_stands_in_the_ledger_with_its_arguments_decoded(stage: Stage):
    form = {"channel": "C0GENERAL", "text": "x", "blocks": json.dumps([hello()]), "token": stage.emulator.bot_token}
    await stage.http.post("/api/chat.postMessage", data=form)
    await refused(stage.client.chat_postMessage(channel="C0NOWHERE", text="x"))
    await stage.window().say("C0GENERAL", "/gc")
    await stage.http.post(stage.bot.last["response_url"], json={"text": "hello"})

    first, second, delivery, third = await stage.ledger()
    assert (first["kind"], first["method"], first["ok"], first["error"]) == ("call", "chat.postMessage", True, None)
    assert first["args"]["blocks"] == [hello()]
    assert first["args"]["token"] == "…" + stage.emulator.bot_token[-4:]
    assert (second["ok"], second["error"]) == (False, "channel_not_found")
    assert (delivery["kind"], delivery["type"], delivery["path"]) == ("delivery", "slash_command", "/slack/events")
    assert delivery["status"] == 200
    assert 0 < delivery["ack_ms"] < 3000
    assert (third["method"], third["args"], third["ok"]) == ("response_url", {"text": "hello"}, True)


async def test_faults_reach_methods_and_response_urls(stage: Stage):
    fault = {"path": "/api/chat.postMessage", "do": "status", "status": 429, "headers": {"Retry-After": "7"}}
    await stage.http.post("/sandbox/faults", json=fault)
    response = await refused(stage.client.chat_postMessage(channel="C0GENERAL", text="x"))
    assert (response.status_code, response["error"], response.headers["retry-after"]) == (429, "ratelimited", "7")
    assert (await stage.client.auth_test())["ok"] is True

    await stage.http.delete("/sandbox/faults")
    await stage.http.post("/sandbox/faults", json={"path": "/response/*", "do": "status", "status": 503})
    await stage.window().say("C0GENERAL", "/gc")
    assert (await stage.http.post(stage.bot.last["response_url"], json={"text": "x"})).status_code == 503


async def test_an_ignored_call_looks_well_and_changes_nothing(stage: Stage):
    await stage.http.post("/sandbox/faults", json={"path": "/api/*", "do": "ignore", "times": 1})
    sent = await stage.client.chat_postMessage(channel="C0GENERAL", text="x")

    assert sent["ts"]
    assert stage.window().history("C0GENERAL") == []


async def test_a_member_who_is_changed_is_told_to_the_app(stage: Stage):
    changed = await stage.http.post("/sandbox/member", json={"user": "U01ANA", "is_restricted": True})
    assert changed.json() == {"user": "U01ANA", "is_restricted": True}
    assert (await stage.client.users_info(user="U01ANA"))["user"]["is_restricted"] is True
    for wrong in ({"user": "U00NOBODY"}, {"user": "U01ANA", "shoe_size": 40}):
        assert (await stage.http.post("/sandbox/member", json=wrong)).status_code == 400


async def test_an_app_that_is_taken_out_is_refused_until_it_is_back(stage: Stage):
    assert (await stage.http.post("/sandbox/app", json={"installed": False})).json() == {"installed": False}
    assert (await refused(stage.client.auth_test()))["error"] == "account_inactive"
    assert (await stage.http.post("/sandbox/app", json={"installed": True})).status_code == 200
    assert (await stage.client.auth_test())["ok"] is True
    assert (await stage.http.post("/sandbox/app", json={})).status_code == 400


async def test_the_clock_is_moved_for_all(stage: Stage):
    before = stage.clock.now()
    answer = await stage.http.post("/sandbox/clock", json={"by_s": 3600})
    assert answer.json()["now"] >= before.replace(microsecond=0).isoformat()
    assert (stage.clock.now() - before).total_seconds() >= 3600

    moved = await stage.http.post("/sandbox/clock", json={"to": "2030-01-01T00:00:00Z"})
    assert moved.json()["now"].startswith("2030-01-01T00:00:0")
    assert (await stage.http.post("/sandbox/clock", json={"rate": 60})).status_code == 200
    assert (await stage.http.post("/sandbox/clock", json={"to": "x", "by_s": 1})).status_code == 400


@pytest.mark.parametrize(("fault", "arrives"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_connection_ends_before_or_after_the_message_is_posted(stage: Stage, fault: str, arrives: int):
    await stage.http.post("/sandbox/faults", json={"path": "/api/chat.postMessage", "do": fault, "times": 1})
    headers = {"Authorization": f"Bearer {stage.emulator.bot_token}"}
    with pytest.raises(httpx2.TransportError):
        await stage.http.post("/api/chat.postMessage", data={"channel": "C0GENERAL", "text": "x"}, headers=headers)

    assert len(stage.window().history("C0GENERAL")) == arrives
