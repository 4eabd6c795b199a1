"""Injects everything that goes wrong, on both databases, and prints what was then true.

`--only TEXT` takes the rows with this text in their name, subject or injection; `--times N` does each N times.
Ends with 1 when a promise does not hold.
"""

import argparse
import asyncio
import itertools
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.store.engine import Database
from bot.store.schema import migrate
from tests.databases import DATABASES, create, drop, on, running_postgresql
from tests.faults.bench import Ground, Row
from tests.faults.rows import ROWS


@dataclass(frozen=True)
class Result:
    """One line of the table."""

    row: Row
    database: str
    seen: str
    times: int
    lost: int
    doubled: int
    took_s: float
    holds: bool

    def __str__(self) -> str:
        mark = "ok  " if self.holds else "FAIL"
        head = (
            f"{mark} {self.row.subject} · {self.row.injected} · {self.database} · {self.times}× · {self.took_s:.1f} s"
        )
        counts = f"lost {self.lost}, doubled {self.doubled}"
        return f"{head}\n     expected: {self.row.expected}\n     seen:     {self.seen} ({counts})"


def main() -> int:
    chosen = _arguments()
    with tempfile.TemporaryDirectory(prefix="oq-faults-") as folder, running_postgresql() as server:
        results = asyncio.run(_all(chosen, Path(folder), server.address))
    failed = [result for result in results if not result.holds]
    lost, doubled = (sum(getattr(result, count) for result in results) for count in ("lost", "doubled"))
    print(f"{len(results)} rows, {len(failed)} failed; lost {lost}, doubled {doubled}")
    return 1 if failed or not results else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--only", default="", help="the rows with this text in name, subject or injection")
    parser.add_argument("--times", type=int, default=1, help="how often each is done")
    parser.add_argument("--database", choices=DATABASES, help="this database alone")
    return parser.parse_args()


async def _all(chosen: argparse.Namespace, folder: Path, server: str) -> list[Result]:
    task = asyncio.current_task()
    assert task is not None
    # Whoever stops the bench does not leave a sandbox and a few bots behind.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    results = []
    for row, kind in itertools.product(ROWS, DATABASES):
        wanted = chosen.only.casefold() in f"{row.name} {row.subject} {row.injected}".casefold()
        if wanted and kind in row.databases and chosen.database in {None, kind}:
            results.append(await _result(row, kind, chosen.times, folder, server))
            print(results[-1], flush=True)
    return results


async def _result(row: Row, kind: str, times: int, folder: Path, server: str) -> Result:
    """A row that repeats itself does so with processes that stay; any other gets a new database each time."""
    runs, within = (1, times) if row.repeats else (times, 1)
    seen, lost, doubled, holds, begun = "", 0, 0, True, time.perf_counter()
    for _ in range(runs):
        try:
            with _database(kind, folder, server) as url:
                await _migrated(url)
                last = await row.run(Ground(url, Path(tempfile.mkdtemp(dir=folder)), within))
        except Exception as error:  # noqa: BLE001 - a row that breaks does not hold, and the others go on
            traceback.print_exc()
            seen, holds = f"{type(error).__name__}: {error}".partition("\n")[0], False
            break
        seen, lost, doubled, holds = last.text, lost + last.lost, doubled + last.doubled, holds and last.holds
    return Result(row, kind, seen, times, lost, doubled, time.perf_counter() - begun, holds)


@contextmanager
def _database(kind: str, folder: Path, server: str) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{tempfile.mkdtemp(dir=folder)}/onqueue.db"
        return
    name = create(server, "template0")
    yield on(server, name)
    drop(server, name)


async def _migrated(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.aclose()


if __name__ == "__main__":
    sys.exit(main())
