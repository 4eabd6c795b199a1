"""The words of requests: why it is with whom, and why a click changed nothing."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.approvals.deciding import Because, Refusal
from bot.approvals.path import How, Room, Why
from bot.changes.requests.answers import Not, NotDecided
from bot.changes.requests.request import Course, LeftOut, Named
from handlers.request_refusals import BECAUSE, WHY, why_not
from handlers.request_words import LEFT_OUT, OWN_WORDS, in_their_words, with_whom

TOM, EVA = Named("Tom", How.NEXT_SUPERIOR, genesys_id="tom"), Named("Eva <@U1>", How.NAMED, genesys_id="eva")
MAX_OUT = LeftOut("Max", Why.OUT_OF_OFFICE, How.SUPERIOR)

COURSES = [
    (
        Course(TOM, EVA, (MAX_OUT,)),
        "tom",
        "Milo",
        "With you because Max, Milo's lead, is out of office. Next: Eva &lt;",
    ),
    (Course(TOM, None, (MAX_OUT,)), "", "", "With Tom because Max, your lead, is out of office. Nobody is next."),
    (Course(Named("Max", How.SUPERIOR, genesys_id="max"), TOM), "max", "Milo", "With you, Milo's lead. Next: Tom."),
    (Course(Named("Dee", How.DELEGATE, "Max"), TOM), "", "Milo", "With Dee, in place of Max. Next: Tom."),
    (Course(EVA, Named(room="C1")), "eva", "Milo", "With you, whom the rules name. Next: the approvers' channel."),
    (Course(Named(room="C1"), None), "C1", "Milo", "With this channel. Nobody is next."),
    (Course(Named(room="C1"), None), "", "", "With the approvers' channel. Nobody is next."),
    (Course(None, None), "", "", "*Nobody can decide it now*. I look again and again."),
    (Course(None, None, (MAX_OUT,)), "", "", "*Nobody can decide it now*: Max, your lead, is out of office. I look"),
    (None, "", "", "It goes to somebody who can decide it."),
]


@pytest.mark.parametrize(("course", "reader", "lead_of", "said"), COURSES)
def test_a_card_says_why_it_is_with_whom_and_who_is_next(
    course: Course | None, reader: str, lead_of: str, said: str
) -> None:
    assert with_whom(course, reader=reader, lead_of=lead_of).text.startswith(said)


def test_of_many_who_were_left_out_three_are_named() -> None:
    many = Course(TOM, None, tuple(LeftOut(f"P{number}", Why.TIMED_OUT) for number in range(5)))
    said = "P0 didn't answer and P1 didn't answer and P2 didn't answer and 2 more can't."
    assert said in with_whom(many, lead_of="Milo").text


def test_every_reason_has_its_sentence() -> None:
    assert set(WHY) == set(Not)
    assert set(BECAUSE) == set(Because)
    assert set(LEFT_OUT) == set(Why)
    refused = [NotDecided(why) for why in Not]
    refused += [NotDecided(Not.NOT_NAMED, refusal=Refusal(one, Room("C1"))) for one in Because]
    now, zone = datetime(2026, 11, 25, tzinfo=UTC), ZoneInfo("UTC")
    said = [why_not(one, zone=zone, now=now).text for one in refused]
    assert all(one.endswith("Nothing was changed.") for one in said)
    assert len(set(said)) == len(said)


def test_own_words_are_quoted_whole_escaped_and_shortened() -> None:
    said = in_their_words("<!channel>\n" + "word " * 200).text
    assert said.startswith("“&lt;!channel&gt; word")
    assert said.endswith("…”")
    assert OWN_WORDS <= len(said) < OWN_WORDS + 40
    assert in_their_words("x" * 300).text == "“" + "x" * 300 + "”"
