"""Secrets at rest. A ciphertext opens only in the place that it was sealed for, so rows cannot be swapped."""

import hashlib
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_ID_BYTES = 4
_NONCE_BYTES = 12


class Unreadable(Exception):
    """Sealed with a key that is gone, for another place, or altered. Whoever meets it asks for a new sign-in."""


class Vault:
    """AES-256-GCM under the first of several keys; all of them open.

    A sealed value is key id (4 bytes), nonce (12), ciphertext. The context (team, user, column, …) is authenticated
    with it and kept nowhere.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ValueError(f"a vault needs keys of {KEY_BYTES} bytes")
        self._first = keys[0]
        self._ciphers = {_id_of(key): AESGCM(key) for key in keys}

    def seal(self, plain: str, *context: str) -> bytes:
        key_id, nonce = _id_of(self._first), secrets.token_bytes(_NONCE_BYTES)
        return key_id + nonce + self._ciphers[key_id].encrypt(nonce, plain.encode(), _joined(key_id, context))

    def open(self, sealed: bytes, *context: str) -> str:
        """Raises Unreadable."""
        key_id, nonce = sealed[:_ID_BYTES], sealed[_ID_BYTES : _ID_BYTES + _NONCE_BYTES]
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise Unreadable("sealed with a key that is not among TOKEN_KEYS")
        try:
            return cipher.decrypt(nonce, sealed[_ID_BYTES + _NONCE_BYTES :], _joined(key_id, context)).decode()
        except (InvalidTag, ValueError):
            raise Unreadable("altered, or sealed for another place") from None

    def resealed(self, sealed: bytes, *context: str) -> bytes | None:
        """The same under the first key; None when it is so already. Raises Unreadable."""
        plain = self.open(sealed, *context)
        return None if sealed[:_ID_BYTES] == _id_of(self._first) else self.seal(plain, *context)

    def derived(self, purpose: str) -> bytes:
        """A key for something else than sealing, made from the first key."""
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(self._first)


def _id_of(key: bytes) -> bytes:
    return hashlib.sha256(b"onqueue key id" + key).digest()[:_ID_BYTES]


def _joined(key_id: bytes, context: Sequence[str]) -> bytes:
    """Each part behind its length: ("ab", "c") is not ("a", "bc")."""
    parts = [part.encode() for part in context]
    return key_id + b"".join(len(part).to_bytes(4, "big") + part for part in parts)
