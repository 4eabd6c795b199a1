"""The file of rules from the command line: checked, shown, tested, and asked for at every start."""

import os
import subprocess
import sys

import pytest

from bot.cli.doctor.policy import check_policy
from bot.cli.main import main
from bot.settings import Settings
from tests.cli.test_commands import surroundings
from tests.cli.test_settings import RIGHT

RULES = """\
[[rule]]
name = "VIP"
queue = "VIP*"
direction = "another"
then = "approval"
reason_pattern = "INC-[0-9]+"

[[rule]]
name = "No roles"
operation = "putUserRoles"
then = "deny"
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with a file of rules, and nothing set."""
    for name in [name for name in os.environ if name.lower() in Settings.model_fields]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.toml").write_text(RULES, "utf-8")
    return tmp_path


@pytest.fixture
def said(here, capsys):
    """What a subcommand says: its exit code, its lines, and its mistakes."""

    def say(*words: str) -> tuple[int, list[str], list[str]]:
        code = main(["policy", *words])
        shown = capsys.readouterr()
        return code, shown.out.splitlines(), shown.err.splitlines()

    return say


def test_a_file_without_mistakes_is_well(said):
    assert said("check", "rules.toml") == (0, ["rules.toml: 2 rules, 0 teams, no mistakes"], [])


def test_the_file_of_the_setting_is_the_one_that_is_meant(said, monkeypatch):
    assert said("check") == (0, ["POLICY_FILE is not set: the built-in rules alone, no mistakes"], [])
    monkeypatch.setenv("POLICY_FILE", "rules.toml")
    assert said("check")[1] == ["rules.toml: 2 rules, 0 teams, no mistakes"]


#: What is in the file, and what is said of it.
WRONG = {
    "mistakes": (
        b'[[rule]]\nname = "a"\nthen = "nay"\n\n[[rule]]\nnome = "b"\nthen = "deny"\n',
        [
            "Line 3: then of the rule “a” must be at once, confirm, confirm by typing, approval or deny, and is “nay”.",
            "Line 5: the rule lacks a name.",
            "Line 6: nome of the rule is unknown; did you mean name?",
        ],
    ),
    "another encoding": ("#\n#\n# \u00e4".encode("latin-1"), ["Line 3: this is not UTF-8; save the file as UTF-8."]),
    "sixteen bits": (RULES.encode("utf-16"), ["Line 1: this is not UTF-8; save the file as UTF-8."]),
    "too large": ("# ä\n".encode() * 40_000, ["It is larger than 128 KB."]),
    "too large, cut in a character": (b"#" + "ä".encode() * 80_000, ["It is larger than 128 KB."]),
    "empty": (b"", ["It holds no rules; leave POLICY_FILE out where the built-in ones are meant."]),
}


@pytest.mark.parametrize(("held", "sentences"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_a_sentence_and_the_exit_code_two(said, here, held, sentences):
    (here / "rules.toml").write_bytes(held)
    code, lines, mistakes = said("check", "rules.toml")
    assert (code, lines) == (2, [])
    assert mistakes == [f"POLICY_FILE (rules.toml): {sentence}" for sentence in sentences]


def test_a_mark_at_the_beginning_as_windows_writes_it_is_none(said, here):
    (here / "rules.toml").write_text(RULES, "utf-8-sig")
    assert said("check", "rules.toml")[0] == 0


@pytest.mark.parametrize(
    ("file", "sentence"),
    [(".", "It is a folder."), ("other.toml", "There is no such file."), ("pipe", "It is no plain file.")],
)
def test_what_is_no_file_is_a_sentence(said, here, file, sentence):
    os.mkfifo(here / "pipe")
    assert said("show", file) == (2, [], [f"POLICY_FILE ({file}): {sentence}"])


def test_a_file_that_may_not_be_read_is_a_sentence(said, here):
    (here / "loop").symlink_to("loop")
    assert said("check", "loop")[2] in (
        ["POLICY_FILE (loop): There is no such file."],
        ["POLICY_FILE (loop): It cannot be read (Too many levels of symbolic links)."],
    )


def test_rules_are_shown_in_words(said):
    code, lines, _ = said("show", "rules.toml")
    assert code == 0
    assert [line.split(":")[0] for line in lines] == [
        "VIP (line 1)",
        "No roles (line 8)",
        "own state (built in)",
        "another’s or lasting (built in)",
        "privileged (built in)",
    ]


TEST = ("test", "--file", "rules.toml", "--actor", "ana@x.example")


def test_a_change_is_tested_rule_by_rule_without_asking_anybody(said):
    code, lines, _ = said(
        *TEST, "--subject", "bo@x.example", "--kind", "queues.set", "--queue", "vip 2", "--reason", "x"
    )
    assert code == 0
    assert lines[0] == "ana@x.example changes bo@x.example’s: queues.set, vip 2"
    assert lines[1] == "  Verdict: approval, because the rule “VIP” asks for an approval"
    assert any(line.startswith("  matched: VIP (line 1) → approval") for line in lines)
    assert any(line.startswith("  no match: No roles (line 8): it is about putUserRoles") for line in lines)
    assert lines[-1] == "  The reason will not do: it needs a reason that has INC-[0-9]+ in it"


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (("--subject", "ANA@x.example", "--kind", "queues.set", "--queue", "VIP"), "at once"),
        (("--subject", "bo@x.example", "--kind", "queues.set", "--queue", "Billing"), "confirm"),
        (("--operation", "putUserRoles", "--class", "privileged"), "denied"),
        (("--operation", "postUsers", "--class", "privileged"), "confirm by typing"),
        (("--operation", "putUserOutofoffice"), "at once"),
    ],
)
def test_the_verdict_is_the_one_of_the_bot(said, words, verdict):
    code, lines, _ = said(*TEST, *words)
    assert code == 0
    assert lines[1].startswith(f"  Verdict: {verdict}, because ")


