"""Codes, access tokens and refresh tokens that the login host has given out.

Refresh tokens rotate. One is good once; after it was used it is good once more as long as the access token that came
of it was never used, because then its answer was lost on the way (the pair that nobody got ends with it).
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

TOKEN_LIFETIME = timedelta(hours=24)
CODE_LIFETIME = timedelta(minutes=5)


@dataclass
class AccessToken:
    """A bearer token; `user_id` None: client credentials."""

    value: str
    user_id: str | None
    expires_at: datetime
    was_used: bool = False


@dataclass
class RefreshToken:
    """`successor`: what came of its use, as long as that may still be asked for again."""

    value: str
    user_id: str
    successor: "Grant | None" = None
    is_spent: bool = False


@dataclass(frozen=True)
class Grant:
    """What one token call gives."""

    access: AccessToken
    refresh: RefreshToken | None


@dataclass(frozen=True)
class Code:
    """An authorization code, bound to its request."""

    user_id: str
    redirect_uri: str
    challenge: str | None
    expires_at: datetime


@dataclass
class TokenBook:
    """Everything given out that is still good."""

    access: dict[str, AccessToken] = field(default_factory=dict)
    refresh: dict[str, RefreshToken] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)

    def new_code(self, user_id: str, redirect_uri: str, challenge: str | None, now: datetime) -> str:
        value = secrets.token_urlsafe(32)
        self.codes[value] = Code(user_id, redirect_uri, challenge, now + CODE_LIFETIME)
        return value

    def take_code(self, value: str, now: datetime) -> Code | None:
        """The code, once; None when unknown, used or too old."""
        code = self.codes.pop(value, None)
        return code if code and code.expires_at > now else None

    def grant(self, user_id: str | None, now: datetime, *, refreshable: bool) -> Grant:
        access = AccessToken(secrets.token_urlsafe(48), user_id, now + TOKEN_LIFETIME)
        refresh = RefreshToken(secrets.token_urlsafe(48), user_id) if refreshable and user_id else None
        grant = Grant(access, refresh)
        self.access[access.value] = access
        if refresh:
            self.refresh[refresh.value] = refresh
        self.grants.append(grant)
        return grant

    def refreshed(self, value: str, now: datetime) -> Grant | None:
        """A new pair for a refresh token, or None when it is no longer good."""
        old = self.refresh.get(value)
        if old is None or not self._is_good(old):
            return None
        lost = old.successor
        grant = self.grant(old.user_id, now, refreshable=True)
        old.is_spent, old.successor = True, None if lost else grant
        if lost:
            self.revoke(lost.access)
        return grant

    def _is_good(self, token: RefreshToken) -> bool:
        return not token.is_spent or (token.successor is not None and not token.successor.access.was_used)

    def revoke(self, access: AccessToken) -> None:
        """Ends an access token and the refresh token that came with it."""
        self.access.pop(access.value, None)
        for grant in self.grants:
            if grant.access is access and grant.refresh:
                self.refresh.pop(grant.refresh.value, None)
        self.grants = [grant for grant in self.grants if grant.access is not access]

    def revoke_user(self, user_id: str) -> None:
        for access in [access for access in self.access.values() if access.user_id == user_id]:
            self.revoke(access)
        self.refresh = {value: token for value, token in self.refresh.items() if token.user_id != user_id}

    def end(self, user_id: str, moment: datetime) -> None:
        """Their access tokens end then, sooner than was said; the refresh tokens stay good."""
        for access in self.access.values():
            if access.user_id == user_id:
                access.expires_at = moment

    @contextmanager
    def unrevoked(self) -> Iterator[None]:
        """Whatever is revoked inside stays good (the fault `ignore`)."""
        kept = dict(self.access), dict(self.refresh), list(self.grants)
        try:
            yield
        finally:
            self.access, self.refresh, self.grants = kept
