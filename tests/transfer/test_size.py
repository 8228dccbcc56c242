"""Large files, and files made to cost much: read in seconds, or refused."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from camerasheet.sheet.errors import ImportRefused
from camerasheet.transfer import export_csv, incoming, read, suggest
from camerasheet.transfer.cells import parse_shot
from camerasheet.transfer.tables import table_of
from tests.transfer.sheets import DEFAULT, EMPTY, merged, told


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails when the block takes more processor time; the bounds are far above what it takes."""
    start = time.thread_time()
    yield
    assert time.thread_time() - start < seconds


def test_a_show_of_1500_cues_and_12_cameras() -> None:
    lines = ["Cue,Title," + ",".join(f"Cam {n}" for n in range(1, 13))]
    lines += [f"{n},Title {n}," + ",".join(["CU hands slow push in"] * 12) for n in range(1, 1501)]
    with within(20):
        (table,) = read("x.csv", "\n".join(lines).encode(), limit=10_000_000)
        sheet = merged(EMPTY, incoming(table, suggest(table, DEFAULT), DEFAULT))
        assert sum(len(row.shots) for row in sheet.rows.values()) == 18_000
        content = export_csv(sheet)
        (own,) = read("x.csv", content, limit=100_000_000)
        assert export_csv(merged(EMPTY, incoming(own, suggest(own, DEFAULT), DEFAULT))) == content


@pytest.mark.parametrize(
    "rows",
    [
        [["Cue", "Title"], *[["3", "x"]] * 40_000],
        [["Title", "Cam 1"], *[["x", ""]] * 40_000],
        [["Cue", "Camera", "Subject"], *[["1", "1", f"x{n}"] for n in range(40_000)]],
        [["Cue", "Camera", "Subject"], *[["1", f"c{n}", "x"] for n in range(40_000)]],
        [["Cue", "Title", "Camera"], *[["1", f"x{n}", "1"] for n in range(40_000)]],
        [["Cue", "Title"], ["9" * 100_000, "x"], ["9" * 100_000, "x"]],
        [["Cue", "Camera"], ["1", ",".join(map(str, range(20_000)))]],
    ],
)
def test_what_would_grow_without_end_is_refused_soon(rows: list[list[str]]) -> None:
    with within(10), pytest.raises(ImportRefused):
        told(rows)


@pytest.mark.parametrize("text", [" " * 50_000 + "x", "(" * 50_000, "- " * 50_000, "1" * 50_000])
def test_long_cells_cost_little(text: str) -> None:
    with within(10):
        parse_shot(f"x{text}", DEFAULT)
        table = table_of("x", [[text, "Cue", "Duration (min)", "Start"], ["1", "2", text, text]])
        incoming(table, suggest(table, DEFAULT), DEFAULT)
