"""The data directory: what lies where, made on the first run, private to its owner.

A directory that was there already keeps its mode: volumes are often given with one of their own,
and everything we make inside is 0600 or 0700.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from ulid import ULID

from camerasheet.sheet.errors import Malformed, StorageFailed
from camerasheet.storage.files import (
    make_directory,
    make_private,
    write_private,
)
from camerasheet.storage.troubles import storage_errors


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """Names in it; only ``prepare`` and ``secret_key`` touch the disk."""

    path: Path

    @property
    def control(self) -> Path:
        """Accounts, shows, links, audit log."""
        return self.path / "control.db"

    @property
    def shows(self) -> Path:
        """One file per show. Nothing but show files is ever called ``*.db`` here."""
        return self.path / "shows"

    @property
    def backups(self) -> Path:
        """Copies: a directory per database."""
        return self.path / "backups"

    @property
    def lock(self) -> Path:
        """Held by the one server; see ``ownership.py``."""
        return self.path / "server.lock"

    def show_file(self, show_id: str) -> Path:
        """The file of a show. Raises ``Malformed`` for what is no ULID, path or otherwise."""
        try:
            name = str(ULID.from_str(show_id))
        except ValueError as error:
            raise Malformed(f"{show_id!r} is not the id of a show.") from error
        return self.shows / f"{name}.db"

    def show_files(self) -> list[Path]:
        """The show files that are there, in the order in which the shows were made."""
        with storage_errors(self.shows):
            return sorted(self.shows.glob("*.db"))

    def backups_of(self, database: Path) -> Path:
        """Where copies of a database go: ``backups/control`` or ``backups/<show id>``."""
        return self.backups / database.stem

    def prepare(self) -> None:
        """Make what is missing, and make sure that it can be written.

        Raises ``StorageFailed`` in one sentence: the parent is missing, it is a file, read-only,
        not ours, or the disk is full.
        """
        with storage_errors(self.path):
            if self.path.exists() and not self.path.is_dir():
                raise StorageFailed(
                    f"{self.path} is a file; the data directory must be a directory. "
                    "Move it away or set CAMERASHEET_DATA.",
                    path=str(self.path),
                )
            if not self.path.parent.is_dir():
                raise StorageFailed(
                    f"{self.path} cannot be made, because {self.path.parent} is not a directory. "
                    "Make that first or set CAMERASHEET_DATA.",
                    path=str(self.path),
                )
            for directory in (self.path, self.shows, self.backups):
                make_directory(directory)
            self._try_to_write()

    def secret_key(self) -> str:
        """The key that signs cookies: random, made once, kept in ``secret.key``.

        Raises ``StorageFailed``, also for a file that somebody emptied: a short key signs nothing.
        """
        file = self.path / "secret.key"
        with storage_errors(file):
            if not file.exists():
                write_private(file, secrets.token_hex(32).encode())
            make_private(file)
            key = file.read_text().strip()
        if len(key) < 32:
            raise StorageFailed(
                f"{file} is too short to be a key. Remove it and a new one is made; "
                "everybody will have to sign in again.",
                path=str(file),
            )
        return key

    def _try_to_write(self) -> None:
        # Asking is better than looking at modes: root, read-only mounts and quotas ignore those.
        probe = self.path / f".probe-{secrets.token_hex(4)}"
        try:
            write_private(probe, b"\0" * 4096)
        finally:
            probe.unlink(missing_ok=True)
