"""A file becomes a policy, or every mistake in it is named with its line."""

import tomllib
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy.reading import LARGEST, Kind, PolicyError, read_policy
from bot.policy.reading.lines import Lines, Path
from bot.policy.reading.tables import UNSEEN
from bot.policy.rules import Rule
from bot.policy.teams import Team
from bot.policy.verdict import Effect, Terms, Verdict

QUEUES = ("getUserQueues", "patchUserQueue", "patchUserQueues")
KINDS = {
    "queues.set": Kind(QUEUES, Effect.STATE),
    "outofoffice.set": Kind(("getUserOutofoffice", "putUserOutofoffice"), Effect.STATE),
    "roles.set": Kind(("getUserRoles", "putUserRoles"), Effect.PRIVILEGED),
}
WHOLE = """\
# Everything that there is.
[team.billing]
lead = "Lead@x.example"
members = ["ana@x.example", "*@agency.example"]
approvers_channel = "C0123456789"
approvers = "deputy@x.example"

[team."night shift"]
members = "*"

[[rule]]
name = "VIP"
kind = "queues.*"
operation = [
  "patchUserQueue",  # one
  "patchUserQueues",
]
class = "state"
direction = "another"
queue = ["VIP*", "Übergabe"]
actor_in = "billing"
actor_not_in = "night shift"
subject_in = ["billing", "night shift"]
then = "approval"
people = 2
self = true
reason_pattern = ['INC-\\d+', "CHG"]
expires = "1h 30m"
because = "VIP queues are staffed with care"

[[rule]]
name = "Others"
subject_not_in = "billing"
direction = "own"
class = ["state", "lasting"]
then = "at once"
loosens = true
"""


def test_a_file_with_everything_is_read():
    policy = read_policy(WHOLE, KINDS)
    night = Team("night shift", 8, members=("*",))
    billing = Team(
        "billing", 2, "Lead@x.example", ("ana@x.example", "*@agency.example"), "C0123456789", ("deputy@x.example",)
    )
    assert policy.teams == (billing, night)
    vip, others = policy.rules
    assert vip == Rule(
        name="VIP", then=Verdict.APPROVAL, line=11, kinds=("queues.*",), operations=("patchUserQueue", "patchUserQueues"),
        classes=(Effect.STATE,), own=False, queues=("VIP*", "Übergabe"), actor_in=("billing",),
        actor_not_in=("night shift",), subject_in=("billing", "night shift"),
        terms=Terms(2, True, True, ("CHG", r"INC-\d+"), timedelta(minutes=90)), because="VIP queues are staffed with care",
    )  # fmt: skip
    assert others == Rule(
        name="Others", then=Verdict.AT_ONCE, line=31, classes=(Effect.STATE, Effect.LASTING), own=True,
        subject_not_in=("billing",), loosens=True,
    )  # fmt: skip


def test_windows_endings_and_one_table_of_tables_are_read_as_well():
    assert read_policy(WHOLE.replace("\n", "\r\n"), KINDS) == read_policy(WHOLE, KINDS)
    inline = 'rule = [{name = "a", then = "deny"},\n {name = "b", then = "confirm"}]'
    assert [(rule.name, rule.then) for rule in read_policy(inline).rules] == [
        ("a", Verdict.DENIED),
        ("b", Verdict.CONFIRM),
    ]


