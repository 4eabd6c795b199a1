"""The rate limit: so many requests a minute for each token, by the moved clock."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=1)


@dataclass
class Window:
    """One minute of one token."""

    ends_at: datetime
    count: int = 0


@dataclass
class RateLimits:
    """Windows of a minute that begin with a token's first request."""

    allowed: int = 300
    _windows: dict[str, Window] = field(default_factory=dict)

    def count(self, token: str, now: datetime) -> tuple[dict[str, str], bool]:
        """Counts one request: the headers to answer with, and whether it is still allowed."""
        window = self._windows.get(token)
        if window is None or not now < window.ends_at <= now + WINDOW:
            window = self._windows[token] = Window(now + WINDOW)
        window.count += 1
        headers = {
            "inin-ratelimit-count": str(window.count),
            "inin-ratelimit-allowed": str(self.allowed),
            "inin-ratelimit-reset": str(max(1, round((window.ends_at - now).total_seconds()))),
        }
        return headers, window.count <= self.allowed
