"""The sandbox over Socket Mode, as a process of its own."""

import asyncio
import json

import httpx2

from tests.processes import STARTS_WITHIN_S, process
from tests.unencrypted import UNENCRYPTED


async def test_the_sandbox_lets_slack_deliver_through_socket_mode() -> None:
    async with (
        process("bot", "sandbox", "--socket", "--port", "0", "--json") as started,
        httpx2.AsyncClient(verify=UNENCRYPTED) as http,
    ):
        assert started.stdout is not None
        told = json.loads(await asyncio.wait_for(started.stdout.readline(), STARTS_WITHIN_S))
        slack = told["slack_api"].removesuffix("api/")
        seen = await http.post(f"{slack}sandbox/act", json={"person": "U01ANA", "say": "/gc help undo"}, timeout=20)
        assert "Takes back your newest change" in seen.json()["messages"][0]["text"]
        assert (await http.post(f"{told['bot']}/slack/events")).status_code == 404
        ledger = [json.loads(line) for line in (await http.get(f"{slack}sandbox/ledger")).text.splitlines()]
        deliveries = [one for one in ledger if one["kind"] == "delivery"]
        assert {(one["url"], one["failure"]) for one in deliveries} == {(None, None)}
