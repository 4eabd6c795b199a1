"""Names are stored with the changes that speak of them: neither database chokes on one."""

from tests.stage.stage import raised
from tests.walkers.hostile import NAMES, rename


async def test_a_queue_of_any_name_is_joined_and_taken_back(database_url: str):
    async with raised(database_url) as stage:
        ana = stage.person(0)
        await ana.links()
        floor = stage.sides.simulator.floor
        queue = next(one.id for one in floor.queues.values() if one.name == "Billing")
        for kind in ("nul", "lines", "format", "right to left"):
            rename(floor, NAMES[kind])
            joined = await ana.says(f"/gc join {queue}")
            assert "*Done:* you joined" in joined.text, kind
            undone = await ana.says("/gc undo")
            assert "Undone." in undone.text, kind
