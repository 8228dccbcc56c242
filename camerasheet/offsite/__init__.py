"""Offsite copies: snapshots pushed to an S3-compatible bucket, listed there and fetched back."""

from camerasheet.offsite.bucket import Bucket
from camerasheet.offsite.listings import Known
from camerasheet.offsite.remote import CONTROL, Copies, Copy, RemoteShelf, prefix_of
from camerasheet.offsite.routine import Done
from camerasheet.offsite.service import Offsite

__all__ = [
    "CONTROL",
    "Bucket",
    "Copies",
    "Copy",
    "Done",
    "Known",
    "Offsite",
    "RemoteShelf",
    "prefix_of",
]
