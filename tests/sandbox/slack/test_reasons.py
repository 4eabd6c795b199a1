"""The ledger says why something was refused, and what broke on its way, without a secret in it."""

from typing import Any

import httpx2

from tests.sandbox.slack.conftest import Stage

WRONG = [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}]
POINTER = "/blocks/0/text/text"


def pointers(entry: dict[str, Any]) -> str:
    return " ".join(entry["response_metadata"]["messages"])


async def test_a_refused_answer_in_an_acknowledgement_is_noted_with_its_place(stage: Stage):
    stage.bot.answer = lambda _: {"blocks": WRONG}
    await stage.window().say("D01ANA", "/gc")
    (entry,) = [entry for entry in await stage.ledger() if entry["kind"] == "refusal"]
    assert (entry["type"], entry["error"]) == ("slash_command", "invalid_blocks")
    assert POINTER in pointers(entry)


async def test_a_refused_post_and_a_refused_call_are_too(stage: Stage):
    await stage.window().say("D01ANA", "/gc")
    answer = await stage.http.post(httpx2.URL(stage.bot.last["response_url"]).path, json={"blocks": WRONG})
    assert (answer.status_code, answer.text) == (400, "invalid_blocks")
    authorization = {"Authorization": f"Bearer {stage.emulator.bot_token}"}
    asked = {"channel": "D01ANA", "text": "x", "blocks": WRONG}
    await stage.http.post("/api/chat.postMessage", json=asked, headers=authorization)
    refused = [entry for entry in await stage.ledger() if entry["kind"] == "call" and not entry["ok"]]
    assert [entry["method"] for entry in refused] == ["response_url", "chat.postMessage"]
    assert all(POINTER in pointers(entry) for entry in refused)


async def test_a_fault_that_was_met_is_noted_and_its_secret_is_not(stage: Stage):
    await stage.window().say("D01ANA", "/gc")
    path = httpx2.URL(stage.bot.last["response_url"]).path
    await stage.http.post("/sandbox/faults", json={"path": "/response/*", "do": "status", "status": 503, "times": 1})
    assert (await stage.http.post(path, json={"text": "x"})).status_code == 503
    (entry,) = [entry for entry in await stage.ledger() if entry["kind"] == "fault"]
    assert (entry["path"], entry["do"], entry["status"]) == (f"/response/…{path[-4:]}", "status", 503)
