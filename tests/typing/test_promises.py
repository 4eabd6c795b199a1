"""Promises that the types carry: each forbidden line of the snippets gets its error, and no other line gets one."""

import re
import subprocess
import sys
from pathlib import Path

SNIPPETS = sorted((Path(__file__).parent / "snippets").glob("*.txt"))
EXPECTED = re.compile(r"# E: (?P<code>[\w-]+)$")
REPORTED = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+): error: .*\[(?P<code>[\w-]+)\]$")
ROOT = Path(__file__).parents[2]

Errors = dict[tuple[str, int], str]


def expected(snippet: Path) -> Errors:
    lines = enumerate(snippet.read_text("utf-8").splitlines(), 1)
    found = ((number, EXPECTED.search(line)) for number, line in lines)
    return {(snippet.stem, number): match["code"] for number, match in found if match}


def reported(out: str) -> Errors:
    matches = filter(None, map(REPORTED.match, out.splitlines()))
    return {(Path(match["file"]).stem, int(match["line"])): match["code"] for match in matches}


def told(*arguments: str) -> str:
    """In a process of its own: what the checker keeps in memory would be looked through at the end of each later test."""
    command = [sys.executable, "-m", "mypy", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def test_each_forbidden_line_gets_its_error_and_no_other_does(tmp_path):
    """The snippets end in .txt, so that the project's own check does not read them. One run reads the product once."""
    files = [tmp_path / f"{snippet.stem}.py" for snippet in SNIPPETS]
    for snippet, file in zip(SNIPPETS, files, strict=True):
        file.write_bytes(snippet.read_bytes())
    options = ["--config-file", "pyproject.toml", "--hide-error-context", "--no-pretty"]
    out = told(*options, *map(str, files))
    wanted = [expected(snippet) for snippet in SNIPPETS]
    assert all(wanted)
    assert reported(out) == {place: code for errors in wanted for place, code in errors.items()}, out
