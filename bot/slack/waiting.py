"""The time of the pacing: the event loop's, which nobody moves. Tests bring one that passes by itself."""

import asyncio
from typing import Protocol


class Waiting(Protocol):
    """What the pacing asks of time."""

    def now_s(self) -> float: ...

    async def wait(self, span_s: float) -> None: ...


class LoopTime:
    """The running event loop's own time."""

    def now_s(self) -> float:
        return asyncio.get_running_loop().time()

    async def wait(self, span_s: float) -> None:
        await asyncio.sleep(span_s)


LOOP_TIME = LoopTime()
