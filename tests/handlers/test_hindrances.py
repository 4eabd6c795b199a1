"""`on` names whatever still stops calls, each with its mend; after the mends calls would arrive."""

from typing import Any

import pytest

from tests.stage.stage import Person, Stage

# What the floor is set to, what is read, the mend's label, what is picked in it.
ALONE: dict[str, tuple[dict[str, Any], str, str, str | None]] = {
    "station": ({"station": None}, "you have no station", "Sit at…", "Billing 01"),
    "queue": ({"queue": "Returns", "joined": False}, "you have joined no queue", "Join a queue…", "Billing"),
    "out of office": ({"out_of_office": True}, "your out-of-office is on", "End out-of-office", None),
    "forwarding": ({"forwarding": True}, "call forwarding is on", "Turn forwarding off", None),
}


async def mend(ana: Person, label: str, option: str | None) -> None:
    await (ana.chooses(label, option) if option else ana.clicks(label))


@pytest.mark.parametrize("name", ALONE)
async def test_each_hindrance_alone_is_named_and_mended(stage: Stage, ana: Person, name: str) -> None:
    floor, read, label, option = ALONE[name]
    await stage.floor(user=ana.who.email, **floor)
    said = await ana.says("/gc on")
    assert "you are on queue" in said.text
    assert read in said.text
    assert label in said.labels
    await mend(ana, label, option)
    fresh = await ana.says("/gc")
    assert "Calls can reach you" in fresh.text
    assert ana.state["calls_would_arrive"]
    assert not ana.state["forwarding"]


async def test_a_missed_call_is_cleared(stage: Stage, ana: Person) -> None:
    await ana.says("/gc on")
    await stage.floor(user=ana.who.email, routing_status="NOT_RESPONDING")
    panel = await ana.says("/gc")
    assert "not responding" in panel.text
    said = await ana.says("/gc on")
    assert "on queue again" in said.text
    assert ana.state["calls_would_arrive"]


async def test_all_hindrances_at_once_are_named_and_mended(stage: Stage, ana: Person) -> None:
    for floor, *_ in ALONE.values():
        await stage.floor(user=ana.who.email, **floor)
    said = await ana.says("/gc on")
    for _, read, label, option in ALONE.values():
        assert read in said.text
        await ana.says("/gc")
        await mend(ana, label, option)
    assert ana.state["calls_would_arrive"]


async def test_without_the_permission_nobody_goes_on_queue(stage: Stage, ana: Person) -> None:
    await stage.floor(user=ana.who.email, permissions={"remove": ["routing:agent:onQueue"]})
    said = await ana.says("/gc on")
    assert "routing:agent:onQueue" in said.text
    assert "Nothing was changed" in said.text
    assert ana.state["presence"] == "Available"
