"""Whatever something is called in Genesys, what people read is harmless, whole, and within Slack's limits.

Every entrance of the registry is walked as dispatch walks it, and each answer goes before the emulator's own judgement.
"""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.dispatch.answering import ASKING
from bot.sandbox.slack.blocks import Surface, checked_view
from bot.slack.blocks import Picker
from bot.slack.reply import Reply
from bot.slack.sender import TITLE
from handlers import all_routers
from tests.stage.stage import Person, raised
from tests.walkers.entrances import ACTIONS, LOADS, NAMELESS, SHORTCUTS, VERBS, VIEWS
from tests.walkers.hostile import GATHERED, crowd, rename
from tests.walkers.walking import Walk


def test_every_entrance_of_the_registry_is_walked():
    router = all_routers()
    assert set(VERBS) == set(router.verbs)
    assert set(ACTIONS) == set(router.actions)
    assert set(VIEWS) == set(router.views)
    assert set(LOADS) == set(router.loads)
    assert set(SHORTCUTS) == set(router.shortcuts)


def test_the_window_that_opens_first_is_taken():
    assert checked_view(ASKING.view(TITLE), Surface.MODAL)


@pytest.fixture(scope="module")
async def settled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Person]:
    """Ana on a stage that the names of this file share: each gives everything its own name first."""
    file = tmp_path_factory.mktemp("hostile") / "onqueue.db"
    shutil.copyfile(sqlite_template, file)
    async with raised(f"sqlite+aiosqlite:///{file}") as stage:
        yield stage.person(0)


@pytest.mark.parametrize("name", GATHERED.values(), ids=GATHERED)
async def test_no_name_does_harm_anywhere(settled: Person, name: str):
    rename(settled.stage.sides.simulator.floor, name)
    settled.stage.later(minutes=6)  # the organisation's labels are kept for five
    await settled.links()
    await Walk(settled, name, label=name).everything(without=NAMELESS)


@pytest.mark.parametrize("count", [0, 1, 300])
async def test_a_floor_of_any_size_is_told_within_slacks_limits(ana: Person, count: int):
    crowd(ana.stage.sides.simulator.floor, ana.who.genesys_user, count)
    await Walk(ana, "queue number 1").everything()


async def test_people_of_one_name_are_told_apart_by_address(settled: Person):
    rename(settled.stage.sides.simulator.floor, "Sam Twin")
    await settled.links()
    walk = Walk(settled, "Sam Twin")
    asked = await walk.says("manager sam twin")
    assert isinstance(asked, Reply)
    (picker,) = asked.elements
    assert isinstance(picker, Picker)
    addresses = {option.hint for option in picker.options}
    assert len(addresses) == len(picker.options) > 20
    assert all(address in asked.text() for address in addresses)
    found = await walk.says(f"who {settled.who.email}")
    assert isinstance(found, Reply)
    assert settled.who.email in found.text()
    offered = await settled.stage.app.router.loads["users.search"](await walk.turn(), "sam")
    assert len({option.hint for option in offered}) == len(offered) > 20
