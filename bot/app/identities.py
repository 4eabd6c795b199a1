"""Who somebody is, and how they become it: the rooms of identity, put together."""

from collections.abc import Awaitable, Callable

from bot.app.wires import Wires
from bot.clock import Clock
from bot.identity.identity import Identity
from bot.identity.linking import Linking
from bot.identity.links import Links, Me
from bot.identity.slack_people import SlackId, SlackPeople
from bot.identity.slack_sign_in import slack_sign_in
from bot.identity.vault import Vault
from bot.settings import Settings

OnLinked = Callable[[SlackId, Me, str | None], Awaitable[None]]


def identity_of(wires: Wires, links: Links, people: SlackPeople, vault: Vault, clock: Clock) -> Identity:
    return Identity(
        database=wires.database,
        links=links,
        people=people,
        login=wires.login,
        transport=wires.transport,
        vault=vault,
        clock=clock,
        metrics=wires.metrics,
    )


def linking_of(
    settings: Settings,
    wires: Wires,
    links: Links,
    people: SlackPeople,
    vault: Vault,
    *,
    clock: Clock,
    on_linked: OnLinked,
) -> Linking:
    """`on_linked` hears who linked, as whom, and what they asked before."""
    return Linking(
        database=wires.database,
        links=links,
        people=people,
        login=wires.login,
        login_url=settings.login_url,
        transport=wires.transport,
        vault=vault,
        clock=clock,
        public_url=settings.public_url or "",
        org_id=settings.genesys_org_id,
        command=settings.command,
        slack_sign_in=slack_sign_in(settings, wires.slack, clock),
        on_linked=on_linked,
    )
