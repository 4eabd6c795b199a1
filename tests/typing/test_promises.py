"""Promises that the types carry: each forbidden line of the snippets gets its error, and no other line gets one."""

import re
from pathlib import Path

import pytest
from mypy import api

SNIPPETS = sorted((Path(__file__).parent / "snippets").glob("*.txt"))
EXPECTED = re.compile(r"# E: (?P<code>[\w-]+)$")
REPORTED = re.compile(r"^[^:]+:(?P<line>\d+): error: .*\[(?P<code>[\w-]+)\]$")
ROOT = Path(__file__).parents[2]


def expected(source: str) -> dict[int, str]:
    found = ((number, EXPECTED.search(line)) for number, line in enumerate(source.splitlines(), 1))
    return {number: match["code"] for number, match in found if match}


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda file: file.stem)
def test_each_forbidden_line_gets_its_error_and_no_other_does(snippet, tmp_path, monkeypatch):
    """The snippets end in .txt, so that the project's own check does not read them."""
    source = snippet.read_text("utf-8")
    file = tmp_path / f"{snippet.stem}.py"
    file.write_text(source, "utf-8")
    monkeypatch.chdir(ROOT)
    out, _, _ = api.run(["--config-file", "pyproject.toml", "--hide-error-context", "--no-pretty", str(file)])
    reported = {int(match["line"]): match["code"] for line in out.splitlines() if (match := REPORTED.match(line))}
    assert expected(source)
    assert reported == expected(source), out
