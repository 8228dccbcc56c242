"""Inputs that once broke something, as files: each is tried again by the test it was found by.

A file is named after what it did. Short inputs stand as ``@example`` above their test instead.
"""

from pathlib import Path


def found(directory: str) -> list[Path]:
    """The kept files of one test, in an order."""
    return sorted((Path(__file__).parent / directory).glob("*"))
