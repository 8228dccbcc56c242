"""A sheet that makes no sense is refused in a sentence that people can read."""

from typing import Any

import pytest

from camerasheet.sheet.errors import SnapshotRefused
from camerasheet.sheet.model import Camera, Cue, Row
from camerasheet.snapshots.soundness import check_sheet
from tests.support.rehearsal import new_sheet

HUGE: Any = b"\0" * 1_000_000


@pytest.mark.parametrize("number", [HUGE, "9" * 1_000_000], ids=["bytes", "text"])
@pytest.mark.parametrize("kind", ["cue", "camera"])
def test_what_calls_itself_something_huge_is_refused_in_one_sentence(
    kind: str, number: Any
) -> None:
    sheet = (
        new_sheet(rows={"c": Row(Cue("c", number, rank="V"))}, order=("c",))
        if kind == "cue"
        else new_sheet(cameras={"a": Camera("a", number, rank="V")}, camera_order=("a",))
    )
    with pytest.raises(SnapshotRefused) as refused:
        check_sheet(sheet)
    assert kind in refused.value.message
    assert len(refused.value.message) < 500
