"""`sandbox`: the bot with a Genesys simulator and a Slack emulator, on this machine, with no account anywhere."""

import argparse
import asyncio
import contextlib
import json
import os
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import uvloop
from pydantic import SecretStr

from bot.app import Role, manifest_of, running
from bot.cli.keys import new_key
from bot.cli.process import settle_garbage
from bot.cli.serving import Servers, Site, bound, let_signals_pass, stop_signal, url_of
from bot.clock import MovableClock
from bot.log import set_up
from bot.sandbox.genesys import Simulator
from bot.sandbox.page import page
from bot.sandbox.people import people
from bot.sandbox.slack import Emulator
from bot.settings import Settings
from bot.store.engine import Database
from bot.store.schema import migrate

HELP = "run the bot against a simulated Genesys and an emulated Slack, with a page to try it on"
LOOPBACK = "127.0.0.1"
COMMAND = "/gc"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8080, help="port of the page; 0 takes a free one")
    parser.add_argument("--json", action="store_true", help="print one line of JSON with every address and secret")
    parser.add_argument("--seed", type=int, default=1, help="which floor: the same seed, the same people and queues")
    parser.add_argument("--database", help="database of the bot; default: a SQLite file that goes with the sandbox")
    parser.add_argument("--install", action="store_true", help="no bot token: install the bot from the page")
    parser.add_argument("--bot", help="address of a bot that runs elsewhere; then only the two sides are started")
    parser.add_argument("--socket", action="store_true", help="let Slack deliver through Socket Mode from the start")


def run(chosen: argparse.Namespace) -> int:
    set_up(form="console", level="WARNING")
    with (
        tempfile.TemporaryDirectory(prefix="onqueue-") as folder,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        return runner.run(_serve(chosen, Path(folder)))


@dataclass(frozen=True)
class Sides:
    """Both emulated sides, and the settings of the bot between them."""

    simulator: Simulator
    emulator: Emulator
    settings: Settings
    clock: MovableClock


async def _serve(chosen: argparse.Namespace, folder: Path) -> int:
    stop = stop_signal()
    try:
        page_listener = bound(LOOPBACK, chosen.port)
    except OSError as error:
        sys.stderr.write(f"Cannot listen on port {chosen.port}: {error.strerror}. Choose another with --port.\n")
        return 1
    genesys, slack, bot = (bound(LOOPBACK, 0) for _ in range(3))
    bot_url = (chosen.bot or url_of(bot)).rstrip("/")
    database = chosen.database or f"sqlite+aiosqlite:///{folder / 'onqueue.db'}"
    sides = make_sides(
        genesys_url=url_of(genesys),
        slack_url=url_of(slack),
        bot_url=bot_url,
        database=database,
        seed=chosen.seed,
        socket=chosen.socket,
    )
    if chosen.install:
        sides = replace(sides, settings=sides.settings.model_copy(update={"slack_bot_token": None}))
    install = f"{bot_url}/slack/install" if chosen.install else None
    sites = [
        Site(sides.simulator.app, genesys, dated=True),
        Site(sides.emulator.app, slack, websockets=True, dated=True),
        Site(page(sides.emulator, sides.simulator, clock=sides.clock, install=install), page_listener),
    ]
    async with contextlib.AsyncExitStack() as stack:
        sockets = None
        if not chosen.bot:
            await _migrated(database)
            role = Role.WHOLE_BY_SOCKET if chosen.socket else Role.WHOLE
            app = await stack.enter_async_context(running(sides.settings, sides.clock, role))
            sites.append(Site(app.asgi, bot))
            sockets = app.sockets
        servers = Servers(sites)
        await servers.start()
        if sockets is not None:
            await sockets.standing.wait()
        settle_garbage()
        _announce(chosen, sides, url_of(page_listener))
        await servers.until(stop)
        await sides.emulator.aclose()
        await servers.stop()
    sides.simulator.close()
    let_signals_pass()
    return 0


def make_sides(
    *, genesys_url: str, slack_url: str, bot_url: str, database: str, seed: int, socket: bool = False
) -> Sides:
    """The simulator and the emulator, and settings that point a bot at them."""
    clock = MovableClock()
    simulator = Simulator(clock=clock, seed=seed)
    simulator.register_redirect(f"{bot_url}/link/callback")
    manifest = manifest_of(COMMAND, bot_url, socket=socket)
    emulator = Emulator(clock=clock, seed=seed, manifest=manifest, base_url=slack_url, bot_url=bot_url)
    settings = Settings(
        _env_file=None,
        slack_bot_token=SecretStr(emulator.bot_token),
        slack_signing_secret=SecretStr(emulator.signing_secret),
        slack_app_token=SecretStr(emulator.app_token),
        slack_client_id=emulator.client_id,
        slack_client_secret=SecretStr(emulator.client_secret),
        slack_api_url=f"{slack_url}/api",
        slack_web_url=slack_url,
        link_proof="slack" if os.environ.get("LINK_PROOF") == "slack" else "email",  # a page less to try it on
        genesys_region="mypurecloud.com",
        genesys_api_url=genesys_url,
        genesys_login_url=genesys_url,
        genesys_client_id=simulator.client_id,
        genesys_client_secret=SecretStr(simulator.client_secret),
        genesys_org_id=None,
        database_url=SecretStr(database),
        token_keys=SecretStr(new_key()),
        public_url=bot_url,
        command=COMMAND,
        default_zone="UTC",
    )
    return Sides(simulator, emulator, settings, clock)


async def _migrated(url: str) -> None:
    database = Database(url)
    try:
        await migrate(database)
    finally:
        await database.aclose()


def _announce(chosen: argparse.Namespace, sides: Sides, page_url: str) -> None:
    if chosen.json:
        sys.stdout.write(json.dumps(_addresses(sides, page_url, chosen.seed)) + "\n")
    else:
        sys.stdout.write(f"OnQueue's sandbox is ready: {page_url}/\nPress Ctrl+C to end it.\n")
    sys.stdout.flush()


def _addresses(sides: Sides, page_url: str, seed: int) -> dict[str, Any]:
    settings, emulator = sides.settings, sides.emulator
    return {
        "page": page_url,
        "bot": settings.public_url,
        "genesys_api": settings.api_url,
        "genesys_login": settings.login_url,
        "genesys_client_id": sides.simulator.client_id,
        "genesys_client_secret": sides.simulator.client_secret,
        "slack_api": f"{settings.slack_api_url}/",
        "slack_web": settings.slack_web_url,
        "slack_bot_token": emulator.bot_token,
        "slack_app_token": emulator.app_token,
        "slack_signing_secret": emulator.signing_secret,
        "slack_client_id": emulator.client_id,
        "slack_client_secret": emulator.client_secret,
        "database": settings.database_url.get_secret_value(),
        "token_keys": settings.token_keys.get_secret_value() if settings.token_keys else "",
        "people": [
            {"slack_user": person.slack_user, "email": person.email, "name": person.name, "role": person.role}
            for person in people(seed)
        ],
    }
