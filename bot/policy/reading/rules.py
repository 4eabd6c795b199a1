"""One `[[rule]]` and one `[team.NAME]` of a file."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from bot.policy.fitting import fits
from bot.policy.operations import WRITES, writes
from bot.policy.patterns import pattern
from bot.policy.reading.kinds import Kind, never
from bot.policy.reading.mistakes import meant
from bot.policy.reading.tables import Table
from bot.policy.rules import Rule
from bot.policy.teams import Team
from bot.policy.verdict import Effect, Terms, Verdict

VERDICTS = {
    "at once": Verdict.AT_ONCE,
    "confirm": Verdict.CONFIRM,
    "confirm by typing": Verdict.CONFIRM_TYPED,
    "approval": Verdict.APPROVAL,
    "deny": Verdict.DENIED,
}
DIRECTIONS = {"own": True, "another": False}
OF_AN_APPROVAL = ("people", "self", "reason", "reason_pattern", "expires")
LONGEST_NAME = 80
ADDRESS = re.compile(r"[^@\s,;<>*]+@[^@\s,;<>*]+")
ADDRESSES = re.compile(r"\*|[^@\s,;<>]+@[^@\s,;<>]+")
CHANNEL = re.compile(r"[CG][A-Z0-9]{5,20}")


class Known(NamedTuple):
    """What a rule may name. Without kinds nothing is said against those that it names."""

    kinds: Mapping[str, Kind]
    teams: Collection[str]

    @property
    def operations(self) -> set[str]:
        return {*WRITES, *(operation for kind in self.kinds.values() for operation in kind.writing)}


def read_team(table: Table, name: str) -> Team:
    lead, members = table.text("lead"), table.texts("members")
    channel, approvers = table.text("approvers_channel"), table.texts("approvers")
    table.end()
    _check_addresses(table, "lead", (lead,) if lead else (), ADDRESS)
    _check_addresses(table, "members", members, ADDRESSES)
    _check_addresses(table, "approvers", approvers, ADDRESS)
    if channel and not CHANNEL.fullmatch(channel):
        table.wrong("approvers_channel", "must be a channel’s id, like C0123456789 (Slack shows it in its details)")
    if not (table.has("lead") or table.has("members")):
        table.wrong("", "has nobody in it: it needs a lead or members")
    return Team(name, table.line, lead, members, channel, approvers)


def read_rule(table: Table, name: str, known: Known) -> Rule | None:
    """None where something in it is wrong."""
    then = table.chosen("then", VERDICTS, [str])
    rule = Rule(
        name=name,
        then=VERDICTS.get(then or "", Verdict.DENIED),
        line=table.line,
        kinds=_kinds(table, known),
        operations=_operations(table, known),
        classes=_classes(table),
        own=DIRECTIONS.get(table.chosen("direction", DIRECTIONS, [str]) or ""),
        queues=table.texts("queue"),
        actor_in=_teams(table, "actor_in", known),
        actor_not_in=_teams(table, "actor_not_in", known),
        subject_in=_teams(table, "subject_in", known),
        subject_not_in=_teams(table, "subject_not_in", known),
        terms=_terms(table),
        because=table.text("because"),
    )
    loosens = bool(table.flag("loosens"))
    table.end()
    if not table.has("then"):
        table.wrong("", "lacks then: what is to happen")
    elif then:
        for key, what in _against_itself(table, rule, loosens=loosens):
            table.wrong(key, what)
    if not table.well:
        return None
    made = replace(rule, loosens=loosens)
    if why := never(made, known.kinds):
        table.wrong("", why)
    return made


def _against_itself(table: Table, rule: Rule, *, loosens: bool) -> Iterator[tuple[str, str]]:
    """Keys that say nothing beside the others."""
    if rule.then is not Verdict.APPROVAL:
        yield from ((key, 'is for then = "approval" alone') for key in OF_AN_APPROVAL if table.has(key))
    if loosens and rule.then > Verdict.CONFIRM_TYPED:
        yield "loosens", 'is for confirmations and "at once" alone; an approval or a denial loosens nothing'
    if rule.then is Verdict.AT_ONCE and not loosens:
        yield "then", "changes nothing, because rules only make things stricter; to loosen one, say loosens = true"


def _terms(table: Table) -> Terms:
    people = table.chosen("people", {1: "", 2: ""}, [int])
    alone = table.flag("self")
    reason = table.chosen("reason", {"required": "", "optional": ""}, [str])
    patterns = table.texts("reason_pattern")
    expires = table.span("expires")
    for text in patterns:
        try:
            pattern(text)
        except ValueError as error:
            table.wrong("reason_pattern", str(error), text)
    if patterns and reason == "optional":
        table.wrong("reason", "cannot be optional where it has a pattern")
    usual = Terms()
    return Terms(
        people=people or usual.people,
        self_allowed=bool(alone),
        reason_required=reason == "required" or bool(patterns),
        reason_patterns=tuple(sorted(set(patterns))),
        expires_after=expires or usual.expires_after,
    )


def _operations(table: Table, known: Known) -> tuple[str, ...]:
    said = table.texts("operation")
    for name in said:
        if name in known.operations:
            continue
        if not writes(name):
            table.wrong("operation", f"has {name}, which changes nothing, so no rule is ever asked about it", name)
        else:
            what = "which OnQueue does not know as an operation that changes something"
            table.wrong("operation", f"has {name}, {what}{meant(name, known.operations)}", name)
    return said


def _kinds(table: Table, known: Known) -> tuple[str, ...]:
    said = table.texts("kind")
    for name in said:
        if known.kinds and not any(fits(name, kind) for kind in known.kinds):
            table.wrong("kind", f"has {name}, and there is no such kind of change{meant(name, known.kinds)}", name)
    return said


def _classes(table: Table) -> tuple[Effect, ...]:
    said = table.texts("class")
    effects = {effect.value: effect for effect in Effect}
    for name in said:
        if name not in effects:
            table.wrong("class", f"must be state, lasting or privileged, and has {name}{meant(name, effects)}", name)
    return tuple(effects[name] for name in said if name in effects)


def _teams(table: Table, key: str, known: Known) -> tuple[str, ...]:
    said = table.texts(key)
    for name in said:
        if name not in known.teams:
            table.wrong(key, f"has {name}, and there is no [team.{name}]{meant(name, known.teams)}", name)
    return said


def _check_addresses(table: Table, key: str, said: tuple[str, ...], form: re.Pattern[str]) -> None:
    for address in said:
        if not form.fullmatch(address):
            table.wrong(key, f"has {address}, which is no e-mail address", address)
