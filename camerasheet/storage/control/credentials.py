"""Secrets that are handed out, and the keys by which they are found again."""

import hashlib
import secrets
from typing import Final

TOKEN_PREFIX: Final = "cst_"  # noqa: S105  (what tokens begin with, so that leaks can be searched)

# What an identity's ``credential`` begins with; the key follows.
SESSION: Final = "session:"
TOKEN: Final = "token:"  # noqa: S105


def new_secret() -> str:
    """256 random bits, safe in a cookie, a header or an address."""
    return secrets.token_urlsafe(32)


def new_link_secret() -> str:
    """128 random bits: as hard to guess in practice, and half the QR code."""
    return secrets.token_urlsafe(16)


def key_of(secret: str) -> str:
    """What is stored in place of a secret. Plain SHA-256 will do: there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
