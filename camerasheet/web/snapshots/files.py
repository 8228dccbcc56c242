"""Snapshot files, both ways: sent in parts to whoever downloads one, and taken in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, cast

from flask import Response, request, send_file

from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import Malformed
from camerasheet.web.access import Visit, require_identity, visit
from camerasheet.web.forms import address
from camerasheet.web.production import production
from camerasheet.web.snapshots.doors import default_slug

MIMETYPE = "application/x-sqlite3"
_AROUND = 64 * 1024
"""What a form may hold besides its file."""


def admit_large_files(*endpoints: str) -> Callable[[str | None, dict[str, Any] | None], None]:
    """For ``url_value_preprocessor``: those endpoints take files as large as snapshots may be.

    It runs before the form is looked at for its CSRF token, which reads all of it. Only whoever
    may make snapshots gets the larger limit: nobody else can fill the disk with a form.
    """

    def admit(asked: str | None, values: dict[str, Any] | None) -> None:
        if asked in endpoints:
            slug = (values or {}).get("slug")
            require_identity()
            visit(slug or default_slug(), Action.MANAGE)
            request.max_content_length = production().settings.max_upload_bytes + _AROUND

    return admit


def sent_file() -> tuple[str, BinaryIO]:
    """The name and the stream of the part ``file``. Raises :class:`Malformed`."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Malformed("Choose a snapshot file first.")
    return file.filename, cast(BinaryIO, file.stream)


def download(here: Visit, filename: str) -> Response:
    """The file, or the part of it that was asked for. Raises ``NotFound``."""
    snapshots, show = production().snapshots, here.show
    manifest = snapshots.find(show.id, filename)
    path = snapshots.path(show.id, filename)
    response = send_file(
        path,
        mimetype=MIMETYPE,
        as_attachment=True,
        download_name=f"{show.slug}_{manifest.filename}",
        conditional=True,
        etag=manifest.sha256,
        max_age=0,
    )
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["X-Checksum-SHA256"] = manifest.sha256
    if request.method == "GET" and _from_the_start():
        snapshots.downloaded(show.id, filename, by=here.identity.who(address()))
    return response


def _from_the_start() -> bool:
    """Whether this is a download, and not the rest of one, which is in the audit log already."""
    wanted = request.range
    return wanted is None or not wanted.ranges or wanted.ranges[0][0] == 0
