"""Ids that are never used twice."""

from ulid import ULID


def new_id() -> str:
    """A new ULID: 26 letters and digits, in the order in which they were made."""
    return str(ULID())
