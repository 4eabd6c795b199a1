"""What changes before each person's eyes, as it happens."""

import asyncio
import weakref

from bot.sandbox.slack.wire import Json


class Reading:
    """One open window: an endless async iterator of what its person is shown, from the moment it was made."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Json | None] = asyncio.Queue()

    def tell(self, event: Json | None) -> None:
        self._queue.put_nowait(event)

    def so_far(self) -> list[Json]:
        """What came since the last look, without waiting."""
        return [event for _ in range(self._queue.qsize()) if (event := self._queue.get_nowait()) is not None]

    def __aiter__(self) -> "Reading":
        return self

    async def __anext__(self) -> Json:
        event = await self._queue.get()
        if event is None:
            raise StopAsyncIteration
        return event


class Feed:
    """Tells every open window of a person what is new. A window that nobody holds any more is forgotten."""

    def __init__(self) -> None:
        self._readings: dict[str, weakref.WeakSet[Reading]] = {}

    def read(self, person: str) -> Reading:
        reading = Reading()
        self._readings.setdefault(person, weakref.WeakSet()).add(reading)
        return reading

    def tell(self, person: str, event: Json) -> None:
        for reading in tuple(self._readings.get(person, ())):
            reading.tell(event)

    def close(self) -> None:
        for readings in self._readings.values():
            for reading in tuple(readings):
                reading.tell(None)
