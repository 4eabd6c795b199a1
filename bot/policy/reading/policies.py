"""The whole file: syntax, then teams, then rules."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from bot.policy.fitting import plain
from bot.policy.judging import Policy
from bot.policy.reading.kinds import Kind
from bot.policy.reading.lines import MOST_LINES, Lines, TooLong
from bot.policy.reading.mistakes import Mistake, PolicyError, meant
from bot.policy.reading.rules import LONGEST_NAME, Known, read_rule, read_team
from bot.policy.reading.tables import UNSEEN, Table
from bot.policy.rules import BUILT_INS, Rule
from bot.policy.teams import Team

#: Bytes. A file of this size has a thousand rules.
LARGEST = 128 * 1024
#: Characters. The parser takes the square of its time for thousands of keys behind one another.
LONGEST_LINE = 5000
MOST_RULES = 500
PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
SECTIONS = ("rule", "team")


def read_policy(text: str, kinds: Mapping[str, Kind] | None = None) -> Policy:
    """The policy that a file holds. Raises `PolicyError` with every mistake and its line.

    `kinds` are the changes that there are; without them the names of kinds are taken as they stand.
    """
    if len(text) > LARGEST:
        raise PolicyError([Mistake(0, f"is larger than {LARGEST // 1024} KB")])
    if long := [number for number, line in enumerate(text.split("\n"), 1) if len(line) > LONGEST_LINE]:
        raise PolicyError([Mistake(number, f"has more than {LONGEST_LINE} characters") for number in long])
    said = _syntax(text)
    mistakes: list[Mistake] = []
    try:
        file = _File(said, Lines(text), mistakes)
    except TooLong as error:
        raise PolicyError([Mistake(error.line, f"one value takes more than {MOST_LINES} lines")]) from None
    teams = file.teams()
    rules = file.rules(Known(kinds or {}, file.team_names()))
    if mistakes:
        raise PolicyError(mistakes)
    return Policy(rules, teams)


def _syntax(text: str) -> dict[str, Any]:
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = PLACE.search(str(error))
        line = int(place["line"]) if place and place["line"] else text.count("\n") + 1
        what = PLACE.sub("", str(error))
        raise PolicyError([Mistake(line, f"this is no TOML: {what[:1].lower()}{UNSEEN.sub('?', what[1:])}")]) from None
    except (ValueError, RecursionError):  # a number of thousands of digits; hundreds of brackets inside each other
        raise PolicyError([Mistake(0, "has a number or a list that is too large")]) from None
    if not said:
        raise PolicyError([Mistake(0, "holds no rules; leave POLICY_FILE out where the built-in ones are meant")])
    return said


class _File:
    def __init__(self, said: dict[str, Any], lines: Lines, mistakes: list[Mistake]) -> None:
        self._said = said
        self._lines = lines
        self._mistakes = mistakes
        for key in said:
            if key not in SECTIONS:
                shown = UNSEEN.sub("?", key)[:100]
                what = f"{shown} is unknown{meant(key, SECTIONS) or '; there are [[rule]] and [team.NAME]'}"
                mistakes.append(Mistake(lines.line((key,)), what))

    def team_names(self) -> list[str]:
        """Also of those that could not be read: whoever names them makes no mistake of their own."""
        teams = self._said.get("team")
        return list(teams) if isinstance(teams, dict) else []

    def teams(self) -> tuple[Team, ...]:
        said = self._said.get("team", {})
        if not isinstance(said, dict) or not all(isinstance(team, dict) for team in said.values()):
            line = self._lines.line(("team",))
            self._mistakes.append(Mistake(line, "team must be tables with a name each: [team.billing]"))
            return ()
        made = []
        for name, values in said.items():
            if not name.strip() or len(name) > LONGEST_NAME or UNSEEN.search(name):
                what = f"a team’s name must be 1 to {LONGEST_NAME} characters that can be seen"
                self._mistakes.append(Mistake(self._lines.line(("team", name)), what))
                continue
            made.append(read_team(self._table(values, ("team", name), f"the team {name}"), name))
        return tuple(made)

    def rules(self, known: Known) -> tuple[Rule, ...]:
        said = self._said.get("rule", [])
        if not isinstance(said, list) or not all(isinstance(rule, dict) for rule in said):
            self._mistakes.append(Mistake(self._lines.line(("rule",)), "rule must be tables: write [[rule]]"))
            return ()
        if len(said) > MOST_RULES:
            self._mistakes.append(Mistake(0, f"has more than {MOST_RULES} rules"))
            return ()
        taken: dict[str, int] = {plain(rule.name): 0 for rule in BUILT_INS}
        made = [self._rule(values, index, known, taken) for index, values in enumerate(said)]
        return tuple(rule for rule in made if rule is not None)

    def _rule(self, values: dict[str, Any], index: int, known: Known, taken: dict[str, int]) -> Rule | None:
        table = self._table(values, ("rule", index), "the rule")
        name = table.text("name", longest=LONGEST_NAME)
        if not table.has("name"):
            table.wrong("", "lacks a name")
        elif name and plain(name) in taken:
            line = taken[plain(name)]
            table.wrong("name", f"is “{name}”, which {f'the one on line {line}' if line else 'a built-in one'} has too")
        if name:
            taken.setdefault(plain(name), table.line)
            table.called = f"the rule “{name}”"
        return read_rule(table, name, known)

    def _table(self, values: dict[str, Any], path: tuple[str | int, ...], called: str) -> Table:
        return Table(values, path, called, self._lines, self._mistakes)
