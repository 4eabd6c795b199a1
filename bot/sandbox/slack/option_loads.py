"""The bot's answer to an option load, as far as Slack would show it (facts 2.5)."""

import json

from bot.sandbox.slack.wire import Json


def loaded(body: bytes) -> Json | None:
    """{"options"} or {"option_groups"}; None for an answer that Slack cannot show."""
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    match answer:
        case {"options": list(options), **rest} if "option_groups" not in rest:
            return {"options": options}
        case {"option_groups": list(groups), **rest} if "options" not in rest:
            return {"option_groups": groups}
    return None
