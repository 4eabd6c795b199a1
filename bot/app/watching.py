"""What those who operate the bot ask of a process: whether it may take traffic, and its figures."""

from contextlib import suppress

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.app.wires import Wires
from bot.changes.rows import ChangeRows
from bot.clock import Clock
from bot.dispatch.tasks import Tasks
from bot.errors import StoreUnavailable
from bot.genesys.wire import Lost, NotSent
from bot.identity.links import Links
from bot.metrics import CLOCK_OFF, LINKS, OLDEST_CHANGE, OPEN_CHANGES, TASKS
from bot.readiness import GENESYS, SLACK
from bot.store.schema import is_current


class Watching:
    """Knows the rooms that have something to tell."""

    def __init__(self, *, wires: Wires, rows: ChangeRows, links: Links, tasks: Tasks, clock: Clock) -> None:
        self._wires = wires
        self._rows = rows
        self._links = links
        self._tasks = tasks
        self._clock = clock

    async def ready(self) -> dict[str, bool]:
        """The database answers and has the newest schema, and our clock is not minutes off."""
        clock = self._wires.clocks.agree()
        try:
            return {"database": True, "migrations": await is_current(self._wires.database), "clock": clock}
        except StoreUnavailable:
            return {"database": False, "migrations": False, "clock": clock}

    async def figures(self) -> bytes:
        """All of them; what only the database knows is as it was, while it is away."""
        metrics = self._wires.metrics
        metrics.set(TASKS, len(self._tasks))
        for whose, ahead in self._wires.clocks.ahead().items():
            metrics.set(CLOCK_OFF, ahead.total_seconds(), whose)
        with suppress(StoreUnavailable):
            await self._count_rows()
        return metrics.text()

    async def _count_rows(self) -> None:
        metrics = self._wires.metrics
        count, oldest = await self._rows.open_now()
        metrics.set(OPEN_CHANGES, count)
        metrics.set(OLDEST_CHANGE, (self._clock.now() - oldest).total_seconds() if oldest else 0)
        for state, many in (await self._links.states()).items():
            metrics.set(LINKS, many, state)

    async def look(self) -> None:
        """Asks whose clock was not ours once more: an unready process hears of nothing by itself."""
        if self._wires.clocks.doubts(SLACK):
            with suppress(SlackClientError, SlackApiError, OSError, TimeoutError):
                await self._wires.slack.api_call("api.test")
        if self._wires.clocks.doubts(GENESYS):
            with suppress(NotSent, Lost):
                await self._wires.transport.look()
