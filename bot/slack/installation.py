"""The workspaces that the bot speaks in, and whether Slack still knows the app there.

After it was taken out of a workspace nothing is sent there until it is back.
"""

import logging
from collections.abc import Sequence
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

log = logging.getLogger(__name__)

#: What Slack answers to the token of an app that was taken out, or whose token was revoked.
GONE = {"account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed"}


class Installation:
    """The app in one workspace. `client` has its bot token, and asks; `speaker` has it, and says each thing once.

    Whether it is gone is known from Slack's events and from its answers; each process finds it out for itself.
    """

    def __init__(self, client: AsyncWebClient, speaker: AsyncWebClient, team: str = "") -> None:
        self.client = client
        self.speaker = speaker
        self.team = team
        self.is_gone = False

    def left(self) -> None:
        if not self.is_gone:
            log.warning(
                "the app is no longer installed in Slack%s, or its token was revoked: nothing is sent until it is back",
                self._where,
            )
        self.is_gone = True

    def heard(self) -> None:
        """Slack delivers, or takes what is sent: the app is installed."""
        if self.is_gone:
            log.warning("the app is installed in Slack again%s", self._where)
        self.is_gone = False

    @property
    def _where(self) -> str:
        return f" ({self.team})" if self.team else ""


def installation(client: AsyncWebClient, team: str = "") -> Installation:
    """Whoever speaks does so without the SDK's own repeat of what broke off: `bot/slack/pace.py` repeats, once."""
    speaker = AsyncWebClient(token=client.token, base_url=client.base_url, session=client.session, retry_handlers=[])
    return Installation(client, speaker, team)


class Installations(Protocol):
    """Who speaks in which workspace. `team` is a workspace, or the enterprise that installed for all of its own."""

    async def of(self, team: str) -> Installation | None:
        """None: the app is not installed there. Raises StoreUnavailable."""

    async def ended(self, installation: Installation) -> None:
        """Slack said that it is over, and takes the token no more."""

    def gone(self) -> Sequence[Installation]:
        """Those of which this process thinks that they are gone."""


class OneInstallation:
    """The one workspace of a bot token that stands in the settings; it may come back at any time."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._installation = installation(client)

    async def of(self, team: str) -> Installation:  # noqa: ARG002 - whatever the workspace is called
        return self._installation

    async def ended(self, installation: Installation) -> None:
        """Nothing is kept of it."""

    def gone(self) -> Sequence[Installation]:
        return [self._installation] if self._installation.is_gone else []
