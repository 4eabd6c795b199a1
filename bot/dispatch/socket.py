"""What comes through Socket Mode, on the same way as what comes over HTTP: the same rules, listeners and answers.

Frames carry no signature: who may send them was decided by the app's own token and TLS. So what a delivery counts once
by is what Slack made for it: the event's id or the form's window, as over HTTP, else the trigger, which is new with
each command and click and the same in whatever envelope it comes again.
"""

import hashlib
import json
import logging
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.dispatch.bolt import Body, dispatched
from bot.dispatch.shapes import Malformed, readable
from bot.metrics import ACK_SECONDS, DELIVERIES, Metrics

log = logging.getLogger(__name__)

Frame = Mapping[str, Any]


class Envelopes:
    """Takes envelopes and answers with their acknowledgements."""

    def __init__(self, bolt: AsyncApp, metrics: Metrics) -> None:
        self._bolt = bolt
        self._metrics = metrics

    async def take(self, envelope: Frame) -> Frame | None:
        """The acknowledgement. None for what is not whole: Slack may send it again, as after a 400 over HTTP."""
        began_s = time.monotonic()
        try:
            answer = await self._answered(envelope)
        except Malformed as error:
            log.info("an envelope was refused: %s", error)
            self._metrics.count(DELIVERIES, "unread", "refused")
            return None
        self._metrics.measure(ACK_SECONDS, time.monotonic() - began_s)
        return answer

    async def _answered(self, envelope: Frame) -> Frame | None:
        envelope_id = str(envelope["envelope_id"])
        body = readable(envelope.get("payload"))
        if body is None:
            return {"envelope_id": envelope_id}
        answer = await dispatched(self._bolt, body, _key(body, envelope_id))
        if answer.status != HTTPStatus.OK:
            return None
        says = envelope.get("accepts_response_payload") is True and answer.body
        return {"envelope_id": envelope_id, **({"payload": json.loads(answer.body)} if says else {})}


def _key(body: Body, envelope_id: str) -> str:
    """As long as the table has room for, whatever Slack makes triggers of."""
    stands_for = body.get("trigger_id") or f"envelope {envelope_id}"
    return "socket " + hashlib.sha256(str(stands_for).encode()).hexdigest()
