"""Snapshots: made, verified, listed, compared, restored and undone while people work."""

from camerasheet.snapshots.live import LiveShows
from camerasheet.snapshots.manifest import Kind, Manifest
from camerasheet.snapshots.service import DrillResult, Policy, Snapshots, Usage
from camerasheet.storage.control.jobs import Job, JobKind, JobState, Step, StepState

__all__ = [
    "DrillResult",
    "Job",
    "JobKind",
    "JobState",
    "Kind",
    "LiveShows",
    "Manifest",
    "Policy",
    "Snapshots",
    "Step",
    "StepState",
    "Usage",
]
