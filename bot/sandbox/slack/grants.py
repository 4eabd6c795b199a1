"""Codes and tokens of people who signed in. A code works once, for ten minutes."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock

CODE_LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True)
class SignedIn:
    """Who signed in, for which address, and what they let the app see."""

    user_id: str
    redirect_uri: str
    scopes: frozenset[str]
    nonce: str | None


class Grants:
    """What the app holds of the people who signed in."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._codes: dict[str, tuple[SignedIn, datetime]] = {}
        self._tokens: dict[str, SignedIn] = {}

    def new_code(self, signed_in: SignedIn) -> str:
        code = f"{secrets.randbelow(10**12)}.{secrets.token_hex(32)}"
        self._codes[code] = signed_in, self._clock.now() + CODE_LIFETIME
        return code

    def take_code(self, code: str) -> SignedIn | None:
        """Who it was; from then on the code is used."""
        signed_in, until = self._codes.pop(code, (None, None))
        return signed_in if until and self._clock.now() < until else None

    def new_token(self, signed_in: SignedIn) -> str:
        token = f"xoxp-{secrets.randbelow(10**12)}-{secrets.token_hex(16)}"
        self._tokens[token] = signed_in
        return token

    def of_token(self, token: str) -> SignedIn | None:
        return self._tokens.get(token)
