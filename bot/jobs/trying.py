"""When a job that failed is tried again, and when no more."""

from datetime import timedelta

MOST_TRIES = 20  #: about an hour and a half; what stands in a row is found by its sweep after that as well
LONGEST_PAUSE = timedelta(minutes=5)


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many failed tries: one second, two, four, … None: it is given up."""
    if tries >= MOST_TRIES:
        return None
    return min(timedelta(seconds=2 ** (tries - 1)), LONGEST_PAUSE)
