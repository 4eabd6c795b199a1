"""`response_url`: five posts within thirty minutes, to where somebody did something (facts 1.3)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock

POSTS = 5
LIFE = timedelta(minutes=30)


@dataclass
class ResponseUrl:
    """Where answers go. `source` is the ts of the message that holds the clicked element, or of the last answer.

    `line` is what the person typed, shown to all together with the first answer that all may read. A command has no
    message of its own: what `replace_original` replaces is the last answer given here (`is_command`).
    """

    user: str
    channel: str
    made_at: datetime
    source: str | None = None
    thread_ts: str | None = None
    line: str | None = None
    is_command: bool = False
    posts: int = 0


class ResponseUrls:
    """All that were handed out, by their secret."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made: dict[str, ResponseUrl] = {}

    def make(
        self,
        user: str,
        channel: str,
        *,
        source: str | None = None,
        thread_ts: str | None = None,
        line: str | None = None,
    ) -> tuple[str, ResponseUrl]:
        """The secret, and what it stands for."""
        secret = f"{secrets.token_hex(6)}/{secrets.token_urlsafe(18)}"
        made = ResponseUrl(user, channel, self._clock.now(), source, thread_ts, line, is_command=line is not None)
        self._made[secret] = made
        return secret, made

    def find(self, secret: str) -> ResponseUrl | None:
        return self._made.get(secret)

    def refusal(self, url: ResponseUrl) -> str | None:
        """Why Slack would take no further post: `used_url`, `expired_url`, or None."""
        if self._clock.now() - url.made_at > LIFE:
            return "expired_url"
        return "used_url" if url.posts >= POSTS else None
