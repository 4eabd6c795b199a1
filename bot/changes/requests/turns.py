"""Whose turn it is: those who approve one request at once would all ask Genesys for what one of them needs."""

import asyncio
from weakref import WeakValueDictionary


class Turns:
    """Within this process; between two of them the row decides."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, change_id: str) -> asyncio.Lock:
        """First come, first served; gone with the last who waits for it."""
        return self._locks.setdefault(change_id, asyncio.Lock())
