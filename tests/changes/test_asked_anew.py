"""What had to wait, or was left behind, never undoes what its person asked for since."""

from tests.changes.test_fences import left_behind, rows_of
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage

ANEW = "You asked for something else since"


async def test_of_two_that_waited_the_newer_one_counts_and_both_are_told(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    await ana.says("/gc break")
    await stage.fault("genesys", path="/api/v2/*", do="status", status=503)
    assert "Waiting" in (await ana.says("/gc ooo on")).text
    stage.later(seconds=2)
    assert "Waiting" in (await ana.says("/gc ooo off")).text
    await behind.mend()
    for _ in range(4):
        await behind.sweeps(seconds=20)
    assert ana.state["out_of_office"] is False
    assert await stage.effects("putUserOutofoffice", ana) == 0
    assert [row.state for row in await behind.rows() if row.kind == "outofoffice.set"] == ["failed", "already"]
    assert await behind.told(ANEW) == 1


async def test_what_a_killed_process_left_does_not_undo_what_was_done_since(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    await _left_waiting(stage, ana, behind, "/gc join billing")
    assert "*Done:* you joined Billing" in (await ana.says("/gc join billing")).text
    assert "*Done:* you left Billing" in (await ana.says("/gc leave billing")).text
    await behind.sweeps(minutes=1)
    assert ana.joined == {"Returns"}
    assert await behind.told(ANEW) == 1


async def test_what_a_kill_left_behind_its_write_does_not_say_that_nothing_was_changed(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    """It had its effect, which what was asked since took back: Genesys shows what it showed before both."""
    await _killed_behind_its_write(stage, ana)
    assert ana.joined == {"Billing", "Returns"}
    assert "*Done:* you left Billing" in (await ana.says("/gc leave billing")).text
    await behind.sweeps(minutes=1)
    assert ana.joined == {"Returns"}
    assert await behind.states() == ["unknown", "done"]
    assert await behind.told(f"*Not certain:* join Billing. {ANEW}") == 1
    assert await behind.told("Nothing was changed") == 0


async def test_two_queues_are_two_things(stage: Stage, ana: Person, behind: Behind) -> None:
    await _left_waiting(stage, ana, behind, "/gc join billing")
    await ana.says("/gc join support")
    await behind.sweeps(minutes=1)
    assert ana.joined == {"Billing", "Returns", "Support"}
    assert await behind.told(ANEW) == 0


async def _left_waiting(stage: Stage, ana: Person, behind: Behind, says: str) -> None:
    """Genesys refuses the write for a minute, and takes it again in the next."""
    wait = {"headers": {"Retry-After": "50"}, "status": 429, "times": 1}
    await stage.fault("genesys", path="/api/v2/users/*/queues/*", method="PATCH", do="status", **wait)
    assert "Waiting" in (await ana.says(says)).text
    await behind.mend()
    stage.later(seconds=2)


async def _killed_behind_its_write(stage: Stage, ana: Person) -> None:
    """Billing is joined, and its row does not know it yet."""
    origin, change = await left_behind(stage, ana)
    rows = rows_of(stage.app.database, stage.sides.clock)
    row = await rows.add(change, origin)
    fence = await rows.claim(row)
    actor = await stage.app.desk.identity.actor_of_link(origin.link_id)
    await rows.keep_before(row.id, fence, await change.read(actor.genesys))
    await rows.calling(row.id, fence)
    await change.apply(actor.genesys)
    stage.later(seconds=2)
