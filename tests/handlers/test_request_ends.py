"""How a request's end is told: first what a phone has room for, and to whoever asked in brief besides their card."""

from dataclasses import replace
from datetime import timedelta

from bot.changes.outcome import End
from bot.changes.requests.cards import For
from bot.changes.requests.request import Undone
from bot.errors import AskedAnew
from handlers.request_cards import card, notice
from tests.handlers.test_request_states import NOW, ZONE, request

WHAT = {
    End.DECLINED: "*Declined by Milo Olsen today 13:00:* You asked to join Milo Olsen until today 19:00. Nothing",
    End.CANCELLED: "*Cancelled by Milo Olsen today 13:00:* You asked to join Milo Olsen until today 19:00. Nothing",
    End.EXPIRED: "*Expired today 13:00:* You asked to join Milo Olsen until today 19:00. Nobody",
    End.DONE: "*Approved by Milo Olsen today 13:00, and done:* you joined Milo Olsen.\nIt is put back today 19:00",
}


def test_who_what_and_until_when_stand_within_the_first_hundred_characters_of_an_end() -> None:
    for state, said in WHAT.items():
        one = request(state=state)
        told = notice(replace(one, decided=None) if state is End.EXPIRED else one, zone=ZONE, now=NOW)
        assert told.text().startswith(said)
        assert len(said) <= 100
        assert "Request #3F7K2Q" in told.text()
        assert "Reason" not in told.text(), "the card says it"
        assert [getattr(one, "label", "") for one in told.elements] == ["My status"], "nothing that grows old"


def test_what_lasted_until_its_end_is_put_back_and_nobody_took_it_back() -> None:
    done = request(state=End.DONE)
    late = done.row.until
    assert late is not None
    back = replace(done, undone=Undone("UMILO", late))
    said = card(back, For.DECIDER, zone=ZONE, now=late, reader="tom").text()
    assert said.startswith("*Put back today 19:00, as asked.* Before that: approved by Milo Olsen today 13:00")
    undone = replace(done, undone=Undone("UMILO", NOW + timedelta(minutes=5)))
    said = card(undone, For.DECIDER, zone=ZONE, now=late, reader="tom").text()
    assert said.startswith("*Undone by Milo Olsen today 13:05.* Before that: approved by Milo Olsen today 13:00")
    assert "It is put back" not in said


def test_what_its_requester_overtook_says_so_and_only_unbegun_that_nothing_was_changed() -> None:
    since = "Whoever asked wanted something else since, and that is what counts."
    assert f"and not done:* {since} Nothing was changed." in _overtaken(End.FAILED)
    assert f"and not certain:* {since} This may have been done before that, or not." in _overtaken(End.UNKNOWN)
    assert "Nothing was changed" not in _overtaken(End.UNKNOWN)


def _overtaken(state: End) -> str:
    one = request(state=state)
    return notice(replace(one, row=replace(one.row, problem=AskedAnew())), zone=ZONE, now=NOW).text()
