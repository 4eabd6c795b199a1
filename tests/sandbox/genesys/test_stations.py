"""Stations: both writes answer 202 and show later; a taken one is refused."""

from tests.sandbox.genesys.site import ANA, BO, CARLA, SignedIn, refusal


async def station_of(who: SignedIn) -> str | None:
    associated = (await who.read(who.mine("/station"))).get("associatedStation")
    return str(associated["name"]) if associated else None


async def test_sitting_down_shows_a_moment_later(site, carla):
    path = carla.mine(f"/station/associatedstation/{site.station('Hot desk 2')}")
    answer = await carla.call("PUT", path, content=b"null", headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.content) == (202, b"")
    assert await station_of(carla) is None
    assert await site.effects() == []
    site.wait(1)
    assert await station_of(carla) == "Hot desk 2"
    assert await site.effects() == ["putUserStationAssociatedstationStationId"]


async def test_standing_up_shows_a_moment_later_and_is_remembered(site, ana):
    assert (await ana.call("DELETE", ana.mine("/station/associatedstation"))).status_code == 202
    assert await station_of(ana) == "Billing 01"
    site.wait(1)
    stations = await ana.read(ana.mine("/station"))
    assert "associatedStation" not in stations
    assert stations["lastAssociatedStation"]["name"] == "Billing 01"
    assert site.row(ANA)["hindrances"] == ["not_on_queue", "no_station"]


async def test_a_taken_station_is_refused_and_ones_own_is_not(site, ana):
    taken = ana.mine(f"/station/associatedstation/{site.user(BO).station_id}")
    answer = await ana.call("PUT", taken)
    assert refusal(answer) == (409, "userservice.stationalreadyassociated")
    own = ana.mine(f"/station/associatedstation/{site.user(ANA).station_id}")
    assert (await ana.call("PUT", own)).status_code == 202


async def test_of_two_who_hurry_to_one_station_the_first_sits_down(site, ana, carla):
    desk = site.station("Hot desk 1")
    for who in (carla, ana):
        assert (await who.call("PUT", who.mine(f"/station/associatedstation/{desk}"))).status_code == 202
    site.wait(1)
    assert site.row(CARLA)["station"] == "Hot desk 1"
    assert site.row(ANA)["station"] == "Billing 01"
    assert len(await site.effects()) == 1


async def test_an_unknown_station_is_not_found(ana):
    assert refusal(await ana.call("PUT", ana.mine("/station/associatedstation/nothing"))) == (404, "not.found")


async def test_the_list_says_which_are_taken_and_by_whom(site, ana):
    listed = await ana.read("/stations", pageSize=100)
    assert listed["total"] == listed["totalNumberOfEntities"] == 45
    by_name = {station["name"]: station for station in listed["entities"]}
    assert (by_name["Billing 01"]["status"], by_name["Billing 01"]["userId"]) == ("ASSOCIATED", ana.id)
    assert (by_name["Hot desk 1"]["status"], by_name["Hot desk 1"].get("userId")) == ("AVAILABLE", None)
    assert [one["name"] for one in (await ana.read("/stations", name="hot desk"))["entities"]] == [
        f"Hot desk {n}" for n in range(1, 6)
    ]
    ids = ",".join([site.station("Sales 01"), site.station("Sales 02")])
    assert [one["name"] for one in (await ana.read("/stations", id=ids))["entities"]] == ["Sales 01", "Sales 02"]


async def test_a_default_station_is_set_and_taken_away_a_moment_later(site, ana, carla):
    desk, path = site.station("Hot desk 1"), f"/users/{ana.id}/station/defaultstation"
    assert refusal(await ana.call("PUT", f"{path}/{desk}")) == (403, "missing.any.permissions")
    assert (await carla.call("PUT", f"{path}/{desk}")).status_code == 202
    assert "defaultStation" not in await ana.read(ana.mine("/station"))
    site.wait(1)
    assert (await ana.read(ana.mine("/station")))["defaultStation"]["name"] == "Hot desk 1"
    assert (await carla.call("DELETE", path)).status_code == 202
    site.wait(1)
    assert "defaultStation" not in await ana.read(ana.mine("/station"))
    assert await site.effects() == ["putUserStationDefaultstationStationId", "deleteUserStationDefaultstation"]