RULE = '[[rule]]\nname = "a"\nthen = "deny"\n'
ASKED = '[[rule]]\nname = "a"\nthen = "approval"\n'
LOOSE = '[[rule]]\nname = "a"\nthen = "at once"\nloosens = true\n'
TEAM = '[team.t]\nmembers = "ana@x.example"\n'
#: The text, the line, and words of the sentence.
WRONG: dict[str, tuple[str, int, str]] = {
    "nothing": ("", 0, "holds no rules"),
    "comments alone": ("# later\n", 0, "holds no rules"),
    "no syntax": ('[[rule]]\nname = "a\n', 2, "this is no TOML: illegal character"),
    "no end": ("\n\nrule = [\n", 4, "this is no TOML"),
    "a key twice": (f'{RULE}then = "confirm"\n', 4, "cannot overwrite a value"),
    "an escape that hides": ('"a\\u001b[2J" = 1', 1, "a?[2J is unknown"),
    "brackets without end": ("x = " + "[" * 900, 0, "too large"),
    "a number without end": ("x = " + "9" * 4900, 0, "too large"),
    "a line without end": ("x = 1 #" + "9" * 5000, 1, "more than 5000 characters"),
    "a value of hundreds of lines": ("x = [\n" + "\n" * 300 + "]", 1, "one value takes more than 200 lines"),
    "too much": ("#\n" * LARGEST, 0, "is larger than 128 KB"),
    "too many rules": ("".join(f'[[rule]]\nname = "{n}"\nthen = "deny"\n' for n in range(501)), 0, "more than 500 rules"),
    "another section": (f"{RULE}[rules]\n", 4, "rules is unknown; did you mean rule?"),
    "a section far from any": (f"{RULE}[zebra]\n", 4, "zebra is unknown; there are [[rule]] and [team.NAME]"),
    "a rule in single brackets": ('[rule]\nname = "a"', 1, "write [[rule]]"),
    "a team without a name": ('[team]\nlead = "a@x"', 1, "[team.billing]"),
    "a team with a name of nothing": ('[team." "]\nmembers = "a@x"', 1, "a team’s name must be"),
    "a team of nobody": (f'{RULE}[team.t]\napprovers = "a@x"', 4, "has nobody in it"),
    "a lead who is none": ('[team.t]\nlead = "ana"', 2, "ana, which is no e-mail"),
    "a lead who is many": ('[team.t]\nlead = "*@x.example"', 2, "which is no e-mail"),
    "a member who is none": ('[team.t]\nmembers = [\n "a@x",\n "b x@y"]', 4, "b x@y, which is no e-mail"),
    "a channel by its name": (f'{TEAM}approvers_channel = "#leads"', 3, "must be a channel’s id, like C0123456789"),
    "a key of a team": (f'{TEAM}approver = "a@x"', 3, "approver of the team t is unknown; did you mean approvers?"),
    "no name": ('[[rule]]\nthen = "deny"', 1, "the rule lacks a name"),
    "an empty name": ('[[rule]]\nname = " "\nthen = "deny"', 2, "is empty"),
    "a long name": (f'[[rule]]\nname = "{"x" * 81}"\nthen = "deny"', 2, "longer than 80"),
    "a name of two lines": ('[[rule]]\nname = "a\\nb"\nthen = "deny"', 2, "a line break or a character that cannot be seen"),
    "a name twice": (RULE + RULE.replace('"a"', '"A "'), 5, "name of the rule is “A”, which the one on line 1 has too"),
    "a built-in name": ('[[rule]]\nname = "own state"\nthen = "deny"', 2, "which a built-in one has too"),
    "no verdict": ('[[rule]]\nname = "a"', 1, "the rule “a” lacks then"),
    "another verdict": ('[[rule]]\nname = "a"\nthen = "aproval"', 3, "is “aproval”; did you mean approval?"),
    "a verdict that is none": ('[[rule]]\nname = "a"\nthen = 3', 3, "approval or deny, and is a number"),
    "a key nobody knows": (f"{RULE}queues = 1", 4, "queues of the rule “a” is unknown; did you mean queue?"),
    "a list of nothing": (f"{RULE}queue = []", 4, "is an empty list, and would never hold"),
    "a list of numbers": (f"{RULE}queue = [\n'a',\n1]", 4, "must be text in quotes or a list of such, and has a number"),
    "a list of false": (f"{RULE}queue = [false]", 4, "and has false"),
    "a list without end": (RULE + "queue = [" + "'a'," * 201 + "]", 4, "more than 200 entries"),
    "a table for a text": (f"{RULE}queue.name = 'a'", 4, "and has a table"),
    "a table further on": (f"{RULE}\n[rule.queue]\nname = 'a'", 5, "and has a table"),
    "keys behind one another": ("a." * 2000 + "a = 1", 1, "a is unknown"),
    "a team with a mistake": (f"[team.t]\nlead = 3\n{RULE}actor_in = 't'", 2, "must be text in quotes"),
    "a date for a text": (f"{RULE}because = 2026-01-01", 4, "must be text in quotes, and is a date or a time"),
    "an operation that is none": (f"{RULE}operation = [\n'patchUserQueue',\n'patchUserQuene']", 6, "did you mean patchUserQueue"),
    "an operation that reads": (f"{RULE}operation = 'getUserQueues'", 4, "getUserQueues, which changes nothing"),
    "a search": (f"{RULE}operation = 'postUsersSearch'", 4, "postUsersSearch, which changes nothing"),
    "a kind that is none": (f"{RULE}kind = ['queue.set']", 4, "did you mean queues.set?"),
    "a class that is none": (f"{RULE}class = 'privilege'", 4, "did you mean privileged?"),
    "a direction that is none": (f"{RULE}direction = 'others'", 4, "must be own or another, and is “others”"),
    "a team that is none": (f"{TEAM}{RULE}actor_in = 'tt'", 6, "tt, and there is no [team.tt]; did you mean t?"),
    "terms of no approval": (f"{RULE}people = 2", 4, 'is for then = "approval" alone'),
    "three people": (f"{ASKED}people = 3", 4, "must be 1 or 2, and is a number"),
    "true people": (f"{ASKED}people = true", 4, "must be 1 or 2, and is true"),
    "a flag in quotes": (f"{ASKED}self = 'no'", 4, "true or false without quotes, and is text"),
    "a reason that is none": (f"{ASKED}reason = true", 4, "must be required or optional, and is true"),
    "a reason that may and must": (f"{ASKED}reason = 'optional'\nreason_pattern = 'x'", 4, "cannot be optional"),
    "a pattern that is none": (f"{ASKED}reason_pattern = [\n'x',\n'(a']", 6, "has a ( without its )"),
    "a pattern for ever": (f"{ASKED}reason_pattern = '(a{{90}}){{90}}'", 4, "is too large"),
    "a pattern for everything": (f"{ASKED}reason_pattern = '.*'", 4, "fits everything"),
    "hours without their unit": (f"{ASKED}expires = 8", 4, "must be text in quotes, and is a number"),
    "hours in words": (f"{ASKED}expires = 'eight hours'", 4, "a time like 30m, 8h or 2d"),
    "no time at all": (f"{ASKED}expires = '0h'", 4, "from 5m to 30d"),
    "all the time in the world": (f"{ASKED}expires = '9999d'", 4, "from 5m to 30d"),
    "an approval that loosens": (f"{ASKED}loosens = true", 4, "loosens nothing"),
    "at once without loosening": ('[[rule]]\nname = "a"\nthen = "at once"', 3, "changes nothing, because rules only make"),
    "loosening what is privileged": (f"{LOOSE}class = 'privileged'", 1, "privileged changes are always confirmed by typing"),
    "loosening the roles": (f"{LOOSE}kind = 'roles.set'", 1, "privileged changes are always confirmed by typing"),
    "loosening half a change": (f"{LOOSE}operation = 'patchUserQueue'", 1, "may do patchUserQueues as well; name all"),
    "queues of no queue": (f"{RULE}operation = 'putUserOutofoffice'\nqueue = 'a'", 1, "is about no queue"),
    "queues of no kind": (f"{RULE}kind = 'outofoffice.set'\nqueue = 'a'", 1, "no change is all that it asks for"),
    "a class of another": (f"{RULE}kind = 'roles.set'\nclass = 'state'", 1, "no change is all that it asks for"),
    "in and not in": (f"{TEAM}{RULE}actor_in = 't'\nactor_not_in = 't'", 3, "who is in t, and is not"),
    "own, in and not in": (f"{TEAM}{RULE}direction = 'own'\nactor_in = 't'\nsubject_not_in = 't'", 3, "can never match"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "says"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_one_sentence_with_its_line(text, line, says):
    with pytest.raises(PolicyError) as wrong:
        read_policy(text, KINDS)
    assert [mistake.line for mistake in wrong.value.mistakes] == [line]
    [sentence] = wrong.value.problems
    assert says in sentence
    assert sentence.startswith(f"Line {line}: " if line else "It ")
    assert sentence.endswith((".", "?"))
    assert sentence.isprintable()


def test_every_mistake_is_told_in_the_order_of_the_lines():
    loose = LOOSE.replace('"a"', '"b"')
    text = f"{TEAM}lead = 3\n{RULE}people = 2\nfoo = 1\n[[rule]]\nqueue = []\n{loose}class = 'privileged'\n"
    with pytest.raises(PolicyError) as wrong:
        read_policy(text, KINDS)
    assert [mistake.line for mistake in wrong.value.mistakes] == [3, 7, 8, 9, 9, 10, 11]


@pytest.mark.parametrize(
    "text",
    [
        f"{RULE}operation = 'postUsers'\n",
        f"{RULE}operation = 'putUserCallforwarding'\nclass = 'lasting'\n",
        f"{TEAM}{RULE}direction = 'another'\nactor_in = 't'\nsubject_not_in = 't'\n",
        f"{LOOSE}class = ['state', 'privileged']\n",
        f"{RULE}kind = '*'\nqueue = 'VIP'\n",
    ],
)
def test_what_may_match_one_day_is_no_mistake(text):
    assert read_policy(text, KINDS).rules


def test_without_the_kinds_nothing_is_said_against_those_that_are_named():
    assert read_policy(f"{RULE}kind = 'later.set'\nqueue = 'a'").rules


def problems_of(text: str) -> tuple[str, ...]:
    try:
        read_policy(text, KINDS)
    except PolicyError as error:
        return error.problems
    return ()


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("[]ruletam.= \"\n'#,{}1\\"), max_size=40) | st.text(max_size=30))
def test_any_text_is_a_policy_or_a_list_of_sentences(text):
    problems = problems_of(text)
    assert not [sentence for sentence in problems if UNSEEN.search(sentence)]
    assert problems or read_policy(text, KINDS).by_name is not None


