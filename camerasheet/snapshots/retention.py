"""Which snapshots go. Pure: manifests in, names out."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from camerasheet.snapshots.manifest import Kind, Manifest
from camerasheet.storage.control.care import Policy

SAFETY_DAYS: Final = 7
"""For how long the copies made before a restore stay, whatever else is kept."""


def last_verified(manifests: Iterable[Manifest]) -> Manifest | None:
    """The newest one that is known to be sound."""
    sound = [manifest for manifest in manifests if manifest.verified_ok]
    return max(sound, key=_age, default=None)


def to_prune(
    manifests: Sequence[Manifest], policy: Policy, keep_manual: int, now: datetime
) -> list[str]:
    """The file names that are no longer kept, oldest first.

    Never one that is pinned or was uploaded, the last verified one, or a copy from before a
    restore that is newer than a week. Of the manual ones the last ``keep_manual`` stay, of the
    copies from before imports, of those fetched from the replica and of older ones from before
    restores as many; of scheduled ones what ``policy`` says.
    """
    sound = last_verified(manifests)
    loose = [each for each in manifests if not each.pinned]
    going: set[str] = set()
    for kind in (Kind.MANUAL, Kind.PRE_RESTORE, Kind.PRE_IMPORT, Kind.REPLICA):
        going |= _names(_newest_first(loose, kind)[keep_manual:])
    scheduled = _newest_first(loose, Kind.SCHEDULED)
    going |= _names(scheduled) - _names(_grandfathered(scheduled, policy))
    fresh = now - timedelta(days=SAFETY_DAYS)
    for each in loose:
        if each.kind is Kind.PRE_RESTORE and each.created > fresh:
            going.discard(each.filename)
    if sound is not None:
        going.discard(sound.filename)
    return [each.filename for each in sorted(loose, key=_age) if each.filename in going]


def _grandfathered(newest_first: Sequence[Manifest], policy: Policy) -> list[Manifest]:
    """The last few, and the newest one of each of the last hours, days and weeks that have any."""
    kept = list(newest_first[: policy.keep_last])
    spans = (
        ("%Y-%m-%d %H", policy.keep_hourly),
        ("%Y-%m-%d", policy.keep_daily),
        ("%G-%V", policy.keep_weekly),
    )
    for form, most in spans:
        newest: dict[str, Manifest] = {}
        for manifest in newest_first:
            newest.setdefault(manifest.created.strftime(form), manifest)
        kept += list(newest.values())[:most]
    return kept


def _newest_first(manifests: Iterable[Manifest], kind: Kind) -> list[Manifest]:
    return sorted((m for m in manifests if m.kind is kind), key=_age, reverse=True)


def _names(manifests: Iterable[Manifest]) -> set[str]:
    return {manifest.filename for manifest in manifests}


def _age(manifest: Manifest) -> tuple[datetime, int, str]:
    return manifest.created, len(manifest.filename), manifest.filename
