"""Rules and judgements in words: plain text, one value a line, to be escaped by whoever shows it."""

from collections.abc import Iterator
from datetime import timedelta

from bot.policy.judging import Policy
from bot.policy.rules import BUILT_INS, Rule, listed
from bot.policy.teams import Team
from bot.policy.verdict import Applied, Judgement, Terms, Verdict

VERDICTS = {
    Verdict.AT_ONCE: "at once",
    Verdict.CONFIRM: "confirm",
    Verdict.CONFIRM_TYPED: "confirm by typing",
    Verdict.APPROVAL: "approval",
    Verdict.DENIED: "denied",
}


def explained(judgement: Judgement) -> list[str]:
    """The verdict and why, then rule by rule: those that matched first."""
    told = [f"Verdict: {VERDICTS[judgement.verdict]}, because {judgement.reason}"]
    if judgement.terms is not None:
        told.append(f"It takes {terms_in_words(judgement.terms)}")
    if judgement.verdict is Verdict.APPROVAL and judgement.confirms is not Verdict.AT_ONCE:
        told.append(f"Before that whoever asks has to {VERDICTS[judgement.confirms]}")
    matched = [applied for applied in judgement.applied if applied.matched]
    others = [applied for applied in judgement.applied if not applied.matched]
    return [*told, *map(_applied, (*matched, *others))]


def terms_in_words(terms: Terms) -> str:
    """As it reads on behind "It takes "."""
    who = "one decider" if terms.people == 1 else "two different deciders"
    alone = "whoever asks may be one" if terms.self_allowed else "never whoever asks"
    reason = "with a reason" if terms.reason_required else "with or without a reason"
    if terms.reason_patterns:
        reason = f"with a reason that has {listed(terms.reason_patterns)} in it"
    return f"{who} ({alone}), {reason}, within {span_in_words(terms.expires_after)}"


def span_in_words(span: timedelta) -> str:
    """Short, and exact to the minute: "8 h", "1 d 12 h"."""
    minutes = int(span.total_seconds() // 60)
    parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"


def policy_in_words(policy: Policy) -> list[str]:
    """Every rule, the built-in ones at last, and every team."""
    built_in = [f"{rule.name} (built in): {rule.about}" for rule in BUILT_INS]
    return [*map(rule_in_words, policy.rules), *built_in, *map(team_in_words, policy.teams)]


def rule_in_words(rule: Rule) -> str:
    """One rule: its name and line, what it is about, what then."""
    about = "; ".join(_conditions(rule)) or "every change"
    then = VERDICTS[rule.then] if rule.then is not Verdict.DENIED else "deny"
    if rule.then is Verdict.APPROVAL:
        then += f" by {terms_in_words(rule.terms)}"
    if rule.loosens:
        then += ", in the place of the built-in rules"
    because = f" – “{rule.because}”" if rule.because else ""
    return f"{rule.name} (line {rule.line}): {about} → {then}{because}"


def team_in_words(team: Team) -> str:
    who = [f"the direct reports of {team.lead}"] if team.lead else []
    who += [listed(team.members)] if team.members else []
    asked = [f"channel {team.approvers_channel}"] if team.approvers_channel else []
    asked += [listed(team.approvers)] if team.approvers else []
    approvers = f"; approvers besides the superiors: {listed(asked)}" if asked else ""
    return f"team {team.name} (line {team.line}): {listed(who)}{approvers}"


def _applied(applied: Applied) -> str:
    place = f"line {applied.line}" if applied.line else "built in"
    if not applied.matched:
        return f"no match: {applied.name} ({place}): {applied.why}"
    return f"matched: {applied.name} ({place}) → {VERDICTS[applied.verdict]}: {applied.why}"


def _conditions(rule: Rule) -> Iterator[str]:
    for what, names in (("kind", rule.kinds), ("operation", rule.operations), ("class", rule.classes)):
        if names:
            yield f"{what} {listed(names, 'or')}"
    if rule.own is not None:
        yield "one’s own" if rule.own else "another’s"
    if rule.queues:
        yield f"queue {listed([f'“{name}”' for name in rule.queues], 'or')}"
    for role, names, word in (
        ("by somebody in", rule.actor_in, "or"),
        ("by somebody not in", rule.actor_not_in, "or"),
        ("for somebody in", rule.subject_in, "or"),
        ("for somebody not in", rule.subject_not_in, "or"),
    ):
        if names:
            yield f"{role} {listed(names, word)}"
