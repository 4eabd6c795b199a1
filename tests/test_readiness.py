"""Whose clock is believed, with clocks and ticks that tests move."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import MovableClock
from bot.readiness import GENESYS, SLACK, OtherClocks

START = datetime(2026, 11, 25, 11, tzinfo=UTC)


class Ours:
    """Our clock, and the machine's ticks beside it."""

    def __init__(self) -> None:
        self.clock = MovableClock(START)
        self.clock.run_at(0)
        self.ticks_s = 1000.0
        self.clocks = OtherClocks(self.clock, lambda: self.ticks_s)

    def pass_by(self, **span: float) -> None:
        self.clock.by(timedelta(**span))
        self.ticks_s += timedelta(**span).total_seconds()

    def hears(self, whose: str = SLACK, **off: float) -> bool:
        """Hears a time so far from ours; whether all agree then."""
        self.clocks.heard(whose, self.clock.now() + timedelta(**off))
        return self.clocks.agree()


@pytest.fixture
def ours() -> Ours:
    return Ours()


def test_a_silence_proves_nothing(ours):
    assert ours.clocks.agree()
    ours.pass_by(days=3)
    assert ours.clocks.agree()


@pytest.mark.parametrize("minutes", [-4.1, 4.1, 90, -90])
def test_more_than_four_minutes_are_too_many(ours, minutes):
    assert not ours.hears(minutes=minutes)
    assert ours.clocks.doubts(SLACK)


@pytest.mark.parametrize("minutes", [-3.9, 0, 3.9])
def test_less_is_the_way_of_networks(ours, minutes):
    assert ours.hears(minutes=minutes)
    assert not ours.clocks.doubts(SLACK)


def test_of_two_that_speak_one_is_enough_for_doubt(ours):
    assert ours.hears(SLACK)
    assert not ours.hears(GENESYS, minutes=10)
    assert ours.hears(GENESYS)


def test_a_clock_that_was_put_right_is_believed_at_once_though_nobody_has_spoken_since(ours):
    assert not ours.hears(minutes=10)
    ours.pass_by(hours=1)
    assert not ours.clocks.agree()
    ours.clock.by(timedelta(minutes=10))  # the clock alone
    assert ours.clocks.agree()
    assert not ours.clocks.doubts(SLACK)


def test_a_clock_that_was_put_wrong_is_found_out(ours):
    assert ours.hears()
    ours.clock.by(timedelta(minutes=10))
    assert not ours.hears(minutes=-10)


def test_an_old_delivery_repeated_makes_nobody_unready(ours):
    assert ours.hears()
    assert ours.hears(hours=-2)
    assert not ours.hears(minutes=5)  # the future cannot be repeated


@pytest.mark.parametrize("date", [None, "", "yesterday", "Wed, 99 Nov 2026 11:00:00 GMT", "\0", "x" * 5000])
def test_what_is_no_date_proves_nothing(ours, date):
    ours.clocks.heard_date(GENESYS, date)
    assert ours.clocks.ahead() == {}


@pytest.mark.parametrize("date", ["Wed, 25 Nov 2026 11:05:00 GMT", "Wed, 25 Nov 2026 11:05:00 -0000"])
def test_a_date_as_servers_send_it_is_heard(ours, date):
    ours.clocks.heard_date(GENESYS, date)
    assert round(ours.clocks.ahead()[GENESYS].total_seconds()) == -300
    assert not ours.clocks.agree()
