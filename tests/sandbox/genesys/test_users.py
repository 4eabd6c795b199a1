"""Users: oneself, others, lists, and who stands above and beside whom."""

import pytest

from tests.sandbox.genesys.site import ANA, BO, CARLA, PEOPLE, refusal


async def test_one_sees_oneself_without_what_was_not_asked_for(ana):
    me = await ana.read("/users/me")
    assert (me["id"], me["name"], me["email"], me["state"]) == (ANA.genesys_user, ANA.name, ANA.email, "active")
    assert me["manager"]["id"] == BO.genesys_user
    assert not {"presence", "routingStatus", "station", "authorization", "outOfOffice"} & set(me)


@pytest.mark.parametrize("separator", ["comma", "repeated"])
async def test_expand_takes_commas_and_repeated_keys(ana, separator):
    wanted = ["presence", "routingStatus", "station", "outOfOffice", "authorization", "skills", "no-such-thing"]
    me = await ana.read("/users/me", expand=",".join(wanted) if separator == "comma" else wanted)
    assert me["presence"]["presenceDefinition"]["systemPresence"] == "Available"
    assert me["routingStatus"]["status"] == "OFF_QUEUE"
    assert me["station"]["associatedStation"]["name"] == "Billing 01"
    assert me["outOfOffice"]["active"] is False
    assert "routing:queue:join" in me["authorization"]["permissions"]
    assert {"domain": "routing", "entityName": "skill", "actionSet": ["view"], "allowConditions": False} in me[
        "authorization"
    ]["permissionPolicies"]
    assert len(me["skills"]) == 2


async def test_signing_in_can_bring_the_organisation_with_it(site, ana):
    names = "organization,token,presencedefinitions,routingskills,superiors,directreports,adjacents,date"
    me = await ana.read("/users/me", expand=names)
    assert me["organization"]["id"] == site.floor.organization.id
    assert me["token"]["OAuthClient"]["id"] == site.simulator.client_id
    assert {one["systemPresence"] for one in me["presenceDefinitions"]} >= {"On Queue", "Available"}
    assert [one["name"] for one in me["superiors"]] == [BO.name, CARLA.name]
    assert me["date"]["currentDate"] == "2026-11-24T09:00:00.000Z"
    assert me["directReports"] == []
    assert len(me["routingSkills"]) == 6


async def test_superiors_come_nearest_first(ana, carla):
    assert [one["name"] for one in await ana.read(ana.mine("/superiors"))] == [BO.name, CARLA.name]
    assert await carla.read(carla.mine("/superiors")) == []


async def test_reports_and_adjacents_follow_the_managers(ana, bo):
    team = {person.name for person in PEOPLE if person.manager == BO.genesys_user}
    assert {one["name"] for one in await bo.read(bo.mine("/directreports"))} == team
    beside = await ana.read(ana.mine("/adjacents"), expand="presence")
    assert {one["name"] for one in beside["siblings"]} == team - {ANA.name}
    assert beside["directReports"] == []
    assert all("presence" in one for one in beside["superiors"] + beside["siblings"])


async def test_an_unknown_user_is_not_found(ana):
    for path in (
        "",
        "/superiors",
        "/directreports",
        "/adjacents",
        "/queues",
        "/station",
        "/outofoffice",
        "/presences/purecloud",
    ):
        assert refusal(await ana.call("GET", f"/users/nobody{path}")) == (404, "not.found")


async def test_a_deleted_user_is_found_only_when_asked_for(site, ana):
    await site.turn(user=BO.email, state="deleted")
    assert refusal(await ana.call("GET", f"/users/{BO.genesys_user}")) == (404, "not.found")
    assert (await ana.read(f"/users/{BO.genesys_user}", state="deleted"))["state"] == "deleted"
    assert [one["name"] for one in (await ana.read("/users", state="deleted"))["entities"]] == [BO.name]
    assert (await ana.read("/users", state="any"))["total"] == 40
    assert (await ana.read("/users"))["total"] == 39


async def test_pages_lead_from_one_to_the_next_and_end(ana):
    seen, page = [], await ana.read("/users", pageSize=15, sortOrder="descending", expand="presence")
    assert (page["total"], page["pageCount"], page["pageNumber"]) == (40, 3, 1)
    assert "previousUri" not in page
    while True:
        seen += [one["name"] for one in page["entities"]]
        assert all("presence" in one for one in page["entities"])
        if "nextUri" not in page:
            break
        page = await ana.read(page["nextUri"].removeprefix("/api/v2"))
    assert seen == sorted((person.name for person in PEOPLE), reverse=True)
    assert page["previousUri"].startswith("/api/v2/users?")


async def test_beyond_the_last_page_there_is_an_empty_one(ana):
    page = await ana.read("/users", pageNumber=99)
    assert (page["entities"], page["total"]) == ([], 40)


@pytest.mark.parametrize("params", [{"pageSize": "x"}, {"pageNumber": "0"}, {"state": "asleep"}])
async def test_a_wrong_parameter_names_its_values(ana, params):
    assert refusal(await ana.call("GET", "/users", params=params)) == (400, "invalid.value")


async def test_users_by_id_and_never_more_than_a_hundred(ana):
    ids = [ANA.genesys_user, CARLA.genesys_user]
    for said in (ids, ",".join(ids)):
        assert [one["name"] for one in (await ana.read("/users", id=said))["entities"]] == [ANA.name, CARLA.name]
    answer = await ana.call("GET", "/users", params={"id": ",".join(["x"] * 101)})
    assert refusal(answer) == (400, "max.user.ids")
