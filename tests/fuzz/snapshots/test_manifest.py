"""Manifests beside snapshots: a damaged one is left out, and hides none of the others."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from camerasheet.sheet.errors import DatabaseCorrupt
from camerasheet.snapshots.manifest import Kind, Manifest, parse_manifest
from camerasheet.snapshots.shelf import Shelf
from tests.fuzz.damage import Blow, blows, struck
from tests.fuzz.sheet.test_edits import VALUES
from tests.support.effort import examples

STEM = "20261121T120000Z-manual"
SOUND = Manifest(
    filename=f"{STEM}.db",
    kind=Kind.MANUAL,
    size=4096,
    sha256="0" * 64,
    created=datetime(2026, 11, 21, 12, tzinfo=UTC),
    by_id="account:ann",
    by_name="Ann",
    show_id="01JZZZZZZZZZZZZZZZZZZZZZZZ",
    show_slug="gala",
    show_title="Spring Gala",
    revision="0002",
    cues=4,
    cameras=2,
    shots=8,
    digest="1" * 64,
    seq=9,
    epoch="epoch",
    app_version="0.1.0",
    verified_at=datetime(2026, 11, 21, 13, tzinfo=UTC),
    txid_before=3,
)
_NAMES = sorted(SOUND.as_json())


def promised(text: str) -> None:
    """What is read is what would be written; anything else is refused as damaged."""
    try:
        manifest = parse_manifest(text)
    except DatabaseCorrupt:
        return
    assert parse_manifest(manifest.as_text()) == manifest
    manifest.as_text().encode()


@given(blows())
@examples(150)
def test_any_damage(damage: list[Blow]) -> None:
    promised(struck(SOUND.as_text().encode(), damage).decode(errors="replace"))


@given(st.sampled_from(_NAMES), VALUES)
@example("replica", [])
@example("size", float("inf"))
@example("name", "\ud800")
@examples(150)
def test_any_value(name: str, value: Any) -> None:
    promised(json.dumps({**SOUND.as_json(), name: value}))


@given(st.sampled_from(["by", "show", "counts", "verified", "replica"]), st.data())
@examples(100)
def test_any_value_within(name: str, data: st.DataObject) -> None:
    stored = SOUND.as_json()
    inner = {**stored[name], data.draw(st.sampled_from(sorted(stored[name]))): data.draw(VALUES)}
    promised(json.dumps({**stored, name: inner}))


@given(blows())
@example([Blow("put", 5, 0, 0, b"\xff")])
@examples(30)
def test_a_damaged_manifest_hides_no_other(damage: list[Blow]) -> None:
    with TemporaryDirectory(prefix="camerasheet-fuzz-") as name:
        shelf = Shelf(Path(name))
        for number in (1, 2):
            stem = shelf.reserve(Kind.MANUAL, SOUND.created)
            shelf.partial(stem).write_bytes(b"x")
            shelf.commit(stem, _named(stem))
            if number == 1:
                broken = Path(name) / f"{stem}.json"
        broken.write_bytes(struck(broken.read_bytes(), damage))
        assert f"{stem}.db" in [manifest.filename for manifest in shelf.list()]


def _named(stem: str) -> Manifest:
    stored = {**SOUND.as_json(), "filename": f"{stem}.db"}
    return parse_manifest(json.dumps(stored))
