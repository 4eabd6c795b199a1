"""Reads a pattern into steps that can be followed all at once (a position automaton: no step is empty)."""

import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: Letters that a pattern may come to with all its repetitions written out.
MOST_STEPS = 200
#: Ways from one of these to another; with the length of the text they are what a look can cost.
MOST_WAYS = 2000
MOST_TIMES = 100
LONGEST_PATTERN = 200
DEEPEST = 20
MARKS = frozenset(".[]()|*+?{}^$\\")
CLASSES: dict[str, Callable[[str], bool]] = {
    "d": lambda letter: letter in "0123456789",
    "w": lambda letter: letter.isalnum() or letter == "_",
    "s": str.isspace,
}


@dataclass(frozen=True)
class Step:
    """One letter of a text: one of these, one in these ranges, one of these classes, or none of all that."""

    letters: str = ""
    ranges: tuple[tuple[str, str], ...] = ()
    classes: str = ""  #: small: is one; capital: is none
    turned: bool = False

    def takes(self, letter: str) -> bool:
        return self._has(letter) is not self.turned

    def _has(self, letter: str) -> bool:
        cases = [case for case in (letter, letter.lower(), letter.upper()) if len(case) == 1]
        return (
            any(case in self.letters for case in cases)
            or any(first <= case <= last for first, last in self.ranges for case in cases)
            or any(CLASSES[one.lower()](letter) is one.islower() for one in self.classes)
        )


ANY = Step(turned=True)


@dataclass(frozen=True)
class Branch:
    """One alternative: where it may start, and which steps may come after each. `len(steps)` stands for its end."""

    steps: tuple[Step, ...]
    starts: frozenset[int]
    after: tuple[frozenset[int], ...]
    begins: bool = False  #: only at the beginning of the text
    ends: bool = False  #: only at its end


@dataclass(frozen=True)
class Part:
    """A piece while it is read: its steps, those that may come first and last, those that follow another."""

    steps: tuple[Step, ...] = ()
    first: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()
    follows: frozenset[tuple[int, int]] = frozenset()
    empty: bool = True

    def __post_init__(self) -> None:
        if len(self.steps) > MOST_STEPS or len(self.follows) > MOST_WAYS:
            raise ValueError("is too large with all its repetitions written out; make the numbers in { } smaller")

    def __add__(self, other: "Part") -> "Part":
        """One after the other."""
        moved = other.moved(len(self.steps))
        return Part(
            self.steps + other.steps,
            self.first | moved.first if self.empty else self.first,
            moved.last | self.last if other.empty else moved.last,
            self.follows | moved.follows | {(one, two) for one in self.last for two in moved.first},
            self.empty and other.empty,
        )

    def __or__(self, other: "Part") -> "Part":
        """The one or the other."""
        moved = other.moved(len(self.steps))
        return Part(
            self.steps + other.steps,
            self.first | moved.first,
            self.last | moved.last,
            self.follows | moved.follows,
            self.empty or other.empty,
        )

    def moved(self, by: int) -> "Part":
        return Part(
            self.steps,
            frozenset(one + by for one in self.first),
            frozenset(one + by for one in self.last),
            frozenset((one + by, two + by) for one, two in self.follows),
            self.empty,
        )

    def optional(self) -> "Part":
        return Part(self.steps, self.first, self.last, self.follows, True)

    def endless(self) -> "Part":
        """Once or more."""
        again = {(one, two) for one in self.last for two in self.first}
        return Part(self.steps, self.first, self.last, self.follows | again, self.empty)

    def times(self, least: int, most: int | None) -> "Part":
        made = Part()
        for _ in range(least):
            made += self
        if most is None:
            return made + self.endless().optional()
        for _ in range(most - least):
            made += self.optional()
        return made

    def branch(self, *, begins: bool, ends: bool) -> Branch:
        end = len(self.steps)
        after = [{two for one, two in self.follows if one == step} for step in range(end)]
        for step in self.last:
            after[step].add(end)
        starts = self.first | {end} if self.empty else self.first
        return Branch(self.steps, starts, tuple(map(frozenset, after)), begins, ends)


def read(text: str) -> Iterator[Branch]:
    """The alternatives of a pattern. Raises ValueError with what is wrong."""
    if len(text) > LONGEST_PATTERN:
        raise ValueError(f"is longer than {LONGEST_PATTERN} characters")
    reader = _Reader(text)
    while True:
        begins = reader.took("^")
        part = reader.sequence()
        ends = reader.took("$")
        yield part.branch(begins=begins, ends=ends)
        if ends and reader.left[:1] not in {"", "|"}:
            raise ValueError(_WRONG["$"])
        if not reader.took("|"):
            break
    if reader.left:
        raise ValueError(_WRONG.get(reader.left[0], f"has {reader.left[0]!r} where it cannot stand"))


