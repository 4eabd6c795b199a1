"""Genesys's side: ten minutes without any."""

from bot.changes.outcome import End
from tests.faults.bench import Seen, row
from tests.faults.every_kind import EveryKind, counted
from tests.faults.genesys_side import SOON_S, GenesysSide
from tests.stage.stage import Stage

SUBJECT = "Genesys's side"
EXPECTED = "look-ups and cards say so at once; all that was accepted is done once, and told, within a minute after"


async def _ten_minutes(stage: Stage, *, steps: int, **fault: object) -> Seen:
    every, genesys = EveryKind(stage), GenesysSide(stage)
    trials = await every.begin()
    for path in ("/api/v2/*", "/oauth/*"):
        await genesys.fault(path, **fault)
    ended = await every.ask(trials)
    assert {one.outcome.end for one in ended} == {End.WAITING}, [str(one) for one in ended]
    assert all("Genesys isn't answering. I keep your request for 15 minutes" in one.text for one in ended)
    heard = await genesys.hears(every.people[0], "/gc manager")
    assert "Genesys isn't answering right now" in heard.text
    assert heard.first_s < SOON_S
    for _ in range(steps):
        ended = await every.swept(ended, minutes=10 / steps)
    assert not counted(ended, 0).doubled
    assert set(await every.behind.states()) == {"pending"}
    await genesys.behind.mend()
    for _ in range(4):
        ended = await every.swept(ended, seconds=15)
    told = [await every.behind.told(f"#{one.outcome.change_id}") for one in ended]
    assert {one.outcome.end for one in ended} == {End.DONE}, [str(one) for one in ended]
    seen = counted(ended, 1)
    return Seen(f"{seen.text}, told {sum(told)} times", seen.lost + told.count(0), seen.doubled + max(told) - 1)


@row(SUBJECT, injected="Genesys down for ten minutes: 503", expected=EXPECTED)
async def ten_minutes_of_503(stage: Stage) -> Seen:
    return await _ten_minutes(stage, steps=2, do="status", status=503)


@row(SUBJECT, injected="Genesys down for ten minutes: connections reset", expected=EXPECTED, quick=False)
async def ten_minutes_of_resets(stage: Stage) -> Seen:
    return await _ten_minutes(stage, steps=20, do="drop_before")
