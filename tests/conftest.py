"""Fixtures for everybody, and the promise that both databases passed the same tests."""

from collections.abc import Sequence

import pytest

from tests.databases import (
    DATABASES,
    ONE_DATABASE_ONLY,
    database,
    database_url,
    postgresql_server,
    postgresql_template,
    sqlite_template,
)
from tests.stage.fixtures import ana, behind, bo, stage

__all__ = [
    "ana",
    "behind",
    "bo",
    "database",
    "database_url",
    "postgresql_server",
    "postgresql_template",
    "sqlite_template",
    "stage",
]

_COUNTS = pytest.StashKey["DatabaseCounts"]()


class DatabaseCounts:
    """Which tests passed on which database, by the test's name without the database in it."""

    def __init__(self) -> None:
        self.kind_of: dict[str, tuple[str, str]] = {}  # node id → kind, name
        self.passed: dict[str, set[str]] = {kind: set() for kind in DATABASES}

    def collected(self, items: Sequence[pytest.Item]) -> None:
        for item in items:
            kind = item.callspec.params.get("database_url") if hasattr(item, "callspec") else None
            if kind in DATABASES:
                self.kind_of[item.nodeid] = kind, item.nodeid.replace(kind, "DATABASE")

    def reported(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed and report.nodeid in self.kind_of:
            kind, name = self.kind_of[report.nodeid]
            self.passed[kind].add(name)

    def unequal(self) -> list[str]:
        """Tests that passed on one database and not on the other, and are not on the list."""
        once = set.symmetric_difference(*self.passed.values())
        return sorted(name for name in once if name.partition("[")[0] not in ONE_DATABASE_ONLY)


def pytest_configure(config: pytest.Config) -> None:
    counts = config.stash[_COUNTS] = DatabaseCounts()
    config.pluginmanager.register(_Reports(counts), "database-counts")


class _Reports:
    def __init__(self, counts: DatabaseCounts) -> None:
        self.pytest_runtest_logreport = counts.reported


def pytest_collection_finish(session: pytest.Session) -> None:
    session.config.stash[_COUNTS].collected(session.items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _whole(session.config) and session.config.stash[_COUNTS].unequal() and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    counts = config.stash[_COUNTS]
    if not counts.kind_of:
        return
    passed = ", ".join(f"{len(names)} on {kind}" for kind, names in counts.passed.items())
    terminalreporter.write_line(f"Tests with a database that passed: {passed}")
    for name in counts.unequal() if _whole(config) else ():
        terminalreporter.write_line(f"passed on one database only: {name}", red=True)


def _whole(config: pytest.Config) -> bool:
    """Whether nothing was picked by hand: of picked tests one database may well be missing."""
    picked = config.option.keyword or config.option.lf or any("::" in argument for argument in config.args)
    return not picked and not config.option.maxfail
