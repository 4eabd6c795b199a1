"""Whatever answers somebody: one file a feature, joined here by name."""

from bot.dispatch.router import Router
from handlers import (
    asking,
    asking_lead,
    callforwarding,
    deciding,
    default_station,
    delegating,
    digest,
    for_somebody,
    help,  # noqa: A004 - the feature's name
    home,
    leaving,
    linking,
    offering,
    outofoffice,
    panel,
    policies,
    presence,
    putting_back,
    queues,
    reminders,
    request_lists,
    requests,
    routingstatus,
    stations,
    undoing,
    users,
)


def all_routers() -> Router:
    """Every verb, action, view, option load and shortcut; a name that is taken twice stops the start."""
    whole = Router()
    for feature in (
        panel,
        home,
        presence,
        routingstatus,
        outofoffice,
        queues,
        stations,
        callforwarding,
        default_station,
        reminders,
        users,
        digest,
        for_somebody,
        asking_lead,
        offering,
        requests,
        deciding,
        request_lists,
        policies,
        undoing,
        putting_back,
        delegating,
        linking,
        leaving,
        help,
        asking,
    ):
        whole.include(feature.router)
    return whole
