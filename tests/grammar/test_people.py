import pytest

from bot.errors import Unclear, Why
from bot.grammar.people import Email, GenesysId, Mention, NamePart, person

ID = "3f2b1c4d-0000-4a5b-8c9d-0123456789ab"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("<@U123|ana>", Mention("U123")),
        ("<@W123ABC>", Mention("W123ABC")),
        ("ana@example.com", Email("ana@example.com")),
        ("<mailto:ana@example.com|ana@example.com>", Email("ana@example.com")),
        ("a@b", Email("a@b")),
        (ID.upper(), GenesysId(ID)),
        ("@ana", NamePart("ana")),
        ("“Ana Ruiz”", NamePart("Ana Ruiz")),
        ("O’Brien", NamePart("O'Brien")),
        ("<@channel>", NamePart("<@channel>")),
        ("ana @ home", NamePart("ana @ home")),
    ],
)
def test_a_person_is_named_in_one_of_four_ways(said: str, meant: object) -> None:
    assert person(said) == meant


@pytest.mark.parametrize("said", ["", "@", ' "" ', "\u200b"])
def test_nobody_named_is_missing(said: str) -> None:
    with pytest.raises(Unclear) as question:
        person(said)
    assert question.value.why is Why.MISSING
