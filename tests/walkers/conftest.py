"""A stage for each walk. What is walked here does not depend on the database, except where a test says so."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stage.stage import Stage, raised


@pytest.fixture
async def stage(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    file = tmp_path / "onqueue.db"
    shutil.copyfile(sqlite_template, file)
    async with raised(f"sqlite+aiosqlite:///{file}") as stage:
        yield stage
