"""Every operation on snapshots and jobs, for holding the answers against the description."""

from __future__ import annotations

import io
from collections.abc import Callable

from werkzeug.test import TestResponse

Call = Callable[..., TestResponse]


def call_backups(checked: Call, cue: str) -> None:
    """Make, read, change, restore, undo and delete snapshots, by both kinds of address."""
    _everything(checked, "/shows/{slug}/backups", "/shows/gala/backups", cue)
    _everything(checked, "/backups", "/backups", cue)


def _everything(checked: Call, path: str, url: str, cue: str) -> None:
    made = checked("post", path, url, json={"name": "One"}).get_json()
    one, here = f"{path}/{{name}}", f"{url}/{made['filename']}"
    checked("post", path, url)
    checked("post", path, url, json={"name": 5})
    checked("get", path, url)
    file = checked("get", one, here, buffered=True).data
    checked("get", one, here, headers={"Accept": "application/json"})
    checked("get", one, here, headers={"Range": "bytes=0-99"}, buffered=True)
    checked("get", one, f"{url}/none.db")
    checked("patch", one, here, json={"pinned": True})
    checked("patch", one, here, json={"nothing": True})
    checked("post", f"{one}/verify", f"{here}/verify")
    checked("get", f"{one}/diff", f"{here}/diff")
    checked("get", f"{one}/diff", f"{here}/diff?other={made['filename']}")
    edit = {"kind": "write_cue", "cue": cue, "field": "title", "value": f"Not {path}"}
    posted = {"id": f"contract-{len(path)}-edit", "edit": edit}
    checked("post", "/shows/{slug}/edits", "/shows/gala/edits", json=posted)
    restored = checked("post", f"{one}/restore", f"{here}/restore").get_json()
    _job(checked, restored["job"]["id"])
    later = checked(
        "post", f"{one}/restore", f"{here}/restore", headers={"Prefer": "respond-async"}
    )
    assert later.status_code == 202
    checked("get", "/jobs/{job_id}", later.headers["Location"].removeprefix("/api"))
    upload = f"{path}/upload", f"{url}/upload"
    sent = checked("post", *upload, data={"file": (io.BytesIO(file), "one.db")}).get_json()
    checked("post", *upload, data={"file": (io.BytesIO(b"text"), "one.db")})
    checked("post", *upload, data={})
    checked("delete", one, f"{url}/{sent['filename']}")
    checked("delete", one, here)


def _job(checked: Call, job: str) -> None:
    checked("get", "/jobs/{job_id}", f"/jobs/{job}")
    checked("get", "/jobs/{job_id}", "/jobs/none")
    checked("post", "/jobs/{job_id}/undo", f"/jobs/{job}/undo", json={"keep_edits": False})
    checked("post", "/jobs/{job_id}/undo", f"/jobs/{job}/undo")  # undone already