def test_an_operation_of_several_kinds_is_tested_for_each(said):
    _, lines, _ = said(*TEST, "--operation", "patchUserPresencesPurecloud")
    assert [line.rpartition(" ")[2] for line in lines if not line.startswith(" ")] == [
        "presence.set",
        "presence.on_queue",
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--kind", "queue.set"), "There is no kind of change called queue.set; did you mean queues.set?"),
        (
            ("--operation", "putUserRole"),
            "There is no operation called putUserRole that changes anything; did you mean",
        ),
        (("--operation", "getUser"), "There is no operation called getUser that changes anything"),
    ],
)
def test_what_cannot_be_tested_says_so(said, words, sentence):
    code, lines, mistakes = said(*TEST, *words)
    assert (code, lines) == (2, [])
    assert mistakes[0].startswith(sentence)


@pytest.mark.parametrize("role", ["web", "socket", "worker"])
def test_nothing_starts_with_rules_that_cannot_be_read(here, monkeypatch, capsys, role):
    (here / "rules.toml").write_text(RULES + "people = 2\n", "utf-8")
    for name, value in {**RIGHT, "SLACK_APP_TOKEN": "xapp-1", "POLICY_FILE": "rules.toml"}.items():
        monkeypatch.setenv(name, value)
    assert main([role, "--port", "0"]) == 2
    shown = capsys.readouterr()
    assert shown.err.splitlines()[-1] == (
        'POLICY_FILE (rules.toml): Line 12: people of the rule “No roles” is for then = "approval" alone.'
    )
    assert not (here / "onqueue.db").exists()


def test_the_sandbox_does_not_start_with_them_either(here):
    """As a process: it has bound its addresses by then."""
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "sandbox", "--port", "0"],
        cwd=here, env=surroundings(here) | {"POLICY_FILE": "gone.toml"}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "POLICY_FILE (gone.toml): There is no such file.\n"


def found(file: str | None) -> list[str]:
    return [finding.line() for finding in check_policy(Settings(_env_file=None, policy_file=file))]


def test_doctor_says_how_it_stands_with_the_rules(here):
    (here / "rules.toml").chmod(0o644)
    assert found(None) == ["ok   POLICY_FILE: it is not set, and the built-in rules hold."]
    assert found("rules.toml") == ["ok   POLICY_FILE: rules.toml has 2 rules and 0 teams, without a mistake."]
    (here / "rules.toml").chmod(0o666)
    assert found("rules.toml")[0].startswith("warn POLICY_FILE: others on this machine can write rules.toml")
    (here / "rules.toml").write_text("[[rule]]\nthen = 1\n", "utf-8")
    lines = found("rules.toml")
    assert len(lines) == 2
    assert all(line.startswith("bad  POLICY_FILE: ") and "policy check" in line for line in lines)
