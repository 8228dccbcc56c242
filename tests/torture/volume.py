"""The disk under the data, and what can go wrong with it: full, not to be written, read-only.

With root and a loop device it is a small ext4 of its own, and its troubles are the kernel's.
Elsewhere it is a directory, and the limits of the process stand for the disk's.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

MEBIBYTE = 1 << 20
SIZE = 768 * MEBIBYTE
CLOSING_SECONDS = 60.0


class Volume(Protocol):
    """``path`` is where the data is to be."""

    path: Path

    @property
    def denies(self) -> bool:
        """Whether it can take permissions away, and be read-only."""

    def fill(self, server: int) -> None:
        """No room is left, for the server (a process id) at least."""

    def free(self, server: int) -> None:
        """There is room again."""

    def deny(self) -> None:
        """The shows may not be written any more, not even through files that are open."""

    def allow(self) -> None:
        """They may."""

    def read_only(self) -> None:
        """Nothing may be written. Nobody may have a file open."""

    def writable(self) -> None:
        """Everything may."""


class Ext4:
    """A file system of its own in a file, mounted through a loop device."""

    denies = True

    def __init__(self, place: Path) -> None:
        self._image, self._mounted = place / "volume.img", place / "volume"
        self._mounted.mkdir()
        with self._image.open("wb") as image:
            image.truncate(SIZE)
        _call("mkfs.ext4", "-q", "-F", "-m", "0", str(self._image))
        _call("mount", "-o", "loop", str(self._image), str(self._mounted))
        self.path = self._mounted / "data"
        self._ballast = self._mounted / "ballast"

    def fill(self, server: int) -> None:
        """To the last block, even when something else has just freed some."""
        with self._ballast.open("ab", buffering=0) as ballast, suppress(OSError):
            room = os.statvfs(self._mounted)
            free = room.f_bavail * room.f_frsize
            if free > MEBIBYTE:
                os.posix_fallocate(ballast.fileno(), ballast.tell(), free - MEBIBYTE // 2)
                ballast.seek(0, os.SEEK_END)
            while True:
                ballast.write(bytes(4096))

    def free(self, server: int) -> None:
        self._ballast.unlink(missing_ok=True)

    def deny(self) -> None:
        self._immutable("+i")

    def allow(self) -> None:
        self._immutable("-i")

    def _immutable(self, how: str) -> None:
        """Unlike chmod, this binds root too, and files that are open already. The ``-shm`` is left
        out: it is mapped, and the kernel answers a write to such a map with SIGBUS."""
        shows = self.path / "shows"
        files = [*shows.glob("*.db"), *shows.glob("*.db-wal")]
        places = [shows, *files, *(self.path / "backups").glob("*/")]
        _call("chattr", how, *map(str, places))

    def read_only(self) -> None:
        """Whoever has just ended may still be at closing files."""
        deadline = time.monotonic() + CLOSING_SECONDS
        while True:
            try:
                return _call("mount", "-o", "remount,ro", str(self._mounted))
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def writable(self) -> None:
        _call("mount", "-o", "remount,rw", str(self._mounted))

    def remove(self) -> None:
        """Unmount it, whatever state it is in."""
        subprocess.run(["umount", "--lazy", str(self._mounted)], check=True)


class Directory:
    """A directory of the disk that is there."""

    def __init__(self, place: Path) -> None:
        self.path = place / "volume" / "data"
        self.path.parent.mkdir()

    @property
    def denies(self) -> bool:
        """chmod does not bind root."""
        return os.geteuid() != 0

    def fill(self, server: int) -> None:
        """No file of the server's may grow beyond what the smallest write-ahead log is."""
        logs = [log.stat().st_size for log in (self.path / "shows").glob("*.db-wal")]
        self._limit(server, min(logs, default=0))

    def free(self, server: int) -> None:
        self._limit(server, resource.RLIM_INFINITY)

    def _limit(self, server: int, size: int) -> None:
        with suppress(ProcessLookupError):
            _, hard = resource.prlimit(server, resource.RLIMIT_FSIZE)
            most = size if hard == resource.RLIM_INFINITY else min(size, hard)
            resource.prlimit(server, resource.RLIMIT_FSIZE, (most, hard))

    def deny(self) -> None:
        """Files that are open are not touched by this: it is snapshots that are refused."""
        for place in self._places():
            place.chmod(0o500)

    def allow(self) -> None:
        for place in self._places():
            place.chmod(0o700)

    def _places(self) -> list[Path]:
        return [self.path, self.path / "shows", *(self.path / "backups").glob("**/")]

    read_only, writable = deny, allow


def _call(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")


def _may_mount() -> bool:
    tools = ("mkfs.ext4", "mount", "umount", "chattr")
    return (
        os.geteuid() == 0 and Path("/dev/loop-control").exists() and all(map(shutil.which, tools))
    )


@contextmanager
def volume(place: Path) -> Iterator[Volume]:
    """The best that there is here, gone with the block."""
    if _may_mount():
        try:
            made = Ext4(place)
        except OSError as error:  # a container whose root may not
            print(f"no volume of its own: {error}")
            shutil.rmtree(place / "volume", ignore_errors=True)
        else:
            try:
                yield made
            finally:
                made.remove()
            return
    plain = Directory(place)
    try:
        yield plain
    finally:
        with suppress(OSError):
            plain.allow()
