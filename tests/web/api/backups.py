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
    _without_a_bucket(checked, path, url, made["filename"])
    _without_a_replica(checked, f"{path}/litestream", f"{url}/litestream")
    checked("delete", one, f"{url}/{sent['filename']}")
    checked("delete", one, here)


def _without_a_bucket(checked: Call, path: str, url: str, name: str) -> None:
    """Every operation on offsite copies; tests/offsite has those that have a store."""
    above, there = path.removesuffix("/backups"), url.removesuffix("/backups")
    checked("get", f"{above}/offsite", f"{there}/offsite")
    checked("post", f"{path}/{{name}}/offsite", f"{url}/{name}/offsite")
    checked("post", f"{above}/offsite/{{name}}/fetch", f"{there}/offsite/{name}/fetch")
    checked("delete", f"{above}/offsite/{{name}}", f"{there}/offsite/{name}")
    checked("post", "/backups/daily", "/backups/daily")


def _without_a_replica(checked: Call, path: str, url: str) -> None:
    """Every operation on the replica; tests/replica has those that have one."""
    checked("get", f"{path}/status", f"{url}/status")
    checked("get", f"{path}/points", f"{url}/points")
    checked("post", f"{path}/fetch", f"{url}/fetch", json={"time": "2026-05-01T20:15:00Z"})
    checked("post", f"{path}/fetch", f"{url}/fetch", json={"time": "20:15", "txid": 1})


def _job(checked: Call, job: str) -> None:
    checked("get", "/jobs/{job_id}", f"/jobs/{job}")
    checked("get", "/jobs/{job_id}", "/jobs/none")
    checked("post", "/jobs/{job_id}/undo", f"/jobs/{job}/undo", json={"keep_edits": False})
    checked("post", "/jobs/{job_id}/undo", f"/jobs/{job}/undo")  # undone already
