"""A sandbox's clock that runs ten minutes a second ends no lease of a living runner."""

from tests.stage.stage import Person, Stage


async def test_hurried_time_takes_no_change_from_whoever_carries_it_out(stage: Stage, ana: Person) -> None:
    await stage.fault("genesys", path="/api/v2/users/*/queues", method="GET", do="delay", seconds=0.3, times=1)
    stage.sides.clock.run_at(600)
    said = await ana.says("/gc join billing")
    assert "*Done:* you joined Billing." in said.text
    assert "Waiting" not in said.text
    assert await stage.effects("patchUserQueue", ana) == 1
