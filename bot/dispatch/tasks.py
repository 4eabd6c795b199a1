"""Work that goes on after the acknowledgement, kept so that a stop can wait for it."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

log = logging.getLogger(__name__)


class Tasks:
    """A registry of what is under way."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def __len__(self) -> int:
        return len(self._running)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """What nobody expected must not end in silence."""
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("work ended in the middle", exc_info=error)

    async def drain(self, within_s: float) -> None:
        """Waits for what runs, and what that begins; the rows of what does not end in time are the sweep's."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while self._running:
                    await asyncio.wait(self._running)
        while late := tuple(self._running):
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
