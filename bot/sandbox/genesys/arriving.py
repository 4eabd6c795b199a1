"""Would calls arrive? The one answer that the floor view and the floor's life share."""

from datetime import datetime

from bot.sandbox.genesys.state import NOT_RESPONDING, User


def hindrances(user: User, now: datetime) -> list[str]:
    """What keeps queue calls from this person; empty when calls would arrive.

    Forwarding is none: it concerns calls that come from no queue (facts: call forwarding).
    """
    checks = {
        "not_on_queue": not user.is_on_queue,
        "not_responding": user.routing.status == NOT_RESPONDING,
        "no_queue": not user.has_joined,
        "no_station": user.effective_station_id is None,
        "out_of_office": user.out_of_office.in_effect(now),
    }
    return [name for name, hinders in checks.items() if hinders]
