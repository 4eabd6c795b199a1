"""Whatever becomes of a change, whoever is told reads it harmless and within Slack's limits, with each name in `text`."""

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.changes.kinds import KINDS, load
from bot.changes.outcome import End, NoUndo, Outcome
from bot.errors import Forbidden, GenesysError, Invalid, RateLimited, SignInEnded
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.outcomes import NOT_UNDONE, reply
from tests.stage.stage import NOON
from tests.walkers.hostile import NAMES
from tests.walkers.walking import judge

SAMPLES = Path(__file__).parent / "samples"
#: The fields of changes and states that hold a name somebody gave.
NAMED = {"name", "label", "system", "status", "routing_status"}
#: Every way in which somebody reads of an end; True: also with the state as it is afterwards.
ENDS = (
    (End.DONE, True, None),
    (End.ALREADY, True, None),
    (End.UNKNOWN, True, None),
    (End.UNKNOWN, False, None),
)


def called(thing: Any, name: str) -> Any:
    """The same with other names in it."""
    if isinstance(thing, dict):
        return {key: name if key in NAMED else called(value, name) for key, value in thing.items()}
    return [called(one, name) for one in thing] if isinstance(thing, list) else thing


def ends(kind: str, name: str) -> list[Outcome]:
    stored = called(json.loads((SAMPLES / f"{kind}.json").read_text("utf-8")), name)
    change = load(stored["change"])
    state = change.state.model_validate(stored["before"])
    problems = (GenesysError(name), Invalid(name), Forbidden(name), Forbidden(missing=(name,)), RateLimited(wait_s=90))
    seen = [Outcome("1", change, end, state, state if is_seen else None, problem) for end, is_seen, problem in ENDS]
    partly = [Outcome("1", change, End.UNKNOWN, state, state, problem) for problem in problems]
    failed = [Outcome("1", change, End.FAILED, state, None, problem) for problem in (*problems, SignInEnded(), None)]
    waiting = [Outcome("1", change, End.WAITING, None, None, problem) for problem in (RateLimited(wait_s=1), None)]
    return [*seen, *partly, *failed, *waiting]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_an_end_is_told_without_harm(kind: str, name: str):
    for outcome in ends(kind, name):
        judge(reply(outcome, zone=ZoneInfo("Europe/Berlin"), now=NOON), f"{kind} {outcome.end}")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("kind", ["presence.set", "queues.set", "stations.take"])
def test_what_was_done_is_told_with_its_name(kind: str, name: str):
    done = ends(kind, name)[0]
    assert mrkdwn("{}", name).text in reply(done, zone=ZoneInfo("UTC"), now=NOON).text()


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_hundreds_of_queues_are_told_on_one_readable_line(name: str):
    wanted = [{"id": f"q-{number}", "name": f"{name} {number}", "joined": True} for number in range(300)]
    change = load({"kind": "queues.set", "user_id": "u-1", "wanted": wanted})
    before = change.state.model_validate({"joined": {}})
    told = reply(Outcome("1", change, End.DONE, before, before), zone=ZoneInfo("UTC"), now=NOON)
    judge(told, "300 queues")
    assert told.text().startswith("*Done:* you joined ")
    assert "and 290 more" in told.text()


@pytest.mark.parametrize("why", NoUndo)
def test_a_refused_undo_is_told_within_slacks_limits(why: NoUndo):
    judge(Reply([mrkdwn("{}", NOT_UNDONE[why])]), why)
