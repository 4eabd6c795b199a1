"""Rules become a verdict with its reason. The strictest rule that matches counts, whatever their order."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import or_

from bot.policy.rules import BUILT_INS, Rule
from bot.policy.teams import Team, nearest
from bot.policy.verdict import Applied, Deed, Effect, Judgement, Party, Terms, Verdict


@dataclass(frozen=True)
class Policy:
    """All rules that hold here. Without a file only the built-in ones do."""

    rules: tuple[Rule, ...] = ()
    teams: tuple[Team, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Team]:
        return {team.name: team for team in self.teams}

    @property
    def needs_teams(self) -> bool:
        """Whether the superiors of the people in a deed must be known."""
        used = {name for rule in self.rules for name in rule.teams}
        return any(team.lead and (team.name in used or team.approvers_channel or team.approvers) for team in self.teams)

    def approvers_channel(self, party: Party) -> str | None:
        """The id of the channel in which the approvers of somebody's nearest team read, if one has any."""
        return next((team.approvers_channel for team in nearest(self.teams, party) if team.approvers_channel), None)

    def deciders(self, party: Party) -> tuple[str, ...]:
        """E-mails of those who are named as further approvers for somebody's teams, the nearest team's first."""
        named = (email for team in nearest(self.teams, party) for email in team.approvers)
        return tuple(dict.fromkeys(named))


BUILT_IN = Policy()


def judged(policy: Policy, deed: Deed) -> Judgement:
    """What holds for a deed.

    The built-in rules give the base; a rule that loosens stands in their place, though never below typing for what is
    privileged. Every other rule can only make it stricter, so the strictest counts and "deny" always wins.
    """
    by_file = [(rule, rule.on(deed, policy.by_name)) for rule in policy.rules]
    built_in = [rule.on(deed) for rule in BUILT_INS]
    matching = [rule for rule, applied in by_file if applied.matched]
    loosening = [rule for rule in matching if rule.loosens]
    tightening = [rule for rule in matching if not rule.loosens]
    floor = Verdict.CONFIRM_TYPED if deed.effect is Effect.PRIVILEGED else Verdict.AT_ONCE
    loosened = [max(floor, *(rule.then for rule in loosening))] if loosening else []
    base = max(loosened or [applied.verdict for applied in built_in if applied.matched])
    asked = [base, *(rule.then for rule in tightening)]
    verdict = max(asked)
    return Judgement(
        verdict,
        _reason(verdict, base, loosening, tightening, built_in),
        _terms(tightening) if verdict is Verdict.APPROVAL else None,
        (*(applied for _, applied in by_file), *built_in),
        confirms=max(one for one in asked if one <= Verdict.CONFIRM_TYPED),
    )


def stricter(stored: Terms, now: Judgement) -> Judgement:
    """What holds for a request that was made under other rules: those, or today's, whichever are stricter."""
    if now.verdict is Verdict.DENIED:
        return now
    if now.verdict is Verdict.APPROVAL:
        return replace(now, terms=stored | (now.terms or Terms()))
    return replace(now, verdict=Verdict.APPROVAL, reason="it was asked for, and waits for a decision", terms=stored)


def _terms(rules: Iterable[Rule]) -> Terms:
    return reduce(or_, (rule.terms for rule in rules if rule.then is Verdict.APPROVAL))


def _reason(
    verdict: Verdict, base: Verdict, loosening: list[Rule], tightening: list[Rule], built_in: list[Applied]
) -> str:
    """The sentence of the rule that counts: of several the first by name that has one of its own."""
    counting = [rule for rule in tightening if rule.then is verdict]
    if base is verdict:  # then no file was needed, or one has said so in the place of the built-in rules
        counting = [rule for rule in loosening if rule.then is verdict]
    if not counting:
        return next(applied.why for applied in reversed(built_in) if applied.matched)
    rule = min(counting, key=lambda rule: (not rule.because, rule.because, rule.name))
    return rule.because or f"the rule “{rule.name}” {_DOES[verdict]}"


_DOES = {
    Verdict.AT_ONCE: "lets it happen at once",
    Verdict.CONFIRM: "has it confirmed first",
    Verdict.CONFIRM_TYPED: "has it confirmed by typing",
    Verdict.APPROVAL: "asks for an approval",
    Verdict.DENIED: "denies it",
}
