"""Many small writes at once: whoever comes while one is under way shares the next transaction, and its fsync."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

MOST = 200
Item = TypeVar("Item")
Answer = TypeVar("Answer")


class _Batch(Generic[Item, Answer]):
    def __init__(self) -> None:
        self.items: list[Item] = []
        self.answers: list[asyncio.Future[Answer]] = []
        self.task: asyncio.Task[None] | None = None

    def ended(self, task: asyncio.Task[None]) -> None:
        """What went wrong is everybody's who waits."""
        for answer in self.answers:
            if answer.done():
                continue
            if task.cancelled() or (error := task.exception()) is None:
                answer.cancel()
            else:
                answer.set_exception(error)


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
        if batch is None or len(batch.items) >= self._most:
            batch = self._gathering = _Batch()
            batch.task = asyncio.create_task(self._written(batch))
            batch.task.add_done_callback(batch.ended)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        batch.items.append(item)
        batch.answers.append(answer)
        return await answer

    async def _written(self, batch: _Batch[Item, Answer]) -> None:
        async with self._turn:
            if self._gathering is batch:
                self._gathering = None
            answers = await self._write(batch.items)
        for waiting, answer in zip(batch.answers, answers, strict=True):
            if not waiting.done():
                waiting.set_result(answer)
            # One goes on in each turn of the loop: two hundred in one would hold up whoever comes in.
            await asyncio.sleep(0)
