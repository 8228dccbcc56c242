"""What a setting's text may be, and what becomes of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from camerasheet.sheet.errors import Malformed
from camerasheet.storage.control import rules


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of value: its name, what would be accepted, and how a text becomes one.

    ``parse`` raises ``ValueError`` for what is not accepted.
    """

    name: str
    accepted: str
    parse: Callable[[str], object]


def text(name: str, accepted: str, check: Callable[[str], bool]) -> Kind:
    """A text for which ``check`` is true."""

    def parse(text: str) -> str:
        if not check(text):
            raise ValueError(text)
        return text

    return Kind(name, accepted, parse)


def number(lowest: int, highest: int) -> Kind:
    """A whole number, both ends included."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", text) or not lowest <= int(text) <= highest:
            raise ValueError(text)
        return int(text)

    return Kind("number", f"a whole number from {lowest} to {highest}", parse)


def choice(*words: str) -> Kind:
    """One of some words."""
    return text("choice", "one of " + ", ".join(words), lambda value: value in words)


def secret(shortest: int, longest: int) -> Kind:
    """A text of so many characters that is never shown, or nothing."""

    def parse(text: str) -> str | None:
        if text and not shortest <= len(text) <= longest:
            raise ValueError
        return text or None

    return Kind("secret", f"{shortest} to {longest} characters, or nothing", parse)


def pattern(name: str, accepted: str, expression: str) -> Kind:
    """A text that matches all of ``expression``."""
    return text(name, accepted, lambda value: re.fullmatch(expression, value) is not None)


def url(example: str) -> Kind:
    """An address that is opened without a login."""
    return Kind("url", f"an address such as {example}, or nothing", _url)


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise ValueError(text)
    return Path(text).expanduser().absolute()


def _url(text: str) -> str | None:
    if not text:
        return None
    parts = urlsplit(text)
    plain = not (parts.query or parts.fragment or "@" in text)  # one with "@" may hold a password
    _ = parts.port  # raises ValueError for what is none, as urlsplit does for other nonsense
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
        raise ValueError(text)
    return text.rstrip("/")


def _optional_path(text: str) -> Path | None:
    return _path(text) if text else None


def _slug(text: str) -> str:
    try:
        return rules.slug(text) if text else ""
    except Malformed as error:
        raise ValueError(text) from error


MAYBE_PATH: Final = Kind("path", "the path of a file or directory, or nothing", _optional_path)
DIRECTORY: Final = Kind("path", "the path of a directory", _path)
SLUG: Final = Kind("slug", "the address of a show (a to z, 0 to 9, dashes), or nothing", _slug)
