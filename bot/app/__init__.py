"""Builds everything once from `Settings` and closes it in reverse order; alone in `bot`, it knows `handlers`."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.app.app import App
from bot.app.building import Builder
from bot.app.registry import manifest_of
from bot.app.role import Role
from bot.app.wires import wired
from bot.clock import Clock
from bot.settings import Settings
from bot.slack.waiting import LOOP_TIME, Waiting

__all__ = ["App", "Role", "manifest_of", "running"]


@asynccontextmanager
async def running(
    settings: Settings, clock: Clock, role: Role = Role.WHOLE, *, pace: Waiting = LOOP_TIME
) -> AsyncIterator[App]:
    """The bot, ready to be served. A SQLite file is claimed for as long as it runs. Messages are paced by `pace`."""
    async with AsyncExitStack() as stack:
        wires = await wired(settings, clock, stack, pace)
        builder = Builder(settings, clock, wires, role)
        for closing in (builder.identity.aclose, builder.linking.aclose):
            stack.push_async_callback(closing)
        yield builder.app()
