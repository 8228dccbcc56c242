"""Bringing back what was lost: from the replica, offsite snapshots or local ones."""

from camerasheet.recovery.recovering import needs_recovery, recover
from camerasheet.recovery.report import Origin, Outcome, Report, Source
from camerasheet.recovery.states import State

__all__ = ["Origin", "Outcome", "Report", "Source", "State", "needs_recovery", "recover"]
