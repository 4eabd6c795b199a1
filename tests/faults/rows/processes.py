"""Processes: what an operating system does to them."""

import os

from bot.store.claim import claim_file
from bot.store.engine import Database
from tests.faults.bench import Ground, Seen, row
from tests.faults.processes import ran, settings_without_sides

SUBJECT = "Processes"


@row(
    SUBJECT,
    injected="a second process on the SQLite file",
    expected="refuses to start, and says who works there",
    only="sqlite",
)
async def a_second_process_on_the_file(ground: Ground) -> Seen:
    env = settings_without_sides(ground.database_url)
    with claim_file(Database(ground.database_url)):
        code, said = await ran("web", "--port", "0", env=env)
    assert code == 2, f"it ended with {code}: {said}"
    assert f"Another OnQueue process (process {os.getpid()}) works on" in said, said
    return Seen(said.strip())
