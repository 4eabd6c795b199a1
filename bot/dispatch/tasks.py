"""Work that goes on after the acknowledgement, kept so that a stop can wait for it."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Tasks:
    """A registry of what is under way."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def drain(self, within_s: float) -> None:
        """Waits for what runs; what does not end in time is cancelled, and its rows are the sweep's."""
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=within_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
