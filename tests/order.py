"""Random as the order of tests is, those that mostly wait stand between the others, and none of them at the end.

Each worker begins with an equal part of all tests, and takes from the end of another's once it has none. Slow ones at
an end left one worker busy for half a minute after the others.
"""

from collections.abc import Sequence
from itertools import groupby

import pytest

#: They start processes, or let time pass.
SLOW = tuple(
    f"tests/{room}"
    for room in (
        "changes/test_telling.py",
        "cli/test_commands.py",
        "cli/test_connections.py",
        "cli/test_early_signal.py",
        "cli/test_forget.py",
        "cli/test_roles.py",
        "cli/test_sandbox",
        "cli/test_walk.py",
        "faults/test_rows.py",
        "typing/",
    )
)
EARLY = 0.7  #: of each worker's part, the share in which slow ones stand


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    slow = [item for item in items if item.nodeid.startswith(SLOW)]
    quick = [item for item in items if not item.nodeid.startswith(SLOW)]
    items[:] = spread(slow, quick, workers)


def spread(slow: Sequence[pytest.Item], quick: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """Modules stay whole: some have a server of their own, which is made for all of their tests."""
    part = (len(slow) + len(quick)) / workers
    order: list[pytest.Item] = []
    taken = 0
    for _, module in groupby(quick, key=lambda item: item.nodeid.partition("::")[0]):
        order += module
        whole, of_part = divmod(len(order), part)
        due = round(len(slow) * (whole + min(1.0, of_part / part / EARLY)) / workers)
        order += slow[taken:due]
        taken = max(taken, due)
    return [*order, *slow[taken:]]
