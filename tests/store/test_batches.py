"""Small writes that wait for the database go together."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.store.batches import Batches


class Writer:
    """A database that is as slow as the test wants; odd numbers cannot be written."""

    def __init__(self) -> None:
        self.written: list[list[int]] = []
        self.open = asyncio.Event()
        self.begun = asyncio.Event()

    async def write(self, numbers: Sequence[int]) -> list[str]:
        self.begun.set()
        await self.open.wait()
        if any(number % 2 for number in numbers):
            raise OSError("odd")
        self.written.append(list(numbers))
        return [f"wrote {number}" for number in numbers]


async def test_who_comes_while_a_write_is_under_way_shares_the_next_one() -> None:
    writer = Writer()
    batches = Batches(writer.write)
    first = asyncio.create_task(batches.ask(2))
    await writer.begun.wait()
    others = [asyncio.create_task(batches.ask(number)) for number in (4, 6, 8)]
    await asyncio.sleep(0)
    writer.open.set()
    assert [await asked for asked in (first, *others)] == ["wrote 2", "wrote 4", "wrote 6", "wrote 8"]
    assert writer.written == [[2], [4, 6, 8]]


async def test_a_write_that_fails_fails_for_those_in_it_alone() -> None:
    writer = Writer()
    batches = Batches(writer.write)
    good = asyncio.create_task(batches.ask(2))
    await writer.begun.wait()
    bad = [asyncio.create_task(batches.ask(number)) for number in (3, 4)]
    await asyncio.sleep(0)
    writer.open.set()
    assert await good == "wrote 2"
    for asked in bad:
        with pytest.raises(OSError, match="odd"):
            await asked
    assert await batches.ask(10) == "wrote 10"


async def test_who_gives_up_takes_nothing_from_the_others() -> None:
    writer = Writer()
    batches = Batches(writer.write)
    hasty, patient = (asyncio.create_task(batches.ask(number)) for number in (2, 4))
    await writer.begun.wait()
    hasty.cancel()
    writer.open.set()
    assert await patient == "wrote 4"
    assert writer.written == [[2, 4]]


async def test_a_write_holds_so_many_and_no_more() -> None:
    writer = Writer()
    writer.open.set()
    batches = Batches(writer.write, most=3)
    answers = await asyncio.gather(*(batches.ask(number) for number in range(0, 16, 2)))
    assert answers == [f"wrote {number}" for number in range(0, 16, 2)]
    assert [len(written) for written in writer.written] == [3, 3, 2]
