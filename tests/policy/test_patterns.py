"""Patterns for reasons: as Python's own expressions read them, and never for long."""

import re
import string
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy.patterns import LONGEST_TEXT, Pattern, pattern
from bot.policy.verdict import Terms

letters = st.sampled_from("abAB1_ -.")
pieces = st.recursive(
    letters.map(re.escape)
    | st.sampled_from(
        [".", "[ab]", "[^ab]", "[a-b1]", "[^1-9_]", r"\d", r"\w", r"\s", r"\D", r"\W", r"[\d-]", r"[^\w.]"]
    ),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map("".join)
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})")
        | st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,}"])).map(
            lambda both: f"(?:{both[0]}){both[1]}"
        )
    ),
    max_leaves=6,
)
branches = st.tuples(st.sampled_from(["", "^"]), pieces, st.sampled_from(["", "$"])).map("".join)
patterns = st.lists(branches, min_size=1, max_size=2).map("|".join)


def elsewhere(written: str, text: str) -> bool:
    with warnings.catch_warnings(action="ignore"):  # of sets that may mean something else one day
        return bool(re.search(written, text, re.IGNORECASE | re.DOTALL | re.ASCII))


def read(written: str) -> Pattern | str:
    try:
        return pattern(written)
    except ValueError as error:
        return str(error)


@settings(max_examples=250, deadline=None)
@given(patterns, st.text(letters, max_size=12))
def test_a_pattern_fits_what_it_fits_elsewhere(written, text):
    ours = read(written)
    if isinstance(ours, str):
        assert "too large" in ours or elsewhere(written, "")
    else:
        assert ours.fits(text) is elsewhere(written, text)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from(r"ab()[]{}*+?|^$\.,-d0129:"), max_size=14))
def test_any_text_is_a_pattern_or_says_why_it_is_none(written):
    """Whatever is accepted is read in the same way elsewhere, so that nobody is taken in."""
    ours = read(written)
    if isinstance(ours, str):
        assert ours.split()[0] in {"has", "is", "fits", "repeats"}
    else:
        assert ours.fits("ab01") is elsewhere(written, "ab01")


WRONG = {
    "": "fits everything",
    "x*": "fits everything",
    "INC|": "fits everything",
    "(a": "without its )",
    "a)": "without its (",
    "[a": "without its ]",
    "[]": "nothing between them",
    "a]": "without its beginning",
    "a{2": "no {2}",
    "a{3,2}": "the smaller number first",
    "a{999}": "1 to 100 times",
    "a{0}": "1 to 100 times",
    "(a{50}){50}": "too large",
    "(a?){99}": "too large",
    "*a": "nothing before it",
    "a**": "repeats a repetition",
    "a+?": "repeats a repetition",
    "a^b": "elsewhere than at its beginning",
    "a$b": "elsewhere than at its end",
    "(^a)": "elsewhere than at its beginning",
    "(?=a)": "not possible here",
    "(?P<n>a)": "not possible here",
    r"(a)\1": "not possible here",
    r"\bINC": "not possible here",
    "a\\": "not possible here",
    "[z-a]": "goes backwards",
    r"[a-\d]": "goes backwards",
    "[[a]": "inside of [ ]",
    r"[^\w\W]": "nothing fits which can be typed",
    "(" * 30 + "a" + ")" * 30: "inside each other",
    "a" * 201: "longer than 200",
}


@pytest.mark.parametrize(("written", "says"), WRONG.items())
def test_what_is_no_pattern_says_so(written, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        pattern(written)


@pytest.mark.parametrize(
    "written", ["(a+)+$", "(a|a)+$", "(a*)*b", "(.*a){12}$", "(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$"]
)
def test_patterns_that_would_take_for_ever_elsewhere_do_not(written):
    """Python's own search does not come back from most of these."""
    assert pattern(written).fits("a" * (LONGEST_TEXT - 1) + "!") is False


def test_only_the_beginning_of_a_very_long_text_is_looked_at():
    assert pattern("INC").fits("x" * (LONGEST_TEXT - 3) + "INC")
    assert not pattern("INC").fits("x" * LONGEST_TEXT + "INC")
    assert not pattern("x$").fits("x" * LONGEST_TEXT + "x")


def test_letters_of_all_languages_are_compared_without_their_capitals():
    assert pattern("über").fits("ÜBER alles")
    assert pattern("[à-ü]").fits("Ä")
    assert not pattern("ß").fits("SS")
    assert not pattern("[A-Z]").fits("ß")
    assert all(pattern(re.escape(letter)).fits(f"x{letter}y") for letter in string.punctuation)


@pytest.mark.parametrize(
    ("terms", "reason", "lacks"),
    [
        (Terms(), "", ""),
        (Terms(reason_required=True), "  ", "a reason"),
        (Terms(reason_required=True), "covering", ""),
        (Terms(reason_patterns=("INC-[0-9]+",)), "", "a reason"),
        (Terms(reason_patterns=("INC-[0-9]+",)), "INC", "a reason that has INC-[0-9]+ in it"),
        (Terms(reason_patterns=("INC-[0-9]+",)), "for inc-12, thanks", ""),
        (Terms(reason_patterns=("CHG", "INC")), "INC", "a reason that has CHG in it"),
        (Terms(reason_patterns=("CHG", "INC")), "INC CHG", ""),
    ],
)
def test_a_reason_will_do_or_says_what_it_lacks(terms, reason, lacks):
    assert terms.lacks(reason) == lacks
