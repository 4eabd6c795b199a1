import pytest

from bot.errors import Unclear, Why
from bot.grammar.verbs import VerbWords, find_verb

VERBS = (
    VerbWords("on"),
    VerbWords("off"),
    VerbWords("offline"),
    VerbWords("ooo", ("vacation",)),
    VerbWords("break", ("brb",)),
    VerbWords("back"),
    VerbWords("meal", ("lunch",)),
    VerbWords("join"),
    VerbWords("manager"),
    VerbWords("Coffee Break"),
    VerbWords("Coffee"),
    VerbWords("R&D"),
    VerbWords("Lunch"),  # a label with the name of a built-in alias
    VerbWords("Break"),  # a label with the name of a built-in verb
)


@pytest.mark.parametrize(
    ("text", "verb", "rest"),
    [
        ("on", "on", ""),
        ("ON", "on", ""),
        ("off", "off", ""),
        ("break 15", "break", "15"),
        ("brb 5", "break", "5"),
        ("br 15", "break", "15"),
        ("man <@U1|ana>", "manager", "<@U1>"),
        ("join  billing,\u00a0returns", "join", "billing, returns"),
        ("coffee break 15", "Coffee Break", "15"),
        ("coffee 15", "Coffee", "15"),
        ("coffee br 15", "Coffee", "br 15"),
        ("r&amp;d", "R&D", ""),
        ("vac until friday", "ooo", "until friday"),
        ("on!", "on", ""),
    ],
)
def test_a_verb_is_found_and_what_follows_is_kept(text: str, verb: str, rest: str) -> None:
    assert find_verb(text, VERBS) == (verb, rest)


def test_a_word_wins_over_an_alias_and_the_earlier_of_two_alike() -> None:
    assert find_verb("lunch", VERBS) == ("Lunch", "")
    assert find_verb("break", VERBS) == ("break", "")


def test_a_beginning_of_several_verbs_asks_with_the_rest_kept() -> None:
    with pytest.raises(Unclear) as question:
        find_verb("of now", VERBS)
    assert question.value.why is Why.SEVERAL_VERBS
    assert [choice.value for choice in question.value.choices] == ["off now", "offline now"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("jion billing", ["join billing"]),
        ("mnager <@U1>", ["manager <@U1>"]),
        ("cofee braek 5", ["Coffee braek 5", "Coffee Break 5"]),
        ("xyzzy", []),
        ("", []),
    ],
)
def test_an_unknown_verb_offers_the_nearest_and_keeps_the_rest(text: str, values: list[str]) -> None:
    with pytest.raises(Unclear) as question:
        find_verb(text, VERBS)
    assert question.value.why is Why.UNKNOWN_VERB
    assert [choice.value for choice in question.value.choices] == values


@pytest.mark.parametrize("text", ["...", "!", "\u200b", " "])
def test_what_says_nothing_is_no_label_without_a_visible_character(text: str) -> None:
    with pytest.raises(Unclear) as unclear:
        find_verb(text, [*VERBS, VerbWords("\u200b"), VerbWords("\ufeff", ("\u2060",))])
    assert unclear.value.why is Why.UNKNOWN_VERB
