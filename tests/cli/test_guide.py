"""What the documents tell an administrator to type, to set and to watch is there."""

import re
import shlex
import sqlite3
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from bot.cli.main import command_line
from bot.metrics import FIGURES, Measured
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "installing.md"
BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
OURS = re.compile(r"(?:\.venv/bin/)?python -m bot (?P<arguments>[^`\n]*)")


def commands() -> list[str]:
    """Every command of ours in a block or between backticks, of the README and the guide."""
    texts = [(ROOT / "README.md").read_text("utf-8"), GUIDE.read_text("utf-8")]
    typed = [block for text in texts for block in BLOCK.findall(text)]
    quoted = [words for text in texts for words in re.findall(r"`([^`\n]+)`", text)]
    found = {
        match["arguments"].partition(" >")[0].strip() for part in (*typed, *quoted) for match in OURS.finditer(part)
    }
    return sorted(found - {"", "…"})


@pytest.mark.parametrize("typed", commands())
def test_each_command_is_understood(typed):
    words = [word for word in shlex.split(typed) if word != "--help"]
    command_line().parse_args(words)


def test_the_guide_goes_through_all_of_them():
    steps = [typed.split()[0] for typed in OURS.findall(GUIDE.read_text("utf-8")) if typed]
    for one, next_one in pairwise(("init", "manifest", "migrate", "doctor", "web")):
        assert steps.index(one) < steps.index(next_one)
    assert {"worker", "socket", "keys", "forget"} <= set(steps)


def test_each_setting_that_is_named_exists():
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+)`", GUIDE.read_text("utf-8")))
    assert named
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_each_figure_that_is_alerted_on_exists():
    known = {figure.name for figure in FIGURES}
    known |= {f"{figure.name}_bucket" for figure in FIGURES if isinstance(figure, Measured)}
    assert set(re.findall(r"onqueue_\w+", GUIDE.read_text("utf-8"))) <= known


def test_the_backup_as_it_is_written_there(tmp_path):
    """As a shell runs it, on a file in use."""
    (line,) = [
        line for block in BLOCK.findall(GUIDE.read_text("utf-8")) for line in block.splitlines() if "VACUUM" in line
    ]
    with sqlite3.connect(tmp_path / "onqueue.db") as used:
        used.execute("CREATE TABLE t (x)")
        used.execute("INSERT INTO t VALUES (1)")
    command = line.strip().replace(".venv/bin/python", sys.executable)
    subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, check=True)
    used.close()
    copy = sqlite3.connect(tmp_path / "backup.db")
    assert copy.execute("SELECT x FROM t").fetchall() == [(1,)]
    copy.close()
