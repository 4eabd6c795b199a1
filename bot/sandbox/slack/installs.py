"""Codes of installations: what a workspace allowed, once, for ten minutes."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.sandbox.slack.grants import CODE_LIFETIME


@dataclass(frozen=True)
class Allowed:
    """Which workspace let the app in, for which address, with which scopes, and who said so."""

    team_id: str
    redirect_uri: str
    scopes: str
    user_id: str


class Installs:
    """Codes that were given and not taken yet."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._codes: dict[str, tuple[Allowed, datetime]] = {}

    def new_code(self, allowed: Allowed) -> str:
        code = f"{secrets.randbelow(10**12)}.{secrets.token_hex(32)}"
        self._codes[code] = allowed, self._clock.now() + CODE_LIFETIME
        return code

    def take_code(self, code: str) -> Allowed | None:
        """What it stands for; from then on it is used."""
        allowed, until = self._codes.pop(code, (None, None))
        return allowed if until and self._clock.now() < until else None
