"""How the bot hears Slack: over HTTP, or through Socket Mode; the same listeners stand behind both."""

import logging

from slack_bolt.async_app import AsyncApp

from bot.app.wires import Wires
from bot.clock import Clock
from bot.dispatch.asgi import Answer, deliveries
from bot.dispatch.guard import Guard
from bot.dispatch.socket import Envelopes
from bot.errors import SettingsError
from bot.settings import Settings
from bot.slack.pace import Failed, Refused
from bot.slack.sockets import Opening, Sockets

log = logging.getLogger(__name__)

REFUSED = (
    "SLACK_APP_TOKEN is refused by Slack ({}): it must be an app-level token (xapp-…) of this app, with the scope "
    "connections:write."
)


def over_http(settings: Settings, clock: Clock, wires: Wires, bolt: AsyncApp) -> Answer:
    """What answers `/slack/events`."""
    secret = settings.slack_signing_secret
    guard = Guard(secret.get_secret_value() if secret else "", clock, clocks=wires.clocks)
    return deliveries(guard=guard, bolt=bolt, metrics=wires.metrics)


def through_sockets(settings: Settings, wires: Wires, bolt: AsyncApp) -> Sockets:
    """The connections, not yet open."""
    token, session = settings.slack_app_token, wires.slack.session
    assert session is not None, "all calls to Slack share one"
    opening = Opening(settings.slack_api_url, token.get_secret_value() if token else "", session)
    return Sockets(opening, Envelopes(bolt, wires.metrics).take)


async def ask_first(sockets: Sockets) -> None:
    """Raises SettingsError where Slack does not take the app's token. A silent Slack is waited for."""
    try:
        await sockets.ask()
    except Refused as refused:
        raise SettingsError([REFUSED.format(refused.reason)]) from None
    except Failed as failed:
        log.warning("Slack cannot be asked for a connection yet (%s); tried again", failed)
