"""Ledger, clock, floor and faults: what tests and the outside turn."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from tests.sandbox.genesys.site import ANA, BO, refusal


async def test_the_ledger_has_a_line_for_each_request_and_effect_and_no_token(site, ana):
    await ana.call("PUT", ana.mine("/outofoffice"), json={"active": True, "indefinite": True})
    await site.http.put(f"/api/v2{ana.mine('/outofoffice')}", json={})
    lines = (await site.ledger("request"))[-2:]
    assert [(line["method"], line["path"], line["user"], line["status"]) for line in lines] == [
        ("PUT", f"/api/v2{ana.mine('/outofoffice')}", ana.id, 200),
        ("PUT", f"/api/v2{ana.mine('/outofoffice')}", None, 401),
    ]
    [effect] = await site.ledger("effect")
    assert effect["time"] == "2026-11-24T09:00:00.000Z"
    text = (await site.http.get("/sandbox/ledger")).text
    assert ana.token not in text
    assert ana.token[-5:] not in text
    assert ana.token[-4:] in text


async def test_the_clock_goes_to_by_and_at_a_pace(site):
    async def turn(**order: object) -> httpx2.Response:
        answer: httpx2.Response = await site.http.post("/sandbox/clock", json=order)
        return answer

    assert (await turn(by_s=90)).json()["now"][:19] == "2026-11-24T09:01:30"
    assert (await turn(to="2026-11-24T18:00:00+01:00")).json()["now"][:19] == "2026-11-24T17:00:00"
    assert site.clock.now() == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert (await turn(rate=0)).status_code == 200
    assert (await turn()).status_code == 400
    assert (await turn(by_s=1, rate=2)).status_code == 400


async def test_the_floor_is_set_as_only_the_platform_or_another_client_would(site, ana):
    version = site.floor.version
    row = await site.turn(
        user=ANA.email,
        presence="on queue",
        routing_status="NOT_RESPONDING",
        station="Hot desk 3",
        queue="VIP",
        joined=True,
        out_of_office=True,
        forwarding=True,
        name="Ana R.",
        email="ana@example.com",
    )
    assert row == {**site.row(ANA)}
    assert (row["presence"], row["routing_status"], row["station"]) == ("On Queue", "NOT_RESPONDING", "Hot desk 3")
    assert {"id": site.queue("VIP"), "name": "VIP", "joined": True} in row["queues"]
    assert (row["out_of_office"], row["forwarding"], row["name"], row["email"]) == (
        True,
        True,
        "Ana R.",
        "ana@example.com",
    )
    assert row["hindrances"] == ["not_responding", "out_of_office"]
    assert site.floor.version > version
    assert await site.effects() == []


async def test_the_floor_takes_things_away_too(site):
    row = await site.turn(
        user=ANA.genesys_user, station=None, queue="Returns", member=False, out_of_office={"active": False}
    )
    assert row["station"] is None
    assert "Returns" not in {queue["name"] for queue in row["queues"]}
    assert row["hindrances"] == ["not_on_queue", "no_queue", "no_station"]


async def test_whoever_sits_at_a_station_stands_up_for_the_lever(site):
    await site.turn(user=ANA.email, station="Billing 02")
    assert site.row(BO)["station"] is None


async def test_permissions_are_added_and_removed(site, ana):
    await site.turn(user=ANA.email, permissions={"remove": ["directory:user:view"], "add": ["x:y:z"]})
    assert refusal(await ana.call("POST", "/users/search", json={"query": []})) == (403, "missing.permissions")
    assert "x:y:z" in (await ana.read("/users/me", expand="authorization"))["authorization"]["permissions"]


@pytest.mark.parametrize(
    "order",
    [
        {"user": "nobody"},
        {"user": ANA.email, "presence": "asleep"},
        {"user": ANA.email, "routing_status": "ASLEEP"},
        {"user": ANA.email, "station": "nowhere"},
        {"user": ANA.email, "queue": "none", "joined": True},
        {"user": ANA.email, "shoe_size": 40},
        {},
    ],
)
async def test_a_wrong_order_is_refused(site, order):
    assert (await site.http.post("/sandbox/floor", json=order)).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/outofoffice", {"active": True, "indefinite": True}),
        ("PATCH", "/queues/{billing}", {"joined": True}),
        ("PATCH", "/queues", [{"id": "{billing}", "joined": True}]),
        ("DELETE", "/station/associatedstation", None),
        ("PATCH", "/callforwarding", {"enabled": True, "phoneNumber": "+4930901820"}),
        ("PATCH", "/presences/purecloud", {"presenceDefinition": {"id": "{on_queue}"}}),
    ],
)
async def test_an_ignored_write_looks_like_success_and_leaves_no_trace(site, ana, method, path, body):
    def filled(value: Any) -> Any:
        if isinstance(value, str):
            return value.format(billing=site.queue("Billing"), on_queue=site.definition("On Queue"))
        if isinstance(value, dict):
            return {key: filled(inner) for key, inner in value.items()}
        return [filled(inner) for inner in value] if isinstance(value, list) else value

    before = site.row(ANA)
    await site.pull(do="ignore", method=method)
    answer = await ana.call(method, ana.mine(filled(path)), json=filled(body))
    assert answer.status_code in {200, 202}
    site.wait(2)
    assert site.row(ANA) == before
    assert await site.effects() == []


async def test_an_ignored_sign_out_leaves_the_token_good(site, ana):
    await site.pull(do="ignore", method="DELETE")
    assert (await ana.call("DELETE", "/tokens/me")).status_code == 200
    assert (await ana.call("GET", "/tokens/me")).status_code == 200


async def test_a_status_fault_speaks_the_apis_form_and_stands_in_the_ledger(site, ana):
    await site.pull(path="/api/v2/users/*/queues", do="status", status=503, times=1)
    answer = await ana.call("GET", ana.mine("/queues"))
    assert (answer.status_code, answer.json()["code"]) == (503, "service.unavailable")
    assert answer.headers["ININ-Correlation-Id"]
    assert (await site.ledger("request"))[-1]["status"] == 503
    assert (await ana.call("GET", ana.mine("/queues"))).status_code == 200


@pytest.mark.parametrize(("do", "effects"), [("drop_before", []), ("drop_after", ["putUserOutofoffice"])])
async def test_a_dropped_write_has_its_effect_or_not_and_no_status_in_the_ledger(site, ana, do, effects):
    await site.pull(path="/api/v2/*", do=do, times=1)
    with pytest.raises((httpx2.RemoteProtocolError, httpx2.ReadError)):
        await ana.call("PUT", ana.mine("/outofoffice"), json={"active": True})
    assert await site.effects() == effects
    assert (await site.ledger("request"))[-1]["status"] is None


async def test_the_login_host_fails_as_well(site):
    await site.pull(path="/oauth/token", do="status", status=500, times=1)
    assert (await site.token(grant_type="client_credentials")).status_code == 500


async def test_a_lead_has_as_many_reports_as_were_ordered(site, bo):
    async def reports() -> list[str]:
        return [user["name"] for user in await bo.read(bo.mine("/directreports"))]

    before = await reports()
    await site.turn(user=BO.email, reports=250)
    assert (len(await reports()), (await reports())[: len(before)]) == (250, before)
    await site.turn(user=BO.email, reports=1)
    assert await reports() == before[:1]
