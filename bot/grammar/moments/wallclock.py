"""Wall clock → instants, with the two hours a year that are missing or there twice."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def instants(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """The instants at which clocks in `zone` show `wall`: one, two in the hour repeated in autumn, none in a gap."""
    return sorted({at for at in neighbours(wall, zone) if at.astimezone(zone).replace(tzinfo=None) == wall})


def neighbours(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """`wall` read with the offset before and with that after the clocks change; in a gap one on each side of it."""
    return [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """One instant for a wall time that nobody typed as such: the first of two; behind a gap by as much as inside it."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day: 00:00, or 01:00 where clocks skip midnight."""
    return instant(datetime.combine(day, time()), zone)


def settled(wall: datetime, zone: ZoneInfo) -> datetime:
    """One instant for a wall time that comes again and again: the first of two, in a gap the first moment after it."""
    before, after = neighbours(wall, zone)
    if before <= after:
        return before
    # In a gap: the clocks change between both readings, from the one offset to the other.
    low, high = after, before
    offset = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (low, middle) if middle.astimezone(zone).utcoffset() == offset else (middle, high)
    return high
