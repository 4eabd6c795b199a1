"""What those who operate the bot ask of a process: whether it may take traffic, and its figures."""

from collections.abc import Sequence
from contextlib import suppress

from pydantic import SecretStr
from slack_sdk.errors import SlackApiError, SlackClientError
from starlette.routing import BaseRoute

from bot.app.wires import Wires
from bot.changes.rows import ChangeRows
from bot.clock import Clock
from bot.dispatch.probes import probes
from bot.dispatch.tasks import Tasks
from bot.errors import StoreUnavailable
from bot.genesys.wire import Lost, NotSent
from bot.identity.links import Links
from bot.metrics import CLOCK_OFF, LINKS, OLDEST_CHANGE, OPEN_CHANGES, SCHEDULES_DUE, SOCKETS, TASKS
from bot.readiness import GENESYS, SLACK
from bot.schedules.rows import Schedules
from bot.slack.sockets import Sockets
from bot.store.schema import is_current


class Watching:
    """Knows the rooms that have something to tell."""

    def __init__(
        self,
        *,
        wires: Wires,
        rows: ChangeRows,
        links: Links,
        schedules: Schedules,
        tasks: Tasks,
        clock: Clock,
        sockets: Sockets | None,
    ) -> None:
        self._wires = wires
        self._rows = rows
        self._links = links
        self._schedules = schedules
        self._tasks = tasks
        self._clock = clock
        self._sockets = sockets

    def routes(self, metrics_token: SecretStr | None) -> Sequence[BaseRoute]:
        """`/healthz`, `/readyz` and `/metrics`."""
        token = metrics_token.get_secret_value() if metrics_token else None
        return probes(ready=self.ready, figures=self.figures, metrics_token=token)

    async def ready(self) -> dict[str, bool]:
        """The database answers and has the newest schema, our clock is not minutes off, and Slack can reach us."""
        others = {"clock": self._wires.clocks.agree()}
        if self._sockets is not None:
            others["socket"] = self._sockets.open_now > 0
        try:
            return {"database": True, "migrations": await is_current(self._wires.database), **others}
        except StoreUnavailable:
            return {"database": False, "migrations": False, **others}

    async def figures(self) -> bytes:
        """All of them; what only the database knows is as it was, while it is away."""
        metrics = self._wires.metrics
        metrics.set(TASKS, len(self._tasks))
        metrics.set(SOCKETS, self._sockets.open_now if self._sockets else 0)
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
        metrics.set(SCHEDULES_DUE, await self._schedules.due_now())

    async def look(self) -> None:
        """Asks whose clock was not ours once more: an unready process hears of nothing by itself."""
        if self._wires.clocks.doubts(SLACK):
            with suppress(SlackClientError, SlackApiError, OSError, TimeoutError):
                await self._wires.slack.api_call("api.test")
        if self._wires.clocks.doubts(GENESYS):
            with suppress(NotSent, Lost):
                await self._wires.transport.look()
