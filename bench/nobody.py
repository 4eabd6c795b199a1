"""Plays many random traces on the real bot, and says of each whether somebody did what is forbidden (SQLite).

`--seeds N` traces from `--first`, of `--steps` deeds each. Ends with 1 where the oracle found something, and prints it.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bot.store.engine import Database
from bot.store.schema import migrate
from tests.oracle.tracing import trace


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.nobody", description=__doc__)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--steps", type=int, default=60)
    return asyncio.run(_all(parser.parse_args()))


async def _all(chosen: argparse.Namespace) -> int:
    found = effects = 0
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        with tempfile.TemporaryDirectory(prefix="oq-nobody-") as folder:
            url = f"sqlite+aiosqlite:///{folder}/onqueue.db"
            database = Database(url)
            await migrate(database)
            await database.aclose()
            play = await trace(url, Path(folder), seed, chosen.steps)
        effects += len(play.effects)
        if play.wrong:
            found += 1
            print(f"seed {seed}:\n{play.told()}\n", flush=True)
    print(f"{chosen.seeds} traces of {chosen.steps} deeds, {effects} effects, {found} traces with something forbidden")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
