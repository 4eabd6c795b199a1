"""The floor: the same for the same seed, complete, and alive while the clock passes."""

from datetime import timedelta

from bot.clock import MovableClock
from bot.sandbox.genesys import Floor, Simulator
from tests.sandbox.genesys.site import ANA, BO, CARLA, KAIA, LIAM, START, eventually, opened


def standing_clock() -> MovableClock:
    clock = MovableClock(START)
    clock.run_at(0)
    return clock


def statuses(floor: Floor) -> dict[str, str]:
    return {row["name"]: row["routing_status"] for row in floor.view()["people"]}


def lived(seed: int, minutes: int) -> list[dict[str, str]]:
    clock = standing_clock()
    floor = Floor(clock, seed)
    seen = []
    for _ in range(minutes):
        clock.by(timedelta(minutes=1))
        seen.append(statuses(floor))
    return seen


def test_the_same_seed_is_the_same_floor_and_another_is_another():
    one, same, other = (Floor(standing_clock(), seed).view() for seed in (1, 1, 2))
    assert one == same
    assert one["people"] != other["people"]


def test_the_same_seed_lives_the_same_hour():
    assert lived(1, 60) == lived(1, 60)
    assert lived(1, 60) != lived(2, 60)


def test_status_moves_by_itself_but_never_of_the_quiet_ones():
    hours = lived(1, 120)
    for person in (ANA, BO, CARLA):
        assert {seen[person.name] for seen in hours} == {"OFF_QUEUE"}
    assert {seen[LIAM.name] for seen in hours} == {"IDLE"}
    everything = {status for seen in hours for status in seen.values()}
    assert everything == {"OFF_QUEUE", "IDLE", "INTERACTING", "NOT_RESPONDING"}
    moving = [name for name in hours[0] if len({seen[name] for seen in hours}) > 1]
    assert len(moving) >= 10


def test_a_standing_clock_is_a_standing_floor_and_a_long_jump_is_quick():
    clock = standing_clock()
    floor = Floor(clock, 1)
    assert floor.view() == floor.view()
    before = statuses(floor)
    clock.by(timedelta(days=400))
    assert statuses(floor) != before


def test_whoever_leaves_the_queue_in_a_call_is_off_queue_after_it():
    clock = standing_clock()
    floor = Floor(clock, 1)
    while (user := next((one for one in floor.users.values() if one.routing.status == "INTERACTING"), None)) is None:
        clock.by(timedelta(seconds=10))
        floor.advance()
    user.presence = type(user.presence)(floor.users[ANA.genesys_user].presence.definition, floor.now())
    clock.by(timedelta(minutes=6))
    floor.advance()
    assert user.routing.status == "OFF_QUEUE"


async def test_the_floor_is_complete_enough_to_try_everything(site):
    view = site.floor.view()
    assert len(view["people"]) == 40
    assert len(view["stations"]) == 45
    assert {station["taken_by"] is None for station in view["stations"]} == {True, False}
    assert [queue["name"] for queue in view["queues"] if queue["members"] == 0] == ["Night shift"]
    assert len(view["queues"]) == 8
    assert {hindrance for row in view["people"] for hindrance in row["hindrances"]} == {
        "not_on_queue",
        "not_responding",
        "no_queue",
        "no_station",
        "out_of_office",
    }
    assert any(row["forwarding"] for row in view["people"])
    assert any(row["calls_would_arrive"] for row in view["people"])
    assert site.row(KAIA)["hindrances"] == ["no_station"]
    assert site.row(LIAM)["hindrances"] == ["no_queue"]
    assert [(queue["name"], queue["joined"]) for queue in site.row(ANA)["queues"]] == [
        ("Billing", False),
        ("Returns", True),
        ("Support", False),
    ]
    assert (site.row(ANA)["presence"], site.row(ANA)["hindrances"]) == ("Available", ["not_on_queue"])
    assert (await site.http.get("/sandbox/floor")).json() == view


async def test_nobody_sits_on_somebody_elses_chair(site):
    taken = [row["station"] for row in site.floor.view()["people"] if row["station"]]
    assert len(taken) == len(set(taken))


async def test_the_version_grows_with_an_effect_and_not_by_looking(site, ana):
    version = site.floor.version
    await ana.read("/users/me")
    assert site.floor.version == version
    await ana.call("PUT", ana.mine("/outofoffice"), json={"active": True})
    assert site.floor.version > version


async def test_the_served_floor_lives_while_nobody_asks():
    async with opened() as site:
        version = site.floor.version
        site.wait(600)

        async def has_lived() -> bool:
            return site.floor.version > version

        await eventually(has_lived)


async def test_closing_twice_is_harmless():
    simulator = Simulator(clock=standing_clock())
    simulator.close()
    simulator.close()
