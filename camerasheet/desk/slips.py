"""What is handed to the desk, and what comes back."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from camerasheet.sheet.crew import Person
from camerasheet.sheet.events import Event
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.rules.decide import AnyEdit


@dataclass(frozen=True, slots=True)
class Slip:
    """One edit on its way to the writer.

    ``who`` is its author's lasting id; ``person`` says who they are at the moment the edit is
    decided, or raises what they are refused with. ``epoch`` is the one the edit was written in,
    or None where the author keeps none. ``digest`` tells its payload from any other.
    """

    id: str
    edit: AnyEdit
    who: str
    person: Callable[[], Person]
    digest: str
    epoch: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The edit is committed, at ``seq``."""

    id: str
    seq: int


@dataclass(frozen=True, slots=True)
class Turned:
    """The edit was refused. ``error`` is ``{code, message, …}``; nothing was changed."""

    id: str
    error: Mapping[str, Any]


Outcome = Accepted | Turned


@dataclass(frozen=True, slots=True)
class Committed:
    """A batch that is on disk: its events, and the sheet before and after them.

    ``told`` has what clients are told of changes that were foreseen, by the change's identity.
    """

    before: Sheet
    after: Sheet
    events: tuple[Event, ...]
    told: Mapping[int, str] = field(default_factory=dict)


def digest(payload: object) -> str:
    """A short fingerprint of a decoded JSON value, the same however its keys were ordered."""
    canonical = json.dumps(payload, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.blake2b(canonical, digest_size=16).hexdigest()
