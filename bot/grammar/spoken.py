"""Moments as people read them, without the machine's locale: the same words everywhere."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def spoken(at: datetime, *, zone: ZoneInfo, now: datetime) -> str:
    """A moment as it is echoed: "today 18:00", "tomorrow 09:00", "Fri 27 Nov 09:00", "Fri 1 Jan 2027 09:00".

    In the hour that autumn repeats the offset stands behind it, because the wall clock alone says two moments.
    """
    local, here = at.astimezone(zone), now.astimezone(zone)
    ahead = (local.date() - here.date()).days
    day = {0: "today", 1: "tomorrow"}.get(ahead)
    if day is None:
        day = f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"
        day = day if local.year == here.year else f"{day} {local.year}"
    return f"{day} {local:%H:%M}{_offset_if_needed(local)}"


def since(at: datetime, *, now: datetime) -> str:
    """How long ago, in words: "just now", "12 min", "3 h 05 min", "2 days 4 h"."""
    minutes = int((now - at) / timedelta(minutes=1))
    hours, days = minutes // 60, minutes // 1440
    if minutes < 1:
        return "just now"
    if hours < 1:
        return f"{minutes} min"
    if days < 1:
        return f"{hours} h {minutes % 60:02} min"
    return f"{days} day{'s' if days > 1 else ''} {hours % 24} h"


def _offset_if_needed(local: datetime) -> str:
    first, second = (local.replace(fold=fold).utcoffset() for fold in (0, 1))
    if first is None or second is None or first <= second:
        return ""
    sign, hours, minutes = f"{local:%z}"[0], f"{local:%z}"[1:3], f"{local:%z}"[3:5]
    return f" (UTC{sign}{int(hours)}{'' if minutes == '00' else ':' + minutes})"


def dated(at: datetime, *, zone: ZoneInfo, now: datetime) -> str:
    """A moment with its weekday and day, however near: "today, Fri 27 Nov 09:00", "Mon 30 Nov 09:00"."""
    near = spoken(at, zone=zone, now=now)
    if not near.startswith(("today ", "tomorrow ")):
        return near
    word, _, shown = near.partition(" ")
    local = at.astimezone(zone)
    return f"{word}, {DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {shown}"
