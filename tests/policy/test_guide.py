"""What docs/policy.md says is so: its example is read, does what its comments promise, and its tables name every key."""

import re
import shlex
from pathlib import Path

import pytest

from bot.app.policy import known_kinds
from bot.cli.main import command_line
from bot.policy.judging import judged
from bot.policy.operations import WRITES, writes
from bot.policy.reading import Kind, PolicyError, read_policy
from bot.policy.verdict import Deed, Effect, Party, Terms, Verdict

GUIDE = (Path(__file__).parents[2] / "docs" / "policy.md").read_text("utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
KNOWN = re.compile(r"known are ([\w, ]+) and (\w+)\.")


def party(name: str, lead: str = "") -> Party:
    return Party(name, f"{name}@example.com", lead)


ANA, BO = party("ana", "lead@example.com"), party("bo")
JOIN = ("patchUserQueue", "patchUserQueues")


def deed(kind: str, operations: tuple[str, ...], actor: Party, subject: Party, queue: str = "") -> Deed:
    effect = Effect.PRIVILEGED if "putUserRoles" in operations else Effect.STATE
    return Deed(kind, operations, effect, actor, subject, (queue,) if queue else ())


@pytest.mark.parametrize(
    ("asked", "verdict", "rule"),
    [
        (deed("queues.set", JOIN, party("planner"), BO, "Billing"), Verdict.AT_ONCE, "Planners move people"),
        (deed("queues.set", JOIN, party("planner"), BO, "VIP Gold"), Verdict.APPROVAL, "VIP queues"),
        (deed("queues.set", JOIN, BO, ANA, "Billing"), Verdict.APPROVAL, "Queues of others"),
        (deed("queues.set", JOIN, BO, BO, "Billing"), Verdict.AT_ONCE, "own state"),
        (deed("callforwarding.set", ("patchUserCallforwarding",), ANA, ANA), Verdict.APPROVAL, "Forwarding"),
        (deed("callforwarding.set", ("patchUserCallforwarding",), BO, BO), Verdict.AT_ONCE, "own state"),
        (deed("roles.set", ("putUserRoles",), ANA, BO), Verdict.DENIED, "No roles from Slack"),
    ],
)
def test_the_example_does_what_its_comments_say(asked, verdict, rule):
    judgement = judged(read_policy(EXAMPLE[0], known_kinds()), asked)
    assert judgement.verdict is verdict
    assert rule in [applied.name for applied in judgement.applied if applied.matched and applied.verdict is verdict]


def test_there_is_one_whole_example_and_its_pattern_takes_what_it_should():
    assert len(EXAMPLE) == 1
    policy = read_policy(EXAMPLE[0], known_kinds())
    terms = next(rule.terms for rule in policy.rules if rule.name == "VIP queues")
    assert terms.lacks("covering, see chg-20391") == ""
    assert terms.lacks("INC-12")
    assert policy.needs_teams


@pytest.mark.parametrize(
    ("text", "heading"),
    [('[[rule]]\nname = "a"\nthen = "deny"\nzzzz = 1', "A rule"), ('[team.a]\nlead = "a@x"\nzzzz = 1', "A team")],
)
def test_every_key_has_its_line_in_the_tables(text, heading):
    with pytest.raises(PolicyError) as wrong:
        read_policy(text)
    found = KNOWN.search(wrong.value.problems[0])
    assert found
    section = GUIDE.split(f"## {heading}\n")[1].split("\n## ")[0]
    first = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(first))) == {*found[1].split(", "), found[2]}


@pytest.mark.parametrize("typed", re.findall(r"python -m bot (policy .*)", GUIDE))
def test_each_command_of_the_guide_is_understood(typed):
    command_line().parse_args(shlex.split(typed))


def test_what_is_usual_is_said_as_it_is():
    assert "`8h` (unless said)" in GUIDE
    assert Terms().expires_after.total_seconds() == 8 * 3600
    assert (Terms().people, Terms().self_allowed, Terms().reason_required) == (1, False, False)


def test_rules_can_name_every_operation_and_kind_of_the_changes_that_there_are():
    """A new change needs no line in this room, also where its operation is none of the mission's."""
    kinds = known_kinds() | {"later.set": Kind(("getLater", "putLater"), Effect.STATE)}
    done = {operation for kind in kinds.values() for operation in kind.writing}
    assert "putLater" in done
    for key, names in (("operation", done), ("kind", kinds)):
        listed = ", ".join(f'"{name}"' for name in names)
        assert read_policy(f'[[rule]]\nname = "a"\nthen = "deny"\n{key} = [{listed}]', kinds).rules
    assert all(map(writes, WRITES))
