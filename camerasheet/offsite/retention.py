"""Which offsite copies go. Pure: copies in, names out."""

from collections.abc import Collection, Sequence

from camerasheet.offsite.remote import Copy


def to_prune(newest_first: Sequence[Copy], keep: int, pinned: Collection[str] = ()) -> list[str]:
    """The file names that are no longer kept, oldest first.

    Of those that nobody pinned, offsite or here (``pinned``), the newest ``keep`` stay; and the
    newest one that is known to be sound stays whatever its age.
    """
    sound = next((each for each in newest_first if each.manifest.verified_ok), None)
    loose = [
        each for each in newest_first if not each.manifest.pinned and each.filename not in pinned
    ]
    going = [each.filename for each in loose[keep:] if each is not sound]
    return going[::-1]
