"""Files between being chosen and being imported: read once, kept a while, for their owner only."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass

from camerasheet.sheet.errors import Gone
from camerasheet.transfer import Table

KEPT_SECONDS = 3600.0
MOST = 24
"""Uploads kept at once. The oldest goes first: whoever wants it chooses the file again."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file's tables, whose they are, and for which show. ``made`` is monotonic seconds."""

    id: str
    who: str
    show: str
    name: str
    tables: tuple[Table, ...]
    made: float


class Uploads:
    """The uploads of this server. For any thread; a restart forgets them, and nothing is lost."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._uploads: dict[str, Upload] = {}

    def add(self, who: str, show: str, name: str, tables: list[Table]) -> Upload:
        """Keep a file's tables for somebody's import into a show."""
        now = time.monotonic()
        upload = Upload(secrets.token_urlsafe(12), who, show, name, tuple(tables), now)
        with self._lock:
            for key in [k for k, u in self._uploads.items() if now - u.made > KEPT_SECONDS]:
                del self._uploads[key]
            while len(self._uploads) >= MOST:
                del self._uploads[next(iter(self._uploads))]
            self._uploads[upload.id] = upload
        return upload

    def find(self, upload_id: str, who: str, show: str) -> Upload:
        """Somebody's own upload. Raises :class:`Gone`, also for anybody else's."""
        upload = self._uploads.get(upload_id)
        if upload is None or (upload.who, upload.show) != (who, show):
            raise Gone("This file is no longer here. Choose it again.")
        return upload

    def drop(self, upload_id: str) -> None:
        """Forget an upload."""
        with self._lock:
            self._uploads.pop(upload_id, None)
