"""The tree of errors is drawn truly, and each error has its own sentence that says whether anything was changed."""

import inspect
import re
from collections.abc import Iterator

import pytest

from bot import errors
from bot.dispatch.turn import Turn
from bot.errors import (
    AskedAnew,
    Choice,
    ClientRefused,
    Conflict,
    FieldError,
    Forbidden,
    GenesysError,
    Gone,
    Invalid,
    NotFound,
    NotLinked,
    NotServed,
    NoWindow,
    OnQueueError,
    OutcomeUnknown,
    RateLimited,
    SignInEnded,
    SlackUnavailable,
    StoreUnavailable,
    TimedOut,
    Unavailable,
    Unclear,
    Unserved,
    Why,
)
from bot.grammar.words import Words
from bot.identity.slack_people import SlackId
from bot.slack.sender import Place
from handlers.refusals import refuse
from tests.stage.stage import NOON, Stage

DRAWN = re.compile(r"^(?P<lead>[│├└─ ]*)(?P<name>[A-Z]\w+)(?:\((?P<facts>[\w, ]+)\))?$")
BUG = "That went wrong on my side"
SAYS_WHETHER = re.compile(r"Nothing was changed|may or may not have been changed|Look at `status` before you try again")
TRACE = re.compile(r"Traceback|Error\b|Exception|<class|object at 0x|errno|\bNone\b(?! of your)|\{\}")
#: Told at start by the command line alone: nobody in Slack can meet it.
AT_START = {"SettingsError", "PolicyError"}

SAMPLES: list[OnQueueError] = [
    *(Unclear(why, "zzz") for why in Why),
    Unclear(Why.SEVERAL_QUEUES, "zzz", (Choice("1", "Billing"), Choice("2", "Billing"))),
    *(NotServed(why) for why in Unserved),
    FieldError("ends", Why.ENDS_BEFORE_START),
    NotLinked(),
    SignInEnded(),
    StoreUnavailable("disk full"),
    StoreUnavailable("line broke", in_doubt=True),
    SlackUnavailable(),
    NoWindow(),
    AskedAnew(),
    FieldError("", Why.SENT_ALREADY),
    GenesysError("odd", status=418),
    Forbidden(missing=("routing:queue:join",)),
    NotFound("no such user", status=404),
    Conflict("version", status=409),
    Conflict("taken", code="station.taken", status=409),
    Invalid("not that"),
    Gone("gone", status=410),
    RateLimited(wait_s=30),
    Unavailable(status=503),
    ClientRefused("authentication failed", code="invalid_client", status=401),
    TimedOut(),
    OutcomeUnknown(),
]


def drawn() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Name → its parent and its facts, as the docstring draws them."""
    tree: dict[str, tuple[str, tuple[str, ...]]] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if found := DRAWN.match(line):
            depth = len(found["lead"]) // 3
            above[depth:] = [found["name"]]
            facts = tuple((found["facts"] or "").split(", ")) if found["facts"] else ()
            tree[found["name"]] = (above[depth - 1] if depth else "Exception", facts)
    return tree


def own_facts(error: type[Exception]) -> tuple[str, ...]:
    """What an error carries beyond its parent."""
    if "__init__" not in vars(error):
        return ()
    parent = error.__base__
    inherited = set(inspect.signature(parent).parameters) if parent and "__init__" in vars(parent) else set()
    return tuple(name for name in inspect.signature(error).parameters if name not in inherited)


def every(error: type[OnQueueError]) -> Iterator[type[OnQueueError]]:
    yield error
    for below in error.__subclasses__():
        yield from every(below)


def turn_on(stage: Stage) -> Turn:
    """Ana, who is not linked, asking something."""
    who = stage.person(0).who.slack_user
    zone = stage.app.desk.default_zone
    return Turn(
        desk=stage.app.desk,
        slack=SlackId("T0SANDBOX", who),
        zone=zone,
        place=Place(user=who, team="T0SANDBOX"),
        request_id="0badcafe",
        said="queues",
        words=Words("", now=NOON, zone=zone),
    )


def meaning(error: OnQueueError) -> object:
    """What a sentence stands for: a reason reads the same wherever it is met."""
    match error:
        case NotServed(why=Unserved.OTHER_WORKSPACE):
            return (Unserved.STRANGER, ())
        case Unclear(why=why) | FieldError(why=why) | NotServed(why=why):
            return (why, getattr(error, "choices", ()))
        case _:
            return error


async def told(stage: Stage, error: Exception) -> str:
    return (await refuse(error, turn_on(stage))).text()


def test_the_tree_that_is_drawn_is_the_tree_of_classes():
    classes = {one.__name__: (one.__base__.__name__, own_facts(one)) for one in every(OnQueueError) if one.__base__}
    assert drawn() == classes


def test_every_error_has_a_sample_here():
    assert {type(sample).__name__ for sample in SAMPLES} | AT_START | {"OnQueueError"} == {
        one.__name__ for one in every(OnQueueError)
    }


async def test_every_error_has_its_own_sentence_that_says_whether_anything_was_changed(stage):
    seen: dict[str, object] = {}
    for sample in SAMPLES:
        text = await told(stage, sample)
        assert BUG not in text, repr(sample)
        assert SAYS_WHETHER.search(text), text
        assert not TRACE.search(text), text
        assert len(text.split()) > 5, text
        assert seen.setdefault(text, meaning(sample)) == meaning(sample), text


@pytest.mark.parametrize("bug", [KeyError("secret-token"), ZeroDivisionError("division by zero")])
async def test_a_bug_is_told_by_its_request_id_alone(stage, bug):
    text = await told(stage, bug)
    assert BUG in text
    assert "0badcafe" in text
    assert SAYS_WHETHER.search(text)
    assert str(bug) not in text
    assert type(bug).__name__ not in text
