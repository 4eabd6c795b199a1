"""The bot as it is, save that a due reminder is only noted: `python -m bench.due_bot FILE web|worker …`.

What is measured is the way to the handler. What a handler then does is a message, and Slack takes those at its own
pace. The file gets a line for each firing, when it was claimed and again when its handler was called.
"""

import atexit
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bot.app import building
from bot.cli.main import main
from bot.dispatch.due import Due
from bot.dispatch.router import Router
from bot.schedules.fired import Fired, Sent
from bot.schedules.firing_rows import Claimed, FiringRows
from bot.schedules.schedule import Firing
from handlers import all_routers

noted: list[tuple[str, Firing, float]] = []
claim = FiringRows.claim


async def claimed(rows: FiringRows, batch: str) -> list[Claimed]:
    found = await claim(rows, batch)
    noted.extend(("claimed", one.firing, time.time()) for one in found)
    return found


async def called(due: Due) -> Sequence[Fired]:
    noted.extend(("called", firing, time.time()) for firing in due.firings)
    return [Sent()] * len(due.firings)


def routers() -> Router:
    whole = all_routers()
    whole.jobs["reminder"] = called
    return whole


def write(file: Path) -> None:
    file.write_text("".join(f"{what} {firing.id} {at}\n" for what, firing, at in noted), encoding="utf-8")


if __name__ == "__main__":
    building.all_routers = routers  # type: ignore[attr-defined] # a bench looks over the bot's shoulder
    FiringRows.claim = claimed  # type: ignore[method-assign,assignment] # as above
    atexit.register(write, Path(sys.argv.pop(1)))
    sys.exit(main())
