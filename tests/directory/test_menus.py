"""Lists that menus show: one reading for half a minute, bounded, and never from before a change."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.clock import MovableClock
from bot.directory.menus import Remembered


class Shelf:
    """Something to read; it answers when it is let."""

    def __init__(self, *things: str) -> None:
        self.things: tuple[str, ...] = things
        self.readings = 0
        self.open = asyncio.Event()
        self.open.set()

    async def read(self) -> Sequence[str]:
        self.readings += 1
        things = self.things
        await self.open.wait()
        return things


@pytest.fixture
def clock() -> MovableClock:
    clock = MovableClock()
    clock.run_at(0)
    return clock


async def test_letters_that_come_at_once_share_a_reading(clock: MovableClock) -> None:
    lists, shelf = Remembered[str](clock), Shelf("a")
    assert await asyncio.gather(*(lists.of("ana", shelf.read) for _ in range(5))) == [("a",)] * 5
    assert shelf.readings == 1


async def test_half_a_minute_later_it_is_read_again(clock: MovableClock) -> None:
    lists, shelf = Remembered[str](clock), Shelf("a")
    await lists.of("ana", shelf.read)
    shelf.things = ("b",)
    clock.by(timedelta(seconds=29))
    assert await lists.of("ana", shelf.read) == ("a",)
    clock.by(timedelta(seconds=1))
    assert await lists.of("ana", shelf.read) == ("b",)


async def test_a_reading_that_a_change_overtook_is_not_kept(clock: MovableClock) -> None:
    lists, shelf = Remembered[str](clock), Shelf("before")
    shelf.open.clear()
    reading = asyncio.create_task(lists.of("ana", shelf.read))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    shelf.things = ("after",)
    lists.forget("ana")
    later = asyncio.create_task(lists.of("ana", shelf.read))
    shelf.open.set()
    assert await reading == ("before",)
    assert await later == ("after",)
    assert await lists.of("ana", shelf.read) == ("after",)
    assert shelf.readings == 2


async def test_who_gives_up_leaves_the_list_to_the_next_letter(clock: MovableClock) -> None:
    lists, shelf = Remembered[str](clock), Shelf("a")
    shelf.open.clear()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await lists.of("ana", shelf.read)
    waiting = asyncio.create_task(lists.of("ana", shelf.read))
    await asyncio.sleep(0)
    shelf.open.set()
    assert await waiting == ("a",)
    assert await lists.of("ana", shelf.read) == ("a",)
    assert shelf.readings == 1


async def test_only_so_much_is_kept(clock: MovableClock) -> None:
    lists = Remembered[str](clock, most=5)
    ana, bo, cy = Shelf("a", "b"), Shelf("c", "d", "e"), Shelf("f")
    for person, shelf in (("ana", ana), ("bo", bo), ("cy", cy), ("bo", bo), ("ana", ana)):
        await lists.of(person, shelf.read)
    assert (ana.readings, bo.readings, cy.readings) == (2, 1, 1), "the oldest made room"
    whole = Shelf(*"abcdefg")
    assert len(await lists.of("dee", whole.read)) == 7
    await lists.of("dee", whole.read)
    assert whole.readings == 2, "what is too large is shown, and not kept"
