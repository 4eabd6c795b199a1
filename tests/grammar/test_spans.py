from datetime import timedelta

import pytest

from bot.errors import Unclear, Why
from bot.grammar.spans import span


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("15", 15),
        ("30m", 30),
        ("90 min", 90),
        ("1h30", 90),
        ("1h 30m", 90),
        ("1.5h", 90),
        ("3 h 05 min", 185),
        ("an hour", 60),
        ("half an hour", 30),
        ("an hour and a half", 90),
        ("1 hour and 20 minutes", 80),
        ("two weeks", 20160),
        ("1 day, 2 hours", 1560),
        ("Half a day", 720),
    ],
)
def test_a_span_is_read(said: str, minutes: int) -> None:
    assert span(said) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "said", ["", "0", "0h", "a", "half", "h", "-5", "1.5", "30m 1h", "367 days", "²", "1:30", "soon"]
)
def test_what_is_no_span_asks(said: str) -> None:
    with pytest.raises(Unclear) as question:
        span(said)
    assert (question.value.why, question.value.said) == (Why.NOT_A_TIME, said)
