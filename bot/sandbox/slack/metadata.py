"""Message metadata: an event type and its payload, together or not at all (facts 2.8)."""

from typing import Any

from bot.sandbox.slack.wire import Json, Refused


def message_metadata(given: Any) -> Json | None:
    match given:
        case None:
            return None
        case {"event_type": str(kind), "event_payload": dict(payload)}:
            return {"event_type": kind, "event_payload": payload}
    raise Refused("invalid_metadata_format")
