"""One process of the bot, whatever its role: built, bound, served until a signal, ended with 0."""

import argparse
import asyncio
import gc
import sys
from collections.abc import Iterable

import uvloop

from bot.app import running
from bot.app.hearing import ask_first
from bot.app.role import Role
from bot.cli.sandbox_time import process_clock
from bot.cli.serving import Servers, Site, bound, let_signals_pass, stop_signal
from bot.log import set_up
from bot.settings import Settings
from bot.store.schema import OLD_SCHEMA


def address_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the process listens."""
    parser.add_argument("--host", help="listen address; wins over HOST")
    parser.add_argument("--port", type=int, help="listen port; wins over PORT")


def run_as(role: Role, chosen: argparse.Namespace, needs: Iterable[str], *, port: int | None = None) -> int:
    """Serves until the end, and answers the exit code. `port` where neither `--port` nor PORT says one."""
    settings = Settings.load(needs)
    set_up(form=settings.log_format, level=settings.log_level)
    said = settings.port if port is None or "port" in settings.model_fields_set else port
    address = (chosen.host or settings.host, said if chosen.port is None else chosen.port)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_serve(role, settings, *address))


async def _serve(role: Role, settings: Settings, host: str, port: int) -> int:
    stop = stop_signal()
    async with process_clock(settings) as clock, running(settings, clock, role) as app:
        if not await app.schema_is_current():
            sys.stderr.write(OLD_SCHEMA)
            return 1
        if app.sockets is not None:
            await ask_first(app.sockets)
        try:
            listener = bound(host, port)
        except OSError as error:
            sys.stderr.write(f"Cannot listen on {host}:{port}: {error.strerror}.\n")
            return 1
        servers = Servers([Site(app.asgi, listener)])
        await servers.start()
        settle_garbage()
        await servers.until(stop)
        await servers.stop()
    let_signals_pass()
    return 0


def settle_garbage() -> None:
    """What start-up made lives to the end; scanning it again and again stalled the loop for 130 ms."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
