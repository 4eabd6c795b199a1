"""What digests say, of any floor: taken by Slack, complete in words, and harmless."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import FieldError
from bot.floor.reading import Floor
from bot.floor.standing import Doing, Standing
from bot.sandbox.slack.blocks import are_options
from bot.sandbox.slack.content import message_content
from bot.schedules.contents import DigestContent
from bot.slack.blocks import Picker, option
from bot.slack.form import Values
from bot.slack.mrkdwn import mrkdwn
from handlers.digest_form import check
from handlers.digest_words import called, messages, seen
from handlers.refusals import field_sentence
from tests.walkers.hostile import NAMES

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
FOOT = mrkdwn("Digest R7K2.")


def somebody(number: int, name: str = "", doing: Doing = Doing.WAITING, minutes: int = 20) -> Standing:
    return Standing(
        f"u-{number}",
        name or f"Person {number}",
        f"{number}@example.com",
        doing,
        "Break",
        NOW - timedelta(minutes=minutes),
    )


def told(people: list[Standing], *, missing: int = 0, lead: str = "Bo Lindqvist", minutes: int = 15):
    content = DigestContent(lead_id="u", lead_name=lead, break_minutes=minutes)
    return messages(seen(content, Floor(tuple(people), missing, NOW), BERLIN), FOOT)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("count", [1, 7, 120])
def test_hostile_names_break_nothing_and_stay_apart(name, count):
    people = [somebody(number, name, doing) for number, doing in zip(range(count), list(Doing) * count, strict=False)]
    people += [somebody(900 + number, name, Doing.NOT_RESPONDING) for number in range(count)]
    names = called(people)
    assert len({label.casefold() for label in names.values()}) == len(people)
    for reply in told(people, lead=name):
        for blocks, text in reply.drawings():
            message_content({"text": text, "blocks": blocks}, counts_blocks=True)
            assert not {"<", ">"} & set(text)
        assert "do not fit here" not in reply.text()
        for element in reply.elements:
            assert not isinstance(element, Picker) or are_options({"options": [option(one) for one in element.options]})


@pytest.mark.parametrize("count", [0, 1, 5, 6, 40, 41, 300, 3000])
def test_everybody_who_needs_somebody_has_a_line_and_a_look(count):
    replies = told([somebody(number, doing=Doing.NOT_RESPONDING) for number in range(count)])
    text = "\n".join(reply.text() for reply in replies) + "\n"
    assert all(f"• Person {number}, for 20 min\n" in text for number in range(count))
    looks = [element for reply in replies for element in reply.elements]
    values = [one.value for look in looks for one in (look.options if isinstance(look, Picker) else (look,))]
    assert sorted(values) == sorted(f"u-{number}" for number in range(count))
    assert not any("do not fit here" in reply.text() for reply in replies)


def test_the_first_words_say_whether_to_read_on():
    (reply,) = told([somebody(1, doing=Doing.ON_BREAK), somebody(2)])
    assert reply.text().startswith(
        "*Bo Lindqvist's team, as of today 10:00* (Europe/Berlin): 1 may need somebody, of 2 people."
    )
    (calm,) = told([somebody(1, doing=Doing.ON_BREAK)], minutes=30)
    assert "nothing needs anyone, of 1 person." in calm.text()


def test_a_part_says_so_and_an_empty_team_too():
    (part,) = told([somebody(1)], missing=1)
    assert "*Partial:* Genesys told nothing of 1 other person." in part.text()
    (nobody,) = told([])
    assert "*Bo Lindqvist* has no direct reports in Genesys" in nobody.text()


def test_twins_are_told_apart_by_their_address():
    names = called([somebody(1, "Ana Ruiz"), somebody(2, "ana ruiz"), somebody(3, "Bo")])
    assert names == {"u-1": "Ana Ruiz (1@example.com)", "u-2": "ana ruiz (2@example.com)", "u-3": "Bo"}


@pytest.mark.parametrize(
    "when",
    [
        "tomorrow 9:00",
        "often",
        "weekdays",
        "every minute",
        "31 february",
        "off queue longer than 15 min",
        "",
        "x" * 500,
    ],
)
def test_the_form_takes_only_times_of_day_that_come_again(when):
    with pytest.raises(FieldError) as caught:
        check(Values(texts={"when": when}), NOW)
    assert caught.value.field == "when"
    assert field_sentence(caught.value)


@pytest.mark.parametrize(
    "when", ["weekdays 08:55", "mon and thu 9:00 and 14:00", "daily noon", "31st of each month 9:00"]
)
def test_times_that_come_again_are_taken(when):
    check(Values(texts={"when": when}), NOW)
