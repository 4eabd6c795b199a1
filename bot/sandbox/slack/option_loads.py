"""The bot's answer to an option load, as far as Slack would show it (facts 2.5)."""

import json

from bot.sandbox.slack.blocks import are_options
from bot.sandbox.slack.wire import Json


def loaded(body: bytes) -> Json | None:
    """{"options"} or {"option_groups"}; None for an answer that Slack cannot show."""
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer if are_options(answer) else None
