"""Who somebody is in the whole instance, and so in each show.

The rule: a *place* (a grant, or what a link or a token says) decides what somebody is in its show;
where there is none, the instance-wide role does; without either they may not even look. Only an
instance-wide admin is admin everywhere, whatever a grant says: they could change the grant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from camerasheet.sheet.crew import Person, Role


class IdentityKind(StrEnum):
    """How they came in."""

    ACCOUNT = "account"
    GUEST = "guest"
    TOKEN = "token"  # noqa: S105
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody for the audit log. ``address`` is where they called from, '' for this machine."""

    id: str
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A role in one show; ``camera`` is the id of the camera that they run there."""

    role: Role
    camera: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who has shown a valid session or token, as of when it was looked up.

    ``id`` is ``account:<ulid>``, ``guest:<ulid>``, ``token:<ulid>`` or ``system:<what>``; ``role``
    is instance-wide, None for whoever is only in certain shows; ``expires_at`` is when this ends
    unless it is revoked before. ``credential`` finds the same session or token again
    (``Identities.again``); it is no secret and lets nobody in.
    """

    id: str
    name: str
    kind: IdentityKind
    role: Role | None
    places: Mapping[str, Place]
    credential: str
    expires_at: datetime | None = None

    def person_in(self, show_id: str) -> Person | None:
        """Who they are in a show; None when they may not even read it."""
        place = None if self.role is Role.ADMIN else self.places.get(show_id)
        if place is not None:
            return Person(self.id, self.name, place.role, place.camera)
        if self.role is None:
            return None
        return Person(self.id, self.name, self.role)

    @property
    def is_admin(self) -> bool:
        """Whether they may manage accounts, shows and the instance itself."""
        return self.role is Role.ADMIN

    def valid_at(self, now: datetime) -> bool:
        """Whether it has not run out by then (revocation is told through ``changed``)."""
        return self.expires_at is None or now < self.expires_at

    def who(self, address: str = "") -> Who:
        """Them, for the audit log."""
        return Who(self.id, self.name, address)


SYSTEM: Final = Who("system:server", "camerasheet")
"""The server itself and whoever sits at its command line, for the audit log."""
