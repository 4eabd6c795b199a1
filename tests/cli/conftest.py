"""Subcommands in the process of the tests: another process takes a second of processor time to start."""

import logging
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import pytest
import structlog

from bot.cli.main import main
from bot.settings import Settings
from tests.cli.test_settings import RIGHT

ENDS_WITHIN_S = 60.0  #: what serves although it should have ended at once is stopped then, as a process would be


@dataclass(frozen=True)
class Ended:
    """How a subcommand ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(autouse=True)
def logged_as_before() -> Iterator[None]:
    """What a subcommand sets up goes with its test: it writes to a stream that is closed by then."""
    root, form = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**form)


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Runs a subcommand here, in an empty folder and with what a bot needs. Not within an event loop."""
    for name in [name for name in os.environ if name.lower() in Settings.model_fields]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Ended:
        for name, value in {**RIGHT, "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"}.items():
            monkeypatch.setenv(name, value)
        stopping = Timer(ENDS_WITHIN_S, os.kill, (os.getpid(), signal.SIGTERM))
        stopping.start()
        try:
            code = main(arguments)
        finally:
            stopping.cancel()
        shown = capsys.readouterr()
        return Ended(code, shown.out, shown.err)

    return call


@pytest.fixture
def migrated(sqlite_template: Path, tmp_path: Path) -> Path:
    """The folder, in which a migrated database stands."""
    shutil.copyfile(sqlite_template, tmp_path / "bot.db")
    return tmp_path
