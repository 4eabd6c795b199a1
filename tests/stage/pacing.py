"""A time for the pacing of messages that waits for nobody: what is asked of it, in which order, stays as it is."""

import asyncio


class Quick:
    """The loop's time, but whoever waits is there already."""

    def __init__(self) -> None:
        self._ahead_s = 0.0

    def now_s(self) -> float:
        return asyncio.get_running_loop().time() + self._ahead_s

    async def wait(self, span_s: float) -> None:
        self._ahead_s += span_s
        await asyncio.sleep(0)
