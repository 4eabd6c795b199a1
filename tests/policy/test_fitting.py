"""Names and patterns with a star."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.fitting import fits


@pytest.mark.parametrize(
    ("pattern", "name", "yes"),
    [
        ("Billing", " billing ", True),
        ("Billing", "Billing 2", False),
        ("VIP*", "vip gold", True),
        ("*gold", "VIP Gold", True),
        ("*I*G*", "VIP Gold", True),
        ("*P*P*", "VIP Gold", False),
        ("a*a", "a", False),
        ("*", "", True),
        ("[abc]", "a", False),
        ("Queue?", "Queues", False),
        ("Straße", "STRASSE", True),
        ("E\u0301quipe", "Équipe", True),
    ],
)
def test_a_star_stands_for_anything_and_nothing_else_does(pattern, name, yes):
    assert fits(pattern, name) is yes


@given(st.text("aAb*", max_size=8), st.text("aAb", max_size=10))
def test_a_pattern_fits_what_the_same_expression_fits(pattern, name):
    written = ".*".join(map(re.escape, pattern.split("*")))
    assert fits(pattern, name) is bool(re.fullmatch(written, name, re.IGNORECASE))


def test_many_stars_take_no_longer_than_few():
    assert fits("*a" * 100 + "*b", "a" * 5000) is False
