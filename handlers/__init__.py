"""Whatever answers somebody: one file a feature, joined here by name."""

from bot.dispatch.router import Router
from handlers import (
    asking,
    asking_lead,
    delegating,
    digest,
    help,  # noqa: A004 - the feature's name
    home,
    leaving,
    linking,
    mends,
    offering,
    outofoffice,
    panel,
    presence,
    queues,
    reminders,
    requests,
    routingstatus,
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
        reminders,
        users,
        digest,
        offering,
        asking_lead,
        requests,
        undoing,
        delegating,
        linking,
        leaving,
        help,
        asking,
        mends,
    ):
        whole.include(feature.router)
    return whole
