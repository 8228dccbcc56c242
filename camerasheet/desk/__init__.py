"""The desk: the only way a sheet changes."""

from camerasheet.desk.desk import Desk
from camerasheet.desk.desks import Desks
from camerasheet.desk.slips import Accepted, Committed, Outcome, Slip, Turned, digest

__all__ = ["Accepted", "Committed", "Desk", "Desks", "Outcome", "Slip", "Turned", "digest"]
