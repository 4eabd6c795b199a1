"""`policy check` reads the rules, `policy show` says them in words, `policy test` says what they do with a change."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.app.policy import SETTING, known_kinds, policy_of, read_file
from bot.errors import SettingsError
from bot.policy.fitting import plain
from bot.policy.judging import BUILT_IN, Policy, judged
from bot.policy.operations import WRITES
from bot.policy.reading import Kind
from bot.policy.reading.mistakes import meant
from bot.policy.verdict import Deed, Effect, Party
from bot.policy.words import explained, policy_in_words
from bot.settings import Settings

HELP = "check the rules of POLICY_FILE, show them in words, or test what they do with a change"
OF_THE_SETTING = f"a file of rules in the place of that of {SETTING}"


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    check = what.add_parser("check", help="name every mistake with its line; the exit code is 2 if there is one")
    show = what.add_parser("show", help="say every rule and team in words")
    for one in (check, show):
        one.add_argument("file", nargs="?", type=Path, help=OF_THE_SETTING)
    _test_arguments(what.add_parser("test", help="say what the rules do with a change, rule by rule"))


def _test_arguments(test: argparse.ArgumentParser) -> None:
    test.add_argument("--file", type=Path, help=OF_THE_SETTING)
    test.add_argument("--actor", required=True, metavar="E-MAIL", help="who does it")
    test.add_argument("--subject", metavar="E-MAIL", help="whom it changes; left out, the actor")
    test.add_argument("--actor-lead", default="", metavar="E-MAIL", help="the actor's direct superior")
    test.add_argument("--subject-lead", default="", metavar="E-MAIL", help="the subject's direct superior")
    about = test.add_mutually_exclusive_group(required=True)
    about.add_argument("--kind", help="the kind of the change, like queues.set")
    about.add_argument("--operation", help="the operation of Genesys, like patchUserQueue")
    classes = [effect.value for effect in Effect]
    test.add_argument("--class", dest="effect", choices=classes, help="of an operation that no change does yet")
    test.add_argument("--queue", action="append", default=[], metavar="NAME", help="a queue in it; once for each")
    test.add_argument("--reason", help="the reason that is given, if there is one")


def run(chosen: argparse.Namespace) -> int:
    policy, name = _rules(chosen.file)
    match chosen.what:
        case "check":
            lines = iter([f"{name}: {_counted(policy)}, no mistakes"])
        case "show":
            lines = iter(policy_in_words(policy))
        case _:
            lines = _tested(chosen, policy)
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return 0


def _rules(file: Path | None) -> tuple[Policy, str]:
    """Those of the file that was named, else of the setting, else the built-in ones."""
    if file is not None:
        return read_file(file), str(file)
    settings = Settings.load()
    policy = policy_of(settings)
    return policy, f"{SETTING} is not set" if policy is BUILT_IN else str(settings.policy_file)


def _counted(policy: Policy) -> str:
    if policy is BUILT_IN:
        return "the built-in rules alone"
    rules, teams = len(policy.rules), len(policy.teams)
    return f"{rules} rule{'s' * (rules != 1)}, {teams} team{'s' * (teams != 1)}"


def _tested(chosen: argparse.Namespace, policy: Policy) -> Iterator[str]:
    actor = _party(chosen.actor, chosen.actor_lead)
    own = chosen.subject is None or plain(chosen.subject) == plain(chosen.actor)
    subject = actor if own else _party(chosen.subject, chosen.subject_lead)
    for name, kind in _asked(chosen).items():
        deed = Deed(name, kind.operations, kind.effect, actor, subject, tuple(chosen.queue))
        judgement = judged(policy, deed)
        whose = "their own" if own else f"{subject.email}’s"
        queues = f", {', '.join(chosen.queue)}" if chosen.queue else ""
        yield f"{actor.email} changes {whose}: {name or chosen.operation}{queues}"
        yield from (f"  {line}" for line in explained(judgement))
        if chosen.reason is not None and judgement.terms is not None:
            lacks = judgement.terms.lacks(chosen.reason)
            yield f"  The reason {f'will not do: it needs {lacks}' if lacks else 'will do'}"


def _asked(chosen: argparse.Namespace) -> dict[str, Kind]:
    """The kinds of changes that are meant. Raises `SettingsError`."""
    kinds = known_kinds()
    if chosen.kind is not None:
        if chosen.kind not in kinds:
            raise SettingsError([f"There is no kind of change called {chosen.kind}{meant(chosen.kind, kinds)}."])
        return {chosen.kind: kinds[chosen.kind]}
    wanted = chosen.operation
    if found := {name: kind for name, kind in kinds.items() if wanted in kind.writing}:
        return found
    if wanted not in WRITES:
        known = {*WRITES, *(operation for kind in kinds.values() for operation in kind.writing)}
        raise SettingsError([f"There is no operation called {wanted} that changes anything{meant(wanted, known)}."])
    if chosen.effect is None:
        raise SettingsError([f"No change does {wanted} yet: say with --class what kind of change it would be."])
    return {"": Kind((wanted,), Effect(chosen.effect))}


def _party(email: str, lead: str) -> Party:
    return Party(plain(email), email, lead)