keys = st.sampled_from(["a", "b", '"c d"', "'='"])
values = st.sampled_from(
    ["1", '"x # ]"', '"""\none\n]\n"""', "[\n 1, # ]\n [2,\n 3],\n]", "{p = 1}", "'''\n[[rule]]\n'''"]
)
headers = st.sampled_from(["[t1]", "[[rule]]", "[rule.in]", '[t2."x.y"]', "[t3.deep.er]"])
statements = st.tuples(keys, values).map(" = ".join) | headers | st.sampled_from(["", "  # note"])


@settings(max_examples=150, deadline=None)
@given(st.lists(statements, max_size=8))
def test_each_key_stands_where_it_is_written(parts):
    """Told by numbers: every value that is alone on its line becomes the number of that line."""
    numbered, line = [], 1
    for part in parts:
        key, equals, _ = part.partition(" = ")
        numbered.append(f"{key}{equals}{line}" if equals and part.endswith("= 1") else part)
        line += part.count("\n") + 1
    text = "\n".join(numbered)
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = Lines(text)
    assert [(lines.line(path), at) for path, at in told(said, ())] == [(at, at) for _, at in told(said, ())]


def told(node: object, path: Path) -> Iterator[tuple[Path, int]]:
    """Each key whose value is the number of its line."""
    match node:
        case dict():
            for key, inner in node.items():
                if key != "p":
                    yield from told(inner, (*path, key))
        case [dict(), *_]:
            for index, inner in enumerate(node):
                yield from told(inner, (*path, index))
        case int():
            yield path, node
