"""The clock of this machine, by what Slack and Genesys said the time is while they were asked."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.cli.doctor.finding import Finding, bad, ok
from bot.readiness import MOST_OFF

NAME = "clock"
MEND = "set the machine's clock, and keep it right with NTP: Slack's deliveries are refused from five minutes on"


def check_clock(ahead: Mapping[str, timedelta], others: tuple[str, ...]) -> Iterator[Finding]:
    """Nothing where nobody said the time."""
    heard = {whose: ahead[whose] for whose in others if whose in ahead}
    off = {whose: by for whose, by in heard.items() if abs(by) > MOST_OFF}
    for whose, by in off.items():
        minutes, side = abs(round(by.total_seconds() / 60)), "ahead of" if by > timedelta() else "behind"
        yield bad(NAME, f"this machine's clock is {minutes} minutes {side} {whose.capitalize()}'s", MEND)
    if heard and not off:
        yield ok(NAME, f"it agrees with {' and '.join(whose.capitalize() for whose in heard)}")
