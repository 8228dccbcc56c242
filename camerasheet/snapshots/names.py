"""What snapshot files are called. Made here only, so that any other name is nobody's."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from camerasheet.sheet.errors import Malformed
from camerasheet.snapshots.manifest import Kind

_STEM: Final = re.compile(
    r"(?:pre-restore_)?"
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{2}-[0-9]{2}-[0-9]{2}"
    r"(?:_[1-9][0-9]{0,5})?"
)
NAME_MAX: Final = 80
NOTE_MAX: Final = 2000


def is_stem(text: str) -> bool:
    """Whether a snapshot may be called that, without ``.db``."""
    return _STEM.fullmatch(text) is not None


def is_filename(text: str) -> bool:
    """Whether that can be the name of a snapshot's file."""
    return text.endswith(".db") and is_stem(text.removesuffix(".db"))


def free_stem(kind: Kind, at: datetime, taken: Callable[[str], bool]) -> str:
    """A name for a snapshot made ``at`` (UTC) that nobody has."""
    prefix = "pre-restore_" if kind is Kind.PRE_RESTORE else ""
    first = stem = f"{prefix}{at:%Y-%m-%d_%H-%M-%S}"
    again = 1
    while taken(stem):
        again += 1
        stem = f"{first}_{again}"
    return stem


def tidy_name(text: str) -> str:
    """A name that people give: one line. Raises ``Malformed``."""
    tidy = " ".join(text.split())
    if len(tidy) > NAME_MAX or not tidy.isprintable():
        raise Malformed(f"A snapshot's name has at most {NAME_MAX} characters, in one line.")
    return tidy


def quoting(what: str, name: str) -> str:
    """``what`` and a name in quotes, the name as short as it must be and in one line."""
    shown = "".join(char if char.isprintable() else " " for char in name)
    shown = " ".join(shown.split())
    room = NAME_MAX - len(what) - len(" “”")
    return f"{what} “{shown}”" if len(shown) <= room else f"{what} “{shown[: room - 1]}…”"


def tidy_note(text: str) -> str:
    """A note that people write. Raises ``Malformed``."""
    tidy = text.strip()
    if len(tidy) > NOTE_MAX or "\0" in tidy:
        raise Malformed(f"A snapshot's note has at most {NOTE_MAX} characters.")
    return tidy
