"""Many ask for the same thing at once: it is fetched once, for all of them."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Together(Generic[Key, Value]):
    """Work by key; who asks for a key that is under way waits for that.

    The work goes on when those who wait for it give up: an answer that was paid for (a token that works once) must
    reach its place.
    """

    def __init__(self) -> None:
        self._under_way: dict[Key, asyncio.Task[Value]] = {}

    async def ask(self, key: Key, work: Callable[[], Awaitable[Value]]) -> Value:
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(_awaited(work))
            task.add_done_callback(lambda done: self._ended(key, done))
        return await asyncio.shield(task)

    async def aclose(self) -> None:
        """Waits for what is under way; all of it has limits of its own."""
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    def _ended(self, key: Key, task: asyncio.Task[Value]) -> None:
        del self._under_way[key]
        if not task.cancelled():
            task.exception()  # looked at, so that asyncio does not complain when all who waited gave up


async def _awaited(work: Callable[[], Awaitable[Value]]) -> Value:
    return await work()
