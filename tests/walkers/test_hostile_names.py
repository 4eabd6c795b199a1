"""Whatever something is called in Genesys, what people read is harmless, whole, and within Slack's limits.

Every entrance of the registry is walked as dispatch walks it, and each answer goes before the emulator's own judgement.
"""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers import all_routers
from tests.stage.stage import Person, Stage, raised
from tests.walkers.entrances import ACTIONS, LOADS, SHORTCUTS, VERBS, VIEWS
from tests.walkers.hostile import NAMES, crowd, rename
from tests.walkers.walking import Walk


def test_every_entrance_of_the_registry_is_walked():
    router = all_routers()
    assert set(VERBS) == set(router.verbs)
    assert set(ACTIONS) == set(router.actions)
    assert set(VIEWS) == set(router.views)
    assert set(LOADS) == set(router.loads)
    assert set(SHORTCUTS) == set(router.shortcuts)


@pytest.fixture(scope="module")
async def settled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Person]:
    """Ana on a stage that the names of this file share: each gives everything its own name first."""
    file = tmp_path_factory.mktemp("hostile") / "onqueue.db"
    shutil.copyfile(sqlite_template, file)
    async with raised(f"sqlite+aiosqlite:///{file}") as stage:
        yield stage.person(0)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_no_name_does_harm_anywhere(settled: Person, name: str):
    rename(settled.stage.sides.simulator.floor, name)
    settled.stage.later(minutes=6)  # the organisation's labels are kept for five
    await settled.links()
    await Walk(settled, name, label=name).everything()


@pytest.mark.parametrize("count", [0, 1, 300])
async def test_a_floor_of_any_size_is_told_within_slacks_limits(ana: Person, count: int):
    crowd(ana.stage.sides.simulator.floor, ana.who.genesys_user, count)
    await Walk(ana, "queue number 1").everything()


@pytest.mark.parametrize("name", ["<!channel>", "{} {0}", "🎉" * 500])
async def test_slack_takes_the_real_thing(stage: Stage, ana: Person, name: str):
    """The same through Slack: nothing that is sent is refused, and blocks arrive as blocks."""
    rename(stage.sides.simulator.floor, name)
    for words in ("", "queues", "on"):
        said = await ana.says(f"/gc {words}")
        assert all(message["blocks"] for message in said.messages)
    lines = await stage.ledger("slack")
    assert [line for line in lines if line.get("ok") is False] == []
