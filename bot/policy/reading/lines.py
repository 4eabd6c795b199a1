"""Which line of a file a value stands on; `tomllib` tells it of mistakes in the syntax alone.

A file that can be read as a whole is made of statements, and each of them can be read alone: a header, or a key and
its value. No statement is whole before its last line, so reading line by line, until there is one, finds them all.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
#: A longer value is somebody's mistake, and each further line is read again with all before it.
MOST_LINES = 200
#: A rule's key and what is in its list stand here; nothing is asked for further in.
DEEPEST = 4


class TooLong(Exception):
    """A statement that has no end within reach begins on this line."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True)
class Statement:
    """Lines `first` to `last`, counted from 1, and what they say alone."""

    first: int
    last: int
    says: dict[str, Any]


class Lines:
    """Where everything stands. Raises `TooLong`. The text must have been read well before."""

    def __init__(self, text: str) -> None:
        self._lines = text.replace("\r\n", "\n").split("\n")
        self._at: dict[Path, Statement] = {}
        self._tables: Counter[Path] = Counter()
        header: Path = ()
        for statement in _statements(self._lines):
            if self._lines[statement.first - 1].lstrip().startswith("["):
                header = self._header(statement.says)
                self._at.setdefault(header, statement)
            else:
                self._remember(header, statement.says, statement)

    def line(self, path: Path, value: str = "") -> int:
        """The line of a key or table; within it that of `value`, where it has a line of its own."""
        while path and path not in self._at:
            path = path[:-1]
        if path not in self._at:
            return 1
        found = self._at[path]
        spread = range(found.first, found.last + 1)
        return next((line for line in spread if value and value in self._lines[line - 1]), found.first)

    def _header(self, says: dict[str, Any]) -> Path:
        """`[[rule]]` alone says {"rule": [{}]}: the next table of that name."""
        path: Path = ()
        node: Any = says
        while isinstance(node, dict) and node:
            key, node = next(iter(node.items()))
            path = (*path, key)
            if isinstance(node, list):
                self._tables[path] += 1
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
        return path

    def _remember(self, path: Path, value: object, statement: Statement) -> None:
        self._at.setdefault(path, statement)
        if len(path) >= DEEPEST:
            return
        if isinstance(value, dict):
            for key, inner in value.items():
                self._remember((*path, key), inner, statement)
        if isinstance(value, list):
            for index, inner in enumerate(value):
                self._remember((*path, index), inner, statement)


def _statements(lines: list[str]) -> Iterator[Statement]:
    first = 1
    while first <= len(lines):
        for last in range(first, min(len(lines), first + MOST_LINES - 1) + 1):
            says = _read("\n".join(lines[first - 1 : last]))
            if says is not None:
                break
        else:
            raise TooLong(first)
        if says:
            yield Statement(first, last, says)
        first = last + 1


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
