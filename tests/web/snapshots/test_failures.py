"""What goes wrong is shown, with where, why, and in what state the show is."""

from __future__ import annotations

from collections.abc import Callable

from camerasheet.snapshots import JobKind, Manifest
from tests.web.snapshots.conftest import ADA, Panel

Retitle = Callable[[str, str], None]


def damage(panel: Panel, manifest: Manifest) -> None:
    """Change a byte in the middle of a snapshot's file."""
    path = panel.snapshots.path(panel.crew.show.id, manifest.filename)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def test_a_restore_that_fails_says_where_and_why_and_that_nothing_was_changed(
    panel: Panel, retitle: Retitle
) -> None:
    made = panel.make("before")
    retitle("Doors", "Gates")
    damage(panel, made)
    page = panel.finish(panel.submit(f"/{made.filename}/restore"))
    assert "The restore failed" in page
    assert "its checksum differs" in page
    assert "The show is as it was." in page
    assert 'data-state="failed"' in page
    assert panel.titles() == ["Gates", "Opening"]
    assert "The restore failed" in panel.get(), "and on the panel"


def test_a_failed_drill_is_a_red_banner_until_one_holds(panel: Panel) -> None:
    made = panel.make("newest")
    damage(panel, made)
    panel.submit("/drill")
    page = panel.get()
    assert "<h2>✕ The last restore drill failed</h2>" in page
    assert f"with {made.filename}" in page
    panel.make("sound")
    panel.submit("/drill")
    assert "drill failed" not in panel.get()


def test_a_restore_that_a_restart_broke_off_says_so(panel: Panel, retitle: Retitle) -> None:
    made = panel.make("before")
    retitle("Doors", "Gates")
    request = {"snapshot": made.filename, "before": 0, "cues": None, "cameras": None}
    steps = ("stage", "verify", "safety", "replace", "check")
    jobs = panel.crew.control.jobs
    job = jobs.take(panel.crew.show.id, JobKind.RESTORE, steps, request, ADA)
    at = f"/admin/shows/gala/jobs/{job.id}"
    waiting = panel.browser.get(at).text
    assert 'hx-trigger="every' in waiting
    assert 'hx-status:5xx="swap:none"' in waiting, "while nobody answers, the page asks on"
    panel.snapshots.clear_leftovers()  # what the next start does
    page = panel.browser.get(at).text
    assert "hx-trigger" not in page
    assert "The server stopped while this was being done. The show is as it was." in page
    assert panel.titles() == ["Gates", "Opening"]
