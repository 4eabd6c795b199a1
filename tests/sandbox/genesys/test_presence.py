"""Presence drives the routing status; a PUT of the routing status only clears a missed call."""

import pytest

from tests.sandbox.genesys.site import ANA, HUGO, INES, SignedIn, Site, refusal


async def show(site: Site, who: SignedIn, label: str, path: str = "/presences/purecloud"):
    body = {"presenceDefinition": {"id": site.definition(label)}}
    answer = await who.call("PATCH", who.mine(path), json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_going_on_queue_makes_idle_and_calls_arrive(site, ana):
    shown = await show(site, ana, "On Queue")
    assert shown["presenceDefinition"]["systemPresence"] == "On Queue"
    assert (await ana.read(ana.mine("/routingstatus")))["status"] == "IDLE"
    assert site.row(ANA)["calls_would_arrive"] is True


@pytest.mark.parametrize("label", ["Available", "Coffee break", "Offline"])
async def test_any_other_presence_leaves_the_queue(site, ana, label):
    await show(site, ana, "On Queue")
    site.wait(60)
    await show(site, ana, label)
    row = site.row(ANA)
    assert (row["presence"], row["routing_status"]) == (label, "OFF_QUEUE")
    assert row["routing_since"] == row["presence_since"] == "2026-11-24T09:01:00.000Z"


async def test_work_in_hand_is_finished_first(site, ana):
    await show(site, ana, "On Queue")
    await site.turn(user=ANA.email, routing_status="INTERACTING")
    await show(site, ana, "Break")
    assert (await ana.read(ana.mine("/routingstatus")))["status"] == "INTERACTING"


async def test_showing_on_queue_again_does_not_clear_a_missed_call(site, ana):
    await show(site, ana, "On Queue")
    await site.turn(user=ANA.email, routing_status="NOT_RESPONDING")
    await show(site, ana, "On Queue")
    assert site.row(ANA)["hindrances"] == ["not_responding"]
    answer = await ana.call("PUT", ana.mine("/routingstatus"), json={"status": "IDLE"})
    assert (answer.status_code, answer.json()["status"]) == (200, "IDLE")
    assert site.row(ANA)["calls_would_arrive"] is True


@pytest.mark.parametrize(("before", "wanted"), [("OFF_QUEUE", "IDLE"), ("IDLE", "OFF_QUEUE"), ("NOT_RESPONDING", "OFF_QUEUE"), ("IDLE", "INTERACTING"), ("INTERACTING", "IDLE")])  # fmt: skip
async def test_no_other_transition_is_made_by_hand(site, ana, before, wanted):
    await site.turn(user=ANA.email, routing_status=before)
    answer = await ana.call("PUT", ana.mine("/routingstatus"), json={"status": wanted})
    assert refusal(answer) == (400, "general.bad.request")
    assert site.row(ANA)["routing_status"] == before
    assert await site.effects() == []


async def test_the_status_that_is_already_held_is_accepted_and_keeps_its_time(site, ana):
    since = site.row(ANA)["routing_since"]
    site.wait(10)
    answer = await ana.call("PUT", ana.mine("/routingstatus"), json={"status": "OFF_QUEUE"})
    assert answer.status_code == 200
    assert site.row(ANA)["routing_since"] == since


async def test_an_unknown_status_names_the_allowed_ones(site, ana):
    answer = await ana.call("PUT", ana.mine("/routingstatus"), json={"status": "ASLEEP"})
    assert refusal(answer) == (400, "invalid.value")
    assert "NOT_RESPONDING" in answer.json()["message"]


async def test_an_unknown_user_is_off_queue_and_not_missing(ana):
    assert (await ana.read("/users/00000000-0000-0000-0000-000000000000/routingstatus"))["status"] == "OFF_QUEUE"


async def test_the_same_presence_again_keeps_its_time_and_a_message_changes_nothing_else(site, ana):
    first = await show(site, ana, "Meal")
    site.wait(30)
    assert (await show(site, ana, "Meal"))["modifiedDate"] == first["modifiedDate"]
    answer = await ana.call("PATCH", ana.mine("/presences/PURECLOUD"), json={"message": "back at ten"})
    assert answer.json()["message"] == "back at ten"
    assert answer.json()["presenceDefinition"]["id"] == site.definition("Meal")


async def test_both_spellings_of_the_path_are_one(site, ana):
    await show(site, ana, "Training", "/presences/PURECLOUD")
    shown = await ana.read(ana.mine("/presences/purecloud"))
    assert shown["presenceDefinition"]["id"] == site.definition("Training")
    assert await site.effects() == ["patchUserPresence"]


@pytest.mark.parametrize("body", [{"presenceDefinition": {"id": "nothing"}}, {"presenceDefinition": {}}, [], None, "x"])
async def test_an_unknown_definition_or_a_wrong_body_is_refused(site, ana, body):
    answer = await ana.call("PATCH", ana.mine("/presences/purecloud"), json=body)
    assert refusal(answer) == (400, "bad.request")
    assert await site.effects() == []


async def test_it_must_be_patch_and_the_platforms_own_source(ana):
    assert refusal(await ana.call("PUT", ana.mine("/presences/purecloud"), json={})) == (405, "method.not.allowed")
    assert refusal(await ana.call("GET", ana.mine("/presences/microsoftteams"))) == (404, "not.found")


async def test_definitions_hold_the_systems_and_the_organisations_own(site, ana):
    definitions = (await ana.read("/presence/definitions"))["entities"]
    system = {one["systemPresence"] for one in definitions if one["type"] == "System"}
    assert system == {"Available", "Busy", "Away", "Break", "Meal", "Meeting", "Training", "OnQueue", "Offline", "Idle"}
    own = {one["name"]: one["systemPresence"] for one in definitions if one["type"] == "User"}
    assert own["Coffee break"] == "Break"
    assert all(one["languageLabels"]["en_US"] == one["name"] for one in definitions)


async def test_nobody_else_moves_the_status_of_who_is_out_of_office(site, bo):
    body = {"presenceDefinition": {"id": site.definition("Available")}}
    answer = await bo.call("PATCH", f"/users/{INES.genesys_user}/presences/purecloud", json=body)
    assert refusal(answer) == (400, "general.bad.request")


async def test_somebody_on_the_floor_missed_a_call(site):
    assert site.row(HUGO)["hindrances"] == ["not_responding"]
