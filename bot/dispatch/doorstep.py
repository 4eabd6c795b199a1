"""Deliveries of workspaces in which the app is not installed, as far as the bot knows: refused, and told so.

No token speaks there. What answers is the delivery itself, or its `response_url`, which needs none.
"""

import json
import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt.response import BoltResponse

from bot.dispatch.payloads import workspace
from bot.dispatch.tasks import Tasks
from bot.errors import StoreUnavailable
from bot.slack.installation import Installations
from bot.slack.reply import Reply
from bot.slack.sender import TITLE, Sender

log = logging.getLogger(__name__)

#: What does not come out of a workspace.
FROM_NOWHERE = {"url_verification", "app_rate_limited"}


class Doorstep:
    """`words` are for whoever asked something there."""

    def __init__(self, installations: Installations, sender: Sender, tasks: Tasks, words: Reply) -> None:
        self._installations = installations
        self._sender = sender
        self._tasks = tasks
        self._words = words

    async def refusal(self, body: Mapping[str, Any]) -> BoltResponse | None:
        """The answer to a delivery that nobody works on; None: it may come in."""
        kind = "command" if "command" in body else str(body.get("type"))
        team = workspace(body)
        if kind in FROM_NOWHERE or await self._is_installed(team):
            return None
        log.warning("a delivery (%s) of workspace %s was refused: the app is not installed there", kind, team or "?")
        return self._told(kind, body)

    async def _is_installed(self, team: str) -> bool:
        try:
            return await self._installations.of(team) is not None
        except StoreUnavailable:  # Nobody can say; what needs the database fails further inside, with its own words.
            return True

    def _told(self, kind: str, body: Mapping[str, Any]) -> BoltResponse:
        """With 200, so that Slack shows it, and sends no event again."""
        match kind:
            case "command":
                said: dict[str, Any] = {"response_type": "ephemeral", "text": self._words.text()}
            case "view_submission":
                said = {"response_action": "update", "view": self._words.view(TITLE)}
            case "block_suggestion":
                said = {"options": []}
            case _:
                if url := body.get("response_url"):
                    self._tasks.start(self._sender.turn_away(str(url), self._words))
                return BoltResponse(status=200, body="")
        return BoltResponse(status=200, body=json.dumps(said), headers={"content-type": ["application/json"]})
