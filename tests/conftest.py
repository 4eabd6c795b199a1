"""Fixtures for everybody, and the promise that both databases passed the same tests."""

import pytest

from tests import order
from tests.databases import (
    DATABASES,
    ONE_DATABASE_ONLY,
    database,
    database_url,
    in_memory,
    postgresql_server,
    postgresql_shelf,
    postgresql_template,
    sqlite_template,
)
from tests.leftovers import Leftovers
from tests.stage.fixtures import ana, behind, bo, stage
from tests.statements import compiled_once

__all__ = [
    "ana",
    "behind",
    "bo",
    "database",
    "database_url",
    "postgresql_server",
    "postgresql_shelf",
    "postgresql_template",
    "sqlite_template",
    "stage",
]

_COUNTS = pytest.StashKey["DatabaseCounts"]()
_DATABASE = "database"


class DatabaseCounts:
    """Which tests passed on which database, by the test's name without the database in it."""

    def __init__(self) -> None:
        self.passed: dict[str, set[str]] = {kind: set() for kind in DATABASES}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        kind = dict(report.user_properties).get(_DATABASE)
        if report.when == "call" and report.passed and isinstance(kind, str):
            self.passed[kind].add(report.nodeid.replace(kind, "DATABASE"))

    def unequal(self) -> list[str]:
        """Tests that passed on one database and not on the other, and are not on the list."""
        once = set.symmetric_difference(*self.passed.values())
        return sorted(name for name in once if name.partition("[")[0] not in ONE_DATABASE_ONLY)


def pytest_configure(config: pytest.Config) -> None:
    counts = config.stash[_COUNTS] = DatabaseCounts()
    config.pluginmanager.register(counts, "database-counts")
    config.pluginmanager.register(Leftovers(), "leftovers")
    config.pluginmanager.register(order, "order")
    compiled_once()
    in_memory()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Each test tells its database with its report, which reaches the counts from any worker."""
    kind = item.callspec.params.get("database_url") if hasattr(item, "callspec") else None
    if kind in DATABASES:
        item.user_properties.append((_DATABASE, kind))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker knows its own share only; the judgement belongs to who started it."""
    is_worker = hasattr(session.config, "workerinput")
    if not is_worker and _whole(session.config) and session.config.stash[_COUNTS].unequal() and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    counts = config.stash[_COUNTS]
    if not any(counts.passed.values()):
        return
    passed = ", ".join(f"{len(names)} on {kind}" for kind, names in counts.passed.items())
    terminalreporter.write_line(f"Tests with a database that passed: {passed}")
    for name in counts.unequal() if _whole(config) else ():
        terminalreporter.write_line(f"passed on one database only: {name}", red=True)


def _whole(config: pytest.Config) -> bool:
    """Whether nothing was picked by hand: of picked tests one database may well be missing."""
    picked = (
        config.option.keyword
        or config.getoption("lf", default=False)
        or any("::" in argument for argument in config.args)
    )
    return not picked and not config.option.maxfail
