"""A bot in a process of its own lives by the sandbox's clock, and by the machine's everywhere else."""

import asyncio
from datetime import UTC, datetime, timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.cli.sandbox_time import AGAIN_AFTER_S, process_clock
from bot.clock import Clock, MovableClock, SystemClock
from bot.sandbox.clock_lever import ClockLever
from bot.settings import Settings
from tests.serving import serving

THEN = datetime(2027, 3, 28, 0, 59, tzinfo=UTC)


def settings(slack: str) -> Settings:
    return Settings.model_construct(slack_api_url=slack)


async def shows(clock: Clock, moment: datetime) -> None:
    """Soon it shows this time, or a few seconds more."""
    async with asyncio.timeout(5):
        while not timedelta(0) <= clock.now() - moment < timedelta(seconds=5):  # noqa: ASYNC110 - nobody tells a test
            await asyncio.sleep(0.01)


async def test_a_process_follows_the_sandboxs_clock_wherever_it_is_turned():
    sandbox = MovableClock(THEN)
    levers = Starlette(routes=ClockLever(sandbox).routes())
    async with serving(levers) as url, process_clock(settings(f"{url}/api")) as clock:
        assert isinstance(clock, MovableClock)
        await shows(clock, THEN)
        sandbox.by(timedelta(days=1))
        await shows(clock, THEN + timedelta(days=1))
        sandbox.run_at(0)
        sandbox.to(THEN - timedelta(days=1))
        await shows(clock, THEN - timedelta(days=1))
        assert clock.rate == 0


async def test_without_a_sandbox_the_clock_is_the_machines():
    """Also where Slack is reached through a proxy on this machine, which is asked once and no more."""
    asked: list[str] = []

    async def other(request: Request) -> Response:
        asked.append(request.url.path)
        return Response("<html></html>", 404)

    async with process_clock(settings("https://slack.com/api")) as clock:
        assert isinstance(clock, SystemClock)
    proxy = Starlette(routes=[Route("/{path:path}", other)])
    async with serving(proxy) as url, process_clock(settings(f"{url}/api")) as clock:
        assert isinstance(clock, SystemClock)
        await asyncio.sleep(1.2 * AGAIN_AFTER_S)
    assert asked == ["/sandbox/clock"]
    async with process_clock(settings("http://127.0.0.1:9/api")) as clock:
        assert isinstance(clock, SystemClock)
