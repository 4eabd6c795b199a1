"""What those who operate the bot are told of its calls: figures, one line each, and what time Genesys says it is."""

import logging
import time
from dataclasses import dataclass, field

from bot.genesys.told import correlation_id
from bot.genesys.wire import Answer, Lost, NotSent
from bot.metrics import GENESYS_CALLS, GENESYS_SECONDS, RATE_LIMITED, Metrics
from bot.readiness import GENESYS, OtherClocks

log = logging.getLogger(__name__)

RATE_LIMIT, REFUSED_FROM = 429, 400


@dataclass(frozen=True)
class Watch:
    """Told of each attempt. An operation is named by its method and the template of its path, which hold no ids."""

    metrics: Metrics = field(default_factory=Metrics)
    clocks: OtherClocks | None = None

    def answered(self, operation: str, answer: Answer, began_s: float, *, writes: bool) -> None:
        """An answer came, whatever it says; `began_s` by `time.monotonic()`."""
        took_s = time.monotonic() - began_s
        self.metrics.count(GENESYS_CALLS, operation, str(answer.status))
        self.metrics.measure(GENESYS_SECONDS, took_s, operation)
        if answer.status == RATE_LIMIT:
            self.metrics.count(RATE_LIMITED, GENESYS)
        if self.clocks is not None:
            self.clocks.heard_date(GENESYS, answer.headers.get("date"))
        # What changed something, and what was refused, is what somebody looks for later.
        level = logging.INFO if writes or answer.status >= REFUSED_FROM else logging.DEBUG
        if log.isEnabledFor(level):
            log.log(
                level,
                "%s: %s after %s ms, correlation %s",
                operation,
                answer.status,
                round(took_s * 1000),
                correlation_id(answer) or "-",
            )

    def failed(self, operation: str, error: NotSent | Lost) -> None:
        """No whole answer came."""
        self.metrics.count(GENESYS_CALLS, operation, "unsent" if isinstance(error, NotSent) else "lost")
        log.info("%s: %s", operation, error)