_WRONG = {
    ")": "has a ) without its (",
    "^": "has ^ elsewhere than at its beginning; write \\^ for the character",
    "$": "has $ elsewhere than at its end; write \\$ for the character",
}


_TYPED = string.printable + "ä漢"
_TIMES: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class _Reader:
    def __init__(self, text: str) -> None:
        self.left = text
        self._depth = 0

    def took(self, mark: str) -> bool:
        if not self.left.startswith(mark):
            return False
        self.left = self.left.removeprefix(mark)
        return True

    def sequence(self) -> Part:
        part = Part()
        while self.left and self.left[0] not in "|)^$":
            part += self._repeated(self._piece())
        return part

    def _repeated(self, part: Part) -> Part:
        mark = self.left[:1]
        if mark not in {"*", "+", "?", "{"}:
            return part
        self.left = self.left[1:]
        least, most = _TIMES[mark] if mark in _TIMES else self._count()
        if self.left[:1] in {"*", "+", "?", "{"}:
            raise ValueError(f"repeats a repetition with {self.left[0]}; put what is repeated into ( )")
        return part.times(least, most)

    def _count(self) -> tuple[int, int | None]:
        inside, closed, self.left = self.left.partition("}")
        first, comma, second = inside.partition(",")
        counts = [first, *([second] if second else [])]
        if not closed or not all(count.isascii() and count.isdigit() for count in counts):
            raise ValueError("has a { that is no {2}, {2,} or {2,5}; write \\{ for the character")
        least = int(first[:6])
        most = int(second[:6]) if second else None if comma else least
        if max(least, most or 0) > MOST_TIMES or (most is not None and most < least) or most == 0:
            raise ValueError(f"has {{{inside}}}; it can be 1 to {MOST_TIMES} times, the smaller number first")
        return least, most

    def _piece(self) -> Part:
        letter, self.left = self.left[0], self.left[1:]
        match letter:
            case "(":
                return self._group()
            case "[":
                return _one(self._set())
            case ".":
                return _one(ANY)
            case "\\":
                return _one(self._escaped())
            case "*" | "+" | "?" | "{":
                raise ValueError(f"has {letter} with nothing before it to repeat; write \\{letter} for the character")
            case "]" | "}":
                raise ValueError(f"has a {letter} without its beginning; write \\{letter} for the character")
        return _one(Step(letter))

    def _group(self) -> Part:
        if self.left.startswith("?") and not self.took("?:"):
            raise ValueError(f"has ({self.left[:2]}, which is not possible here; only ( ) and (?: ) are")
        self._depth += 1
        if self._depth > DEEPEST:
            raise ValueError(f"has more than {DEEPEST} ( ) inside each other")
        part = self.sequence()
        while self.took("|"):
            part |= self.sequence()
        self._depth -= 1
        if not self.took(")"):
            raise ValueError(_WRONG.get(self.left[:1], "has a ( without its )"))
        return part

    def _escaped(self) -> Step:
        letter, self.left = self.left[:1], self.left[1:]
        if letter and letter.lower() in CLASSES:
            return Step(classes=letter)
        if not letter or letter.isalnum():
            raise ValueError(f"has \\{letter}, which is not possible here; \\d, \\w and \\s are")
        return Step(letter)

    def _set(self) -> Step:
        turned = self.took("^")
        letters, ranges, classes = "", list[tuple[str, str]](), ""
        while self.left and not self.left.startswith("]"):
            first = self._of_set()
            if first.classes:
                classes += first.classes
            elif self.left.startswith("-") and self.left[1:2] not in {"", "]"}:
                self.left = self.left[1:]
                last = self._of_set()
                if last.classes or last.letters < first.letters:
                    raise ValueError(f"has [{first.letters}-{last.letters or last.classes}], which goes backwards")
                ranges.append((first.letters, last.letters))
            else:
                letters += first.letters
        if not self.took("]") or not (letters or ranges or classes):
            raise ValueError("has a [ without its ], or nothing between them")
        step = Step(letters, tuple(ranges), classes, turned)
        if not any(map(step.takes, _TYPED)):
            raise ValueError("has [ ] that nothing fits which can be typed")
        return step

    def _of_set(self) -> Step:
        letter, self.left = self.left[:1], self.left[1:]
        if letter == "[":
            raise ValueError("has a [ inside of [ ]; write \\[ for the character")
        return self._escaped() if letter == "\\" else Step(letter)


def _one(step: Step) -> Part:
    return Part((step,), frozenset({0}), frozenset({0}), frozenset(), empty=False)
