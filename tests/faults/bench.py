"""The form of the fault bench: a row is one thing that goes wrong, and what must then be true.

A row is an async function in a module of `rows`. It takes a `Stage` (all in one loop, with a clock that moves) or a
`Ground` (for processes of its own), injects one thing, and asks the ledgers, never the bot's own word. It raises
AssertionError, or counts what was lost or done twice, where the promise does not hold.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from inspect import get_annotations
from pathlib import Path
from types import ModuleType

from bot.slack.waiting import LOOP_TIME
from tests.databases import DATABASES
from tests.stage.stage import Stage, raised


@dataclass(frozen=True)
class Seen:
    """What was true afterwards, in a few words; `lost` and `doubled` count requests, and have to be 0."""

    text: str
    lost: int = 0
    doubled: int = 0

    @property
    def holds(self) -> bool:
        return not self.lost and not self.doubled


@dataclass(frozen=True)
class Ground:
    """An empty, migrated database and a folder, for a row that starts processes of its own."""

    database_url: str
    folder: Path
    times: int = 1  #: how often a row that `repeats` does it

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


Act = Callable[[Stage], Awaitable[Seen]] | Callable[[Ground], Awaitable[Seen]]


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    subject: str
    injected: str
    expected: str
    act: Act
    quick: bool  #: runs in `make test` too
    databases: tuple[str, ...]
    repeats: bool  #: does it `Ground.times` times itself, with processes that stay

    async def run(self, ground: Ground) -> Seen:
        """Raises AssertionError where the promise does not hold."""
        if Stage not in get_annotations(self.act, eval_str=True).values():
            return await self.act(ground)  # type: ignore[arg-type]  # its annotation names a Ground
        async with raised(ground.database_url, pace=LOOP_TIME) as stage:  # whether it is waited for is looked at too
            return await self.act(stage)  # type: ignore[arg-type]  # its annotation names a Stage


def row(
    subject: str,
    *,
    injected: str,
    expected: str,
    quick: bool = True,
    only: str | None = None,
    repeats: bool = False,
) -> Callable[[Act], Row]:
    """Makes a row of a function. `only` names the one database on which the thing can happen."""

    def made(act: Act) -> Row:
        databases = (only,) if only else DATABASES
        return Row(act.__name__, subject, injected, expected, act, quick, databases, repeats)

    return made


def rows_of(*modules: ModuleType) -> list[Row]:
    """The rows of these modules, as they stand there."""
    return [found for module in modules for found in vars(module).values() if isinstance(found, Row)]
