"""The end of a change that Slack does not take: told again after growing pauses, and given up in the end."""

from tests.changes.test_fences import rows_of
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage


async def test_telling_is_tried_again_ever_more_rarely_and_then_given_up(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    await _unreachable(stage)
    await ana.says("/gc join billing")
    assert await behind.states() == ["done"]
    before = (await behind.rows())[0].fence
    for _ in range(50):
        await behind.sweeps(minutes=1)
    row = (await behind.rows())[0]
    assert 4 <= row.fence - before <= 8, "each time that it was taken to be told"
    assert (row.state, row.told) == ("done", True)
    await stage.http.delete(f"{stage.slack_url}/sandbox/faults")
    assert "*Billing* joined" in (await ana.says("/gc queues")).text, "it is not lost: whoever looks sees it"


async def test_telling_after_a_long_downtime_is_tried_at_least_once(stage: Stage, ana: Person, behind: Behind) -> None:
    await _unreachable(stage)
    await ana.says("/gc join billing")
    await stage.http.delete(f"{stage.slack_url}/sandbox/faults")
    await behind.sweeps(hours=3)
    assert [row.told for row in await behind.rows()] == [True]


async def test_who_is_killed_while_telling_does_not_make_the_next_one_wait(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    await _unreachable(stage)
    await ana.says("/gc join billing")
    rows = rows_of(stage.app.database, stage.sides.clock)
    stage.later(minutes=5)
    row = (await rows.due(1))[0]
    await rows.claim(row)
    await stage.http.delete(f"{stage.slack_url}/sandbox/faults")
    await behind.sweeps(seconds=10)
    assert [row.told for row in await behind.rows()] == [True]


async def _unreachable(stage: Stage) -> None:
    for path in ("/response/*", "/api/chat.*"):
        await stage.fault("slack", path=path, do="status", status=500)
