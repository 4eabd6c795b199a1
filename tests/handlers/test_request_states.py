"""Every state of a request before every reader: taken by Slack, harmless whatever people are called, and short enough."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from bot.approvals.path import Done, How, Why
from bot.approvals.people import Person
from bot.changes.outcome import End
from bot.changes.queues import Memberships, QueueWanted, SetQueues
from bot.changes.requests.cards import For
from bot.changes.requests.impact import Impact, QueueImpact
from bot.changes.requests.request import Asked, Course, Decided, LeftOut, Named, Question, Request, Undone
from bot.changes.row import APPROVED, ASKED, EXECUTING, ChangeRow, Origin
from bot.errors import Forbidden, OnQueueError, SignInEnded, Unavailable
from bot.identity.slack_people import SlackId
from bot.policy.verdict import Judgement, Terms, Verdict
from handlers.request_cards import card
from tests.walkers.hostile import NAMES
from tests.walkers.walking import judge

NOW, ZONE = datetime(2026, 11, 25, 12, tzinfo=UTC), ZoneInfo("Europe/Berlin")
STATES = [ASKED, APPROVED, EXECUTING, *(end.value for end in End if end not in {End.WAITING, End.ASKED})]
PROBLEMS = [
    Forbidden("no", missing=("routing:queue:join",)),
    Forbidden("<no>"),
    Unavailable("down"),
    SignInEnded(),
]


def request(name: str = "Milo Olsen", *, state: str = ASKED, problem: OnQueueError | None = None) -> Request:
    """Milo's, which is with Tom because Max is away."""
    change = SetQueues(user_id="milo", wanted=(QueueWanted(id="q", name=name, joined=True),))
    before, after = Memberships(joined={"q": False}), Memberships(joined={"q": True})
    origin = Origin(SlackId("T1", "UMILO"), "link", "id", "", None, None)
    until = NOW + timedelta(hours=6)
    row = ChangeRow("3F7K2Q", change, origin, state, 0, 0, before, after, problem, NOW, NOW, None, NOW, until=until)
    milo = Person("milo", name, "milo@example.com")
    left_out = (LeftOut(name, Why.OUT_OF_OFFICE, How.SUPERIOR), LeftOut(name, Why.TIMED_OUT))
    return Request(
        row=row,
        requester=milo,
        subject=milo,
        asked=Asked.REFUSED,
        reason=name,
        terms=Terms(people=2),
        judgement=Judgement(Verdict.APPROVAL, "a rule wants it", Terms()),
        missing="routing:queue:join",
        expires_at=NOW + timedelta(hours=8),
        with_user="tom",
        with_room=None,
        with_since=NOW,
        course=Course(Named(name, How.NEXT_SUPERIOR, genesys_id="tom"), Named(name, How.NAMED), left_out, NOW),
        came_to=frozenset({"max", "eva", "tom"}),
        passed={"max": Done.TIMED_OUT, "eva": Done.REFUSED},
        nudges=0,
        nudged_at=None,
        nudge_wanted=False,
        snoozed_until=NOW + timedelta(hours=1),
        look_at=None,
        yes=(Person("dee", name, "dee@example.com"),),
        shown=before,
        was=after,
        changed_at=NOW,
        drawing=3,
        seen=1,
        decided=None if state == ASKED else Decided(name, "tom", "UTOM", name),
        decided_at=None if state == ASKED else NOW,
        talk=(Question(name, "tom", name, name), Question(name, "tom", name)),
    )


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_whatever_people_are_called_slack_takes_each_card_and_nothing_in_it_is_alive(name: str) -> None:
    impact = Impact((QueueImpact(name, 3, 4, 0), QueueImpact(name, 1, None, None)), NOW, is_off_queue=True)
    readers = [(For.REQUESTER, "milo"), (For.ROOM, "C1"), *((For.DECIDER, who) for who in ("tom", "max", "eva", "dee"))]
    shown = [request(name, state=state) for state in STATES]
    shown += [request(name, state=state, problem=problem) for state in (ASKED, End.FAILED) for problem in PROBLEMS]
    shown.append(replace(request(name, state=End.DONE), undone=Undone("UTOM", NOW)))
    shown.append(replace(request(name), shown=None, course=None, reason="", talk=()))
    for one, (role, reader) in product(shown, readers):
        judge(card(one, role, zone=ZONE, now=NOW, reader=reader, impact=impact), f"{one.row.state} {role} {reader}")


def test_who_what_and_until_when_stand_within_the_first_hundred_characters() -> None:
    said = card(request(), For.DECIDER, zone=ZONE, now=NOW, reader="tom").text()[:100]
    assert said.startswith("*Milo Olsen asks to join Milo Olsen until today 19:00.* Request #3F7K2Q")
    for_somebody = replace(request(), subject=Person("ana", "Ana Ruiz", "ana@example.com"))
    said = card(for_somebody, For.DECIDER, zone=ZONE, now=NOW, reader="tom").text()[:100]
    assert said.startswith("*Milo Olsen asks for Ana Ruiz: join Milo Olsen until today 19:00.*")


def test_each_reads_what_concerns_them_and_can_press_what_is_theirs() -> None:
    def pressed(role: For, reader: str, one: Request) -> list[str]:
        return [
            getattr(element, "label", "") for element in card(one, role, zone=ZONE, now=NOW, reader=reader).elements
        ]

    deciding = ["Approve", "Decline…", "More…"]
    assert pressed(For.DECIDER, "tom", request()) == pressed(For.ROOM, "C1", request()) == deciding
    assert pressed(For.DECIDER, "max", request()) == deciding  # nudged in vain, they may still
    assert pressed(For.DECIDER, "eva", request()) == pressed(For.DECIDER, "dee", request()) == []
    assert pressed(For.REQUESTER, "milo", request()) == ["Answer…", "Remind them", "Cancel my request"]
    done = request(state=End.DONE)
    assert pressed(For.DECIDER, "tom", done) == ["Undo"]
    assert pressed(For.REQUESTER, "milo", done) == ["Undo", "My status"]
    assert pressed(For.DECIDER, "max", done) == pressed(For.ROOM, "C1", done) == []
    late = replace(done, row=replace(done.row, wanted_at=NOW - timedelta(minutes=11)))
    assert pressed(For.DECIDER, "tom", late) == []
