"""Tokens of our own in forms, so that no other site can send them.

An origin check alone would lock everybody out: with `no-referrer` browsers send `Origin: null`.
"""

import hashlib
import hmac


class FormTokens:
    """A form's token holds for one browser (the value of its cookie) and one subject (what the form is about)."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def token(self, browser: str, subject: str) -> str:
        # The hash has one length, so the two cannot run into each other.
        browser_hash = hashlib.sha256(browser.encode()).digest()
        return hmac.new(self._key, browser_hash + subject.encode(), hashlib.sha256).hexdigest()

    def holds(self, token: str, browser: str, subject: str) -> bool:
        return hmac.compare_digest(token.encode(), self.token(browser, subject).encode())
