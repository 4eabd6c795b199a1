"""Writes whose story is more than one row of the bench tells: what is then true, and what the person reads."""

import pytest

from bot.dispatch import answering
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage

QUEUES = "/api/v2/users/*/queues/*"
JOIN = "patchUserQueue"


@pytest.mark.parametrize("lost", ["drop_after", "cut"])
async def test_a_write_whose_answer_is_lost_is_read_back_and_not_repeated(
    stage: Stage, ana: Person, behind: Behind, lost: str
) -> None:
    await stage.fault("genesys", path=QUEUES, method="PATCH", do=lost, times=1)
    said = await ana.says("/gc join billing")
    assert "*Done:* you joined Billing" in said.text
    assert await stage.effects(JOIN, ana) == 1
    assert await behind.states() == ["done"]


async def test_a_refusal_names_the_missing_permission_and_that_nothing_was_changed(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    await stage.floor(user=ana.who.genesys_user, permissions={"remove": ["routing:queue:join"]})
    said = await ana.says("/gc join billing")
    assert "routing:queue:join" in said.text
    assert "Nothing was changed" in said.text
    assert ana.joined == {"Returns"}
    assert await behind.states() == ["failed"]


async def test_of_two_writes_the_first_is_not_denied_when_the_second_is_refused(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    await stage.floor(user=ana.who.genesys_user, presence="On Queue", routing_status="NOT_RESPONDING")
    await stage.floor(user=ana.who.genesys_user, presence="Available")
    await stage.floor(user=ana.who.genesys_user, routing_status="NOT_RESPONDING")
    await stage.fault("genesys", path="/api/v2/users/*/routingstatus", method="PUT", do="status", status=403)
    said = await ana.says("/gc on")
    assert ana.state["presence"] == "On Queue"
    assert "Nothing was changed" not in said.text
    assert "Not all of it" in said.text
    assert "Genesys now shows that you are on queue" in said.text
    assert await behind.states() == ["unknown"]


async def test_a_limit_of_an_hour_is_said_and_nothing_is_claimed(stage: Stage, ana: Person, behind: Behind) -> None:
    await stage.fault("genesys", path=QUEUES, method="PATCH", do="status", status=429, headers={"Retry-After": "3600"})
    said = await ana.says("/gc join billing")
    assert "60 minutes" in said.text
    assert "Nothing was changed" in said.text
    assert await behind.states() == ["failed"]


async def test_what_genesys_did_not_take_in_a_quarter_of_an_hour_is_given_up_and_told(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    await ana.says("/gc break")
    await stage.fault("genesys", path="/api/v2/*", do="status", status=503)
    await ana.says("/gc off")
    await behind.sweeps(minutes=16)
    assert (await behind.states())[-1] == "failed"
    assert await behind.told("*Not done:*") == 1
    await behind.mend()
    await behind.sweeps(minutes=1)
    assert ana.state["presence"] == "Break"


async def test_a_station_that_somebody_takes_first_is_a_conflict_and_changes_nothing(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    await stage.floor(user=ana.who.genesys_user, station=None)
    await stage.fault(
        "genesys",
        path="/api/v2/users/*/station/associatedstation/*",
        method="PUT",
        do="status",
        status=409,
        body='{"status": 409, "code": "station.in.use", "message": "taken"}',
    )
    await ana.says("/gc on")
    free = next(
        station["name"] for station in stage.sides.simulator.floor.view()["stations"] if not station["taken_by"]
    )
    said = await ana.chooses("Sit at…", free)
    assert "taken by somebody else" in said.text
    assert "Nothing was changed" in said.text
    assert ana.state["station"] is None
    assert (await behind.states())[-1] == "failed"


async def test_who_waited_long_enough_reads_that_it_goes_on_and_is_told_the_end(
    stage: Stage, ana: Person, behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "ENDS_AFTER_S", 1.2)
    await stage.fault("genesys", path=QUEUES, method="PATCH", do="delay", seconds=3, times=1)
    said = await ana.says("/gc join billing")
    assert "I keep your request" in said.text
    assert "Nothing was changed" not in said.text
    await behind.sweeps(seconds=16)
    assert await behind.told("*Done:* you joined Billing") == 1
    assert await stage.effects(JOIN, ana) == 1
