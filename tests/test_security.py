"""The table of threats names tests that are there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = [
    line.strip("|").split(" | ")
    for line in (ROOT / "docs" / "security.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| Threat")
]
NAMED = re.compile(r"`(?P<file>tests/[\w/]+\.py)::(?P<name>\w+)`")


@cache
def functions(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip()[:60])
def test_a_threat_says_what_holds_it_and_names_tests_that_exist(row: list[str]) -> None:
    threat, holds, tests = row
    assert threat.strip()
    assert holds.strip()
    named = [(found["file"], found["name"]) for found in NAMED.finditer(tests)]
    assert named, "it names no test"
    assert len(named) == tests.count("`") // 2, "something in it is no test's name"
    missing = [f"{file}::{name}" for file, name in named if name not in functions(file)]
    assert not missing


def test_the_table_is_read() -> None:
    assert len(ROWS) > 40
