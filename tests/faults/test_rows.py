"""Each quick row of the fault bench, on the databases where it can happen; `make faults` runs all, and often."""

from pathlib import Path

import pytest

from tests.databases import DATABASES
from tests.faults.bench import Ground, Row
from tests.faults.rows import ROWS

QUICK = [row for row in ROWS if row.quick]
BOTH = [row for row in QUICK if row.databases == DATABASES]
ONE = [(row, row.databases[0]) for row in QUICK if row.databases != DATABASES]


@pytest.mark.parametrize("row", BOTH, ids=lambda row: row.name)
async def test_a_row_holds(row: Row, database_url: str, tmp_path: Path) -> None:
    await _holds(row, Ground(database_url, tmp_path))


@pytest.mark.parametrize(("row", "database_url"), ONE, ids=[row.name for row, _ in ONE], indirect=["database_url"])
async def test_a_row_of_one_database_holds(row: Row, database_url: str, tmp_path: Path) -> None:
    await _holds(row, Ground(database_url, tmp_path))


async def _holds(row: Row, ground: Ground) -> None:
    seen = await row.run(ground)
    assert seen.holds, f"{row.injected}: {seen}"


def test_rows_have_names_of_their_own() -> None:
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names)
