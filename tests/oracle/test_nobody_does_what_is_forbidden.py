"""Random people under random rules on the real bot: each effect in Genesys's ledger is one that the oracle allows."""

import random
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.changes.requests import deciding
from tests.handlers.test_leaving import until
from tests.oracle.doing import asks_lead, press, types
from tests.oracle.effects import Deed
from tests.oracle.oracle import Table, Wanted
from tests.oracle.staged import Play
from tests.oracle.tracing import trace
from tests.oracle.worlds import KINDS
from tests.stage.looking import Behind
from tests.stage.stage import raised


async def test_nobody_does_what_genesys_or_the_policy_forbids(database_url: str, tmp_path: Path):
    """A trace of its own on each database; `bench.nobody` plays as many as are wished."""
    play = await trace(database_url, tmp_path, 4 if database_url.startswith("sqlite") else 9)
    assert play.wrong == [], play.told()
    assert play.effects, "something was done, and all of it was allowed"


#: For a while Genesys takes no more calls of this person, and says so before it does anything.
LIMITED = {"do": "status", "status": 429, "headers": {"Retry-After": "350"}}
NO_RULES: Table = {"team": {"sales": {"members": ["nobody@example.com"]}}, "rule": []}


async def refused(play: Play) -> str:
    """Milo is asked to leave a queue, which Genesys lets him not, and asks his lead; the id of that request."""
    operations, klass = KINDS["queues.set"]
    milo = play.somebody("milo")
    wish = Wanted("queues.set", operations, klass, milo, milo, ("Returns",))
    made = await play.does("milo: leave", Deed(play.now(), "say", milo.id, wish), types(play, "milo", "leave returns"))
    return await asks_lead(play, "milo", made[-1].id)


async def decided_long_ago(play: Play, change_id: str) -> None:
    """The lead says yes while Genesys takes nothing, and six minutes later it does again."""
    play.is_down = True
    await play.stage.fault("genesys", path="/api/v2/users/*/queues/*", method="PATCH", **LIMITED)
    await press(play, "femi", "approve", "requests.approve/0", change_id)
    await Behind(play.stage).mend()

    async def ends() -> None:
        await Behind(play.stage).sweeps(minutes=6)
        await until(partial(is_settled, play, change_id))

    await play.does("6 minutes go by", Deed(play.now(), "other"), ends)


async def is_settled(play: Play, change_id: str) -> bool:
    request = await play.stage.app.desk.requests.find(change_id)
    return request is not None and request.row.state in {"asked", "done"}


async def test_holes_are_found_by_which_an_old_or_a_strangers_decision_counts(
    database_url: str, monkeypatch: pytest.MonkeyPatch
):
    """Without them the same deeds have no effect."""
    async with raised(database_url) as stage:
        play = Play(stage, random.Random(1), NO_RULES)
        await play.opens()
        asked = await refused(play)
        await press(play, "ana", "approve", "requests.approve/0", asked)
        await decided_long_ago(play, asked)
        clean = list(play.effects), list(play.wrong)
        with monkeypatch.context() as hole:
            hole.setattr(deciding, "ACTS_WITHIN", timedelta(minutes=14))
            await decided_long_ago(play, asked)
            late = play.effects[:], play.wrong[:]
        await stage.floor(user=play.ids["milo"], queue="Returns", joined=True)
        with monkeypatch.context() as hole:
            hole.setattr(deciding, "may_decide", lambda *_, **__: None)
            await press(play, "bo", "approve", "requests.approve/0", await refused(play))
    assert clean == ([], []), play.told()
    assert [one.by for one in late[0]] == [play.ids["femi"]], play.told()
    assert len(late[1]) == 1, play.told()
    assert [one.by for one in play.effects[1:]] == [play.ids["bo"]], play.told()
    assert len(play.wrong) == 2, play.told()
