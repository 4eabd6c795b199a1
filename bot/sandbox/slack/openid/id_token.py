"""The id_token: a JWT signed with RS256, and the public key that checks it."""

import base64
import json
from functools import cache

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from bot.sandbox.slack.wire import Json

KEY_ID = "sandbox"


@cache
def _key() -> RSAPrivateKey:
    """Made when somebody first signs in, once for each process: it takes a moment."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def signed(claims: Json) -> str:
    head = {"alg": "RS256", "typ": "JWT", "kid": KEY_ID}
    body = ".".join(_base64(json.dumps(part).encode()) for part in (head, claims))
    return f"{body}.{_base64(_key().sign(body.encode(), PKCS1v15(), SHA256()))}"


def public_keys() -> Json:
    """A JSON Web Key Set."""
    numbers = _key().public_key().public_numbers()
    key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID, "n": _number(numbers.n), "e": _number(numbers.e)}
    return {"keys": [key]}


def _number(value: int) -> str:
    return _base64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _base64(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()
