"""Whatever answers somebody: one file a feature, joined here by name."""

from bot.dispatch.router import Router
from handlers import (
    asking,
    help,  # noqa: A004 - the feature's name
    leaving,
    linking,
    mends,
    outofoffice,
    panel,
    presence,
    queues,
    routingstatus,
    undoing,
    users,
)


def all_routers() -> Router:
    """Every verb, action, view, option load and shortcut; a name that is taken twice stops the start."""
    whole = Router()
    for feature in (
        panel,
        presence,
        routingstatus,
        outofoffice,
        queues,
        users,
        undoing,
        linking,
        leaving,
        help,
        asking,
        mends,
    ):
        whole.include(feature.router)
    return whole
