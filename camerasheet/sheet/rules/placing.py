"""Where the new rows of a file go among the rows that are on the sheet already."""

from collections.abc import Sequence

from camerasheet.sheet.incoming import IncomingCue
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.numbering import reads_before
from camerasheet.sheet.ranks import spread


def _runs(found: Sequence[str]) -> list[tuple[str, list[int], str]]:
    """Runs of new rows: the known row before (``""``: none), their indexes, the known row after."""
    runs: list[tuple[str, list[int], str]] = []
    previous, run = "", list[int]()
    for index, cue in enumerate(found):
        if not cue:
            run.append(index)
            continue
        if run:
            runs.append((previous, run, cue))
        previous, run = cue, []
    return [*runs, (previous, run, "")] if run else runs


class _Gaps:
    """The gaps of a sheet, each known by the row above it (-1: above the first)."""

    def __init__(self, sheet: Sheet, found: Sequence[str]) -> None:
        self.sheet = sheet
        self.place = {cue: index for index, cue in enumerate(sheet.order)}
        self.named = set(found)
        self.under: dict[int, list[int]] = {}
        self.above: dict[int, list[int]] = {}

    def below(self, cue: str, number: str) -> int:
        """The gap under ``cue``, or further down past cues that read before ``number``.

        A cue 4 of the file that follows 3 goes under the sheet's own 3A, which the file lacks.
        """
        gap = self.place[cue]
        order, rows = self.sheet.order, self.sheet.rows
        while number and gap + 1 < len(order):
            following = rows[order[gap + 1]].cue
            if following.id in self.named or following.is_heading:
                break
            if not reads_before(following.number, number):
                break
            gap += 1
        return gap

    def put(self, cues: Sequence[IncomingCue], previous: str, run: list[int], after: str) -> None:
        """Give one run of new rows its gaps: a heading keeps to the row that it stands above."""
        if not previous and not after:
            self.under.setdefault(len(self.sheet.order) - 1, []).extend(run)
            return
        if not previous:
            self.above.setdefault(self.place[after] - 1, []).extend(run)
            return
        split = len(run)
        if after and self.place[after] > self.place[previous]:
            split = next((i for i, index in enumerate(run) if cues[index].heading), split)
        if run[:split]:
            gap = self.below(previous, cues[run[0]].number)
            self.under.setdefault(gap, []).extend(run[:split])
        if run[split:]:
            self.above.setdefault(self.place[after] - 1, []).extend(run[split:])


def places(
    sheet: Sheet, cues: Sequence[IncomingCue], found: Sequence[str]
) -> tuple[dict[int, str], bool]:
    """The ranks of the file's new rows, and whether its known rows stand in the sheet's order.

    ``found`` holds for each of ``cues`` the id of its row on the sheet, or ``""`` for a new one.
    A new row goes under the file's previous row that the sheet has; at the file's head above the
    next one; at the end where the sheet has neither. Ranks are keyed by index in ``cues``.
    """
    gaps = _Gaps(sheet, found)
    for previous, run, after in _runs(found):
        gaps.put(cues, previous, run, after)
    ranks: dict[int, str] = {}
    for gap in sorted({*gaps.under, *gaps.above}):
        indexes = [*gaps.under.get(gap, ()), *gaps.above.get(gap, ())]
        low = sheet.rows[sheet.order[gap]].cue.rank if gap >= 0 else ""
        below = gap + 1
        high = sheet.rows[sheet.order[below]].cue.rank if below < len(sheet.order) else ""
        ranks.update(zip(indexes, spread(len(indexes), low, high), strict=True))
    order = [gaps.place[cue] for cue in found if cue]
    return ranks, order == sorted(order)
