"""A first guess at what each column of a table is, for a person to correct."""

import re
from collections.abc import Callable
from itertools import islice

from camerasheet.sheet.vocabulary import Family, Vocabulary
from camerasheet.transfer import times
from camerasheet.transfer.headers import (
    MAYBE_DESCRIPTION,
    MAYBE_SHOT,
    MAYBE_TITLE,
    MAYBE_TYPE,
    header_row,
    meanings,
    plain,
)
from camerasheet.transfer.labels import cameras_named
from camerasheet.transfer.mapping import Mapping
from camerasheet.transfer.own_format import COLUMNS, is_own
from camerasheet.transfer.tables import Table
from camerasheet.transfer.targets import (
    DESCRIPTION,
    IGNORE,
    LABELLED,
    LABELLED_NOTE,
    MANY,
    SHOT_TARGETS,
    Layout,
    of_camera,
)

_SAMPLE = 300  # rows looked at


class _Guess:
    """The targets of a table in the making."""

    def __init__(self, table: Table, header: int | None, vocabulary: Vocabulary) -> None:
        first = 0 if header is None else header + 1
        self.rows = list(islice((row for row in table.rows[first:] if any(row)), _SAMPLE))
        titles = () if header is None else table.rows[header]
        self.headers = [*titles, *("" for _ in range(table.width - len(titles)))]
        self.found = meanings(self.headers)
        self.vocabulary = vocabulary

    def cells(self, column: int) -> list[str]:
        return [row[column] for row in self.rows if column < len(row) and row[column]]

    def mostly(self, column: int, test: Callable[[str], bool], share: float = 0.6) -> bool:
        cells = self.cells(column)
        return bool(cells) and sum(map(test, cells)) >= share * len(cells)

    def sizes(self, column: int) -> bool:
        return self.mostly(
            column,
            lambda text: any(self.vocabulary.find(f, text) for f in (Family.SIZE, Family.MOVE)),
        )

    def settle(self, by_camera: bool) -> None:
        """Words of several meanings, once the other columns are known."""
        found = self.found
        for index, target in enumerate(found):
            if target == MAYBE_SHOT and by_camera and "number" in found:
                has_size = "size" not in found and self.sizes(index)
                found[index] = "size" if has_size else DESCRIPTION
            elif target == MAYBE_SHOT:
                found[index] = "number" if "number" not in found else "subject"
            elif target == MAYBE_TYPE:
                found[index] = "size" if by_camera and self.sizes(index) else LABELLED
            elif target == MAYBE_DESCRIPTION and by_camera:
                taken = "subject" in found or DESCRIPTION in found
                found[index] = LABELLED_NOTE if taken else DESCRIPTION
            elif target in (MAYBE_DESCRIPTION, MAYBE_TITLE):
                found[index] = "title" if "title" not in found else LABELLED
        if not by_camera and "title" not in found and "section" in found:
            section = found.index("section")
            cells = self.cells(section)
            if len(set(cells)) > 0.8 * len(self.rows):  # a segment of its own on every row
                found[section] = "title"

    def close(self, by_camera: bool) -> None:
        """One column for each meaning; what is left over is added to the notes."""
        used: set[str] = set()
        for index, target in enumerate(self.found):
            misplaced = (target in SHOT_TARGETS or target == LABELLED_NOTE) and not by_camera
            misplaced |= of_camera(target) is not None and by_camera
            if not target or misplaced or (target in used and target not in MANY):
                varies = by_camera and self.varies(index)
                self.found[index] = LABELLED_NOTE if varies else LABELLED
                if not self.headers[index] and not self.cells(index):
                    self.found[index] = IGNORE
            used.add(self.found[index])

    def varies(self, column: int) -> bool:
        """Whether a column differs from camera to camera within a cue: it is about the shot."""
        if "number" not in self.found:
            return False
        number = self.found.index("number")
        seen: dict[str, str] = {}
        for row in self.rows:
            cue = row[number] if number < len(row) else ""
            cell = row[column] if column < len(row) else ""
            if cue and cell and seen.setdefault(cue, cell) != cell:
                return True
        return False

    def from_cells(self) -> None:
        """Targets for a table without a header row, from what its columns look like."""
        left = list(range(len(self.headers)))
        tests: list[tuple[str, Callable[[str], bool]]] = [
            ("start", lambda text: ":" in text and times.clock(text) is not None),
            ("number", lambda text: len(text) <= 8 and bool(re.search(r"\d", text))),
        ]
        for target, test in tests:
            column = next((c for c in left if self.mostly(c, test, 0.8)), None)
            if column is not None:
                self.found[column] = target
                left.remove(column)
        wordy = [c for c in left if self.mostly(c, lambda text: bool(re.search(r"[^\W\d]", text)))]
        if wordy:
            self.found[wordy[0]] = "title"

    def layout(self) -> Layout:
        """How the table is laid out, and its ambiguous words settled."""
        cameras = sum(1 for target in self.found if of_camera(target))
        by_camera = "camera" in self.found and not cameras
        is_list = by_camera and self._is_shot_list()
        self.settle(by_camera)
        self.close(by_camera)
        if is_list:
            return Layout.SHOTS
        return Layout.LONG if by_camera else Layout.WIDE

    def _is_shot_list(self) -> bool:
        """A list of shots counts shots, not cues, or gives a shot to several cameras at once."""
        found = self.found
        if "number" not in found and MAYBE_SHOT in found:
            return True
        if "number" in found and "shot" in plain(self.headers[found.index("number")]).split():
            return True
        cells = self.cells(found.index("camera"))
        return any(len(cameras_named(cell)) > 1 for cell in cells)


def _notices(guess: _Guess, header: int | None) -> tuple[str, ...]:
    notices = []
    if header is None:
        notices.append("No header row was recognised. Check what each column is.")
    elif not {"number", "title", "camera"} & set(guess.found):
        notices.append("No column of cue numbers or titles was recognised. Check each column.")
    elif "number" not in guess.found:
        notices.append("No column of cue numbers was recognised; cues are numbered from 1.")
    return tuple(notices)


def suggest(table: Table, vocabulary: Vocabulary) -> Mapping:
    """A guess at the layout and the columns of a table; our own export is known exactly.

    ``vocabulary`` tells a column of sizes from one of descriptions. The notices say what was not
    recognised; what is left out is told by :func:`incoming`. Nothing is refused here.
    """
    if is_own(table):
        return Mapping(Layout.OWN, COLUMNS, 0)
    header = header_row(table)
    guess = _Guess(table, header, vocabulary)
    if header is None:
        guess.from_cells()
    layout = guess.layout()
    return Mapping(layout, tuple(guess.found), header, _notices(guess, header))
