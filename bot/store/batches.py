"""Many small writes at once: whoever comes while one is under way shares the next transaction, and its fsync."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

MOST = 200
Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass
class _Batch(Generic[Item, Answer]):
    items: list[Item] = field(default_factory=list)
    task: asyncio.Task[Sequence[Answer]] | None = None


class Batches(Generic[Item, Answer]):
    """Gathers items for `write`, which answers in their order. When it fails, it fails for all of them.

    A write goes on when those who wait for it give up.
    """

    def __init__(self, write: Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]], *, most: int = MOST) -> None:
        self._write = write
        self._most = most
        self._turn = asyncio.Lock()
        self._gathering: _Batch[Item, Answer] | None = None

    async def ask(self, item: Item) -> Answer:
        batch = self._gathering
        if batch is None or batch.task is None or len(batch.items) >= self._most:
            batch = self._gathering = _Batch()
            batch.task = asyncio.create_task(self._written(batch))
            batch.task.add_done_callback(_looked_at)
        place = len(batch.items)
        batch.items.append(item)
        return (await asyncio.shield(batch.task))[place]

    async def _written(self, batch: _Batch[Item, Answer]) -> Sequence[Answer]:
        async with self._turn:
            if self._gathering is batch:
                self._gathering = None
            return await self._write(batch.items)


def _looked_at(task: asyncio.Task[Sequence[Answer]]) -> None:
    """So that asyncio does not complain where all who waited gave up."""
    if not task.cancelled():
        task.exception()
