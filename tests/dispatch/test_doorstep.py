"""Which workspace a delivery is for, and what Bolt knows of tokens: nothing."""

from typing import Any, cast

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.dispatch.bolt import NOBODYS, Listeners, bolt_app, dispatched
from bot.dispatch.doorstep import Doorstep
from bot.dispatch.payloads import command, interaction, message, workspace
from bot.dispatch.tasks import Tasks
from bot.slack.installation import OneInstallation
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from bot.slack.sender import Sender
from bot.slack.session import slack_session

GRID = {"team_id": "T1", "enterprise_id": "E1"}


class Hearing:
    """Listeners that note the client that Bolt would give to any of them."""

    def __init__(self) -> None:
        self.tokens: list[str | None] = []

    async def news(self, ack: AsyncAck, client: AsyncWebClient) -> None:
        await ack()
        self.tokens.append(client.token)

    command = action = view = options = shortcut = event = news


async def test_bolts_shared_client_has_nobodys_token() -> None:
    hearing = Hearing()
    async with slack_session() as session:
        client = AsyncWebClient("xoxb-S3CRET", base_url="https://slack.com/api/", session=session)
        known = OneInstallation(client)
        doorstep = Doorstep(known, Sender(client, known), Tasks(), Reply([mrkdwn("not here")]))
        bolt = bolt_app(cast("Listeners", hearing), client, doorstep)
        event = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {"type": "user_change"}}
        assert (await dispatched(bolt, event, "")).status == 200
    assert hearing.tokens == [NOBODYS]


@pytest.mark.parametrize(
    ("body", "team"),
    [
        ({"team_id": "T1"}, "T1"),
        ({"team": {"id": "T1"}}, "T1"),
        ({**GRID, "is_enterprise_install": "false"}, "T1"),
        ({**GRID, "is_enterprise_install": "true"}, "E1"),
        ({"team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True}, "E1"),
        # The installation of a window is its own, whoever's workspace its user is of.
        ({"team": {"id": "T2"}, "view": {"app_installed_team_id": "T1"}}, "T1"),
        # In a channel that two companies share, the event names the other one as well.
        ({"team_id": "T2", "authorizations": [{"team_id": "T1", "is_enterprise_install": False}]}, "T1"),
        ({"team_id": "T1", "authorizations": [{"enterprise_id": "E1", "is_enterprise_install": True}]}, "E1"),
        ({}, ""),
    ],
)
def test_a_delivery_says_whose_installation_it_is_for(body: dict[str, Any], team: str) -> None:
    assert workspace(body) == team


def test_on_grid_somebody_is_of_their_enterprise_and_is_answered_where_they_asked() -> None:
    asked = command({**GRID, "user_id": "U1", "command": "/gc", "channel_id": "C1"}, "key", "/gc")
    pressed = interaction({"team": {"id": "T1"}, "enterprise": {"id": "E1"}, "user": {"id": "U1"}}, "key")
    spoken = message({**GRID, "event_id": "Ev1"}, {"type": "message", "user": "U1", "channel": "D1", "text": "on"})
    for delivery in (asked, pressed, spoken):
        assert (delivery.slack.team_id, delivery.slack.workspace, delivery.place.team) == ("E1", "T1", "T1")
