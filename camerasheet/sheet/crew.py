"""Who is asking, and what their role lets them do.

Roles follow how crews split the work: a viewer reads; an operator also writes the notes and the
ready ticks of their own camera; an editor (director, script supervisor, caller) plans and calls;
an admin also decides who may come in.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in one show, weakest first."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    EDITOR = "editor"
    ADMIN = "admin"

    def at_least(self, other: "Role") -> bool:
        """Whether this role may do all that ``other`` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class Action(StrEnum):
    """The kinds of thing a role is asked for."""

    READ = "read"
    OWN_CAMERA = "own_camera"
    PLAN = "plan"
    CALL = "call"
    MANAGE = "manage"


_NEEDED = {
    Action.READ: Role.VIEWER,
    Action.OWN_CAMERA: Role.OPERATOR,
    Action.PLAN: Role.EDITOR,
    Action.CALL: Role.EDITOR,
    Action.MANAGE: Role.ADMIN,
}


def may(role: Role, action: Action) -> bool:
    """Whether ``role`` is enough for ``action`` (for OWN_CAMERA: on the camera that is theirs)."""
    return role.at_least(_NEEDED[action])


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, in one show, at the moment they ask.

    ``id`` names them for good across their devices (``account:<ulid>``, ``guest:<ulid>``,
    ``token:<ulid>``, ``system:<what>``); ``camera`` is the id of the camera that an operator runs.
    """

    id: str
    name: str
    role: Role
    camera: str | None = None

    def may(self, action: Action, camera: str | None = None) -> bool:
        """Whether they may, now; with ``camera``, whether they may on that camera."""
        if not may(self.role, action):
            return False
        if action is Action.OWN_CAMERA and self.role is Role.OPERATOR:
            return camera is not None and camera == self.camera
        return True
