"""From what happened to the HTML that shows it: a run of ``<hx-partial>``, rendered once for all.

A partial whose target is not on the page is skipped by htmx and the others still apply, so one
message serves everybody who follows the same view. The HTML is the same for every role.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import cast

from jinja2 import Environment

from camerasheet.desk import Committed
from camerasheet.sheet.changes import Change, On
from camerasheet.sheet.model import Sheet
from camerasheet.web.drawn import DrawnRows
from camerasheet.web.sockets.card_content import card, card_since
from camerasheet.web.sockets.fragments import Macros, partial

MOST_PARTIALS = 400
"""Beyond this many, the whole grid is one smaller message and one swap."""

BEFORE_CELLS = 2
"""A row's number and its title; then comes a cell for each camera, in their order."""


class Content:
    """Renders views with the same macros as their pages."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def _macros(self, folder: str) -> Macros:
        return cast("Macros", self._environment.get_template(f"{folder}/_partials.html").module)

    @property
    def _drawn(self) -> DrawnRows:
        return cast("DrawnRows", self._environment.globals["drawn"])

    @cached_property
    def _sheet(self) -> Macros:
        return self._macros("sheet")

    def foreshadow(self, sheet: Sheet) -> None:
        """Draw beforehand what a sheet that is about to come will need; for any thread."""
        self._drawn.ahead(sheet, self._sheet.row)

    def whole(self, view: str, sheet: Sheet) -> str:
        """Everything that the view shows, for a client whose past is of no use."""
        if view == "caller":
            return partial("#caller", self._macros("caller").caller(sheet), "outerMorph")
        if view.startswith("card:"):
            return card(self._macros("card"), view.removeprefix("card:"), sheet)
        macros = self._sheet
        return (
            partial("#grid", macros.grid(sheet))
            + partial("#live", macros.live_bar(sheet))
            + partial("#house", macros.house(sheet))
            + partial("#terms", self._macros("vocabulary").terms(sheet))
        )

    def since(self, view: str, committed: Committed) -> str:
        """What has to change on the screens that follow ``view``."""
        changes = [change for event in committed.events for change in event.changes]
        sheet = committed.after
        if view == "caller":
            return self.whole(view, sheet) if _concerns_caller(changes) else ""
        if view.startswith("card:"):
            camera = view.removeprefix("card:")
            return card_since(self._macros("card"), camera, committed, changes)
        content = SheetContent(self._sheet, committed, changes)
        terms = self._macros("vocabulary").terms(sheet) if On.TERM in content.kinds else ""
        return content.render() + (partial("#terms", terms) if terms else "")


def _concerns_caller(changes: Sequence[Change]) -> bool:
    return any(change.on is not On.TERM for change in changes)


class SheetContent:
    """The partials of one batch for the grid: each thing that changed, once, as it is now."""

    def __init__(self, macros: Macros, committed: Committed, changes: Sequence[Change]) -> None:
        self._macros = macros
        self._before = committed.before
        self._after = committed.after
        self._changes = changes
        self.kinds = {change.on for change in changes}
        """What was touched at all: a restore's changes are not gone through for each question."""

    def render(self) -> str:
        """The partials, in the order in which they must be applied."""
        if self._needs_whole_grid:
            body = [partial("#grid", self._macros.grid(self._after))]
        else:
            body = [*self._rows(), *self._heads(), *self._cells(), *self._camera_heads()]
        return "".join([*body, *self._bars()])

    def _touched(self, on: On) -> dict[tuple[str, ...], set[str]]:
        """The keys that were touched, with the names of the fields that were set."""
        keys: dict[tuple[str, ...], set[str]] = {}
        for change in self._changes:
            if change.on is on:
                keys.setdefault(change.key, set()).update(change.after or ())
        return keys

    @cached_property
    def _needs_whole_grid(self) -> bool:
        if self._before.camera_order != self._after.camera_order:
            return True
        if bool(self._before.order) != bool(self._after.order):
            return True
        touched = set[tuple[str, ...]]()
        for change in self._changes:
            if change.on is On.SHOT or change.on is On.CUE:
                touched.add(change.key)
                if len(touched) > MOST_PARTIALS:
                    return True
        return False

    @cached_property
    def _placed(self) -> set[str]:
        """The rows that are put in anew: made, moved, or turned into another kind."""
        return {
            cue
            for (cue,), names in self._touched(On.CUE).items()
            if cue in self._after.rows
            and (cue not in self._before.rows or {"rank", "kind"} & names)
        }

    def _rows(self) -> Iterable[str]:
        for (cue,) in self._touched(On.CUE):
            if cue in self._before.rows and (cue not in self._after.rows or cue in self._placed):
                yield partial(f"#cue-{cue}", "", "delete")
        for above, run in self._runs():
            rows = "".join(self._macros.row(self._after, self._after.rows[cue]) for cue in run)
            where = (f"#cue-{above}", "afterend") if above else ("#rows > .group", "afterbegin")
            yield partial(where[0], rows, where[1])

    def _runs(self) -> Iterable[tuple[str, list[str]]]:
        """The rows to put in, in runs, each with the row above it that is there already.

        htmx finds the targets of a whole message before it applies any of it, so no row can be
        put beside one that comes in the same message.
        """
        above, run = "", list[str]()
        for cue in self._after.order if self._placed else ():
            if cue in self._placed:
                run.append(cue)
                continue
            if run:
                yield above, run
            above, run = cue, []
        if run:
            yield above, run

    def _heads(self) -> Iterable[str]:
        for (cue,), names in self._touched(On.CUE).items():
            row = self._after.rows.get(cue)
            if row is None or cue in self._placed:
                continue
            if "number" in names:
                yield partial(f"#cue-{cue} > .cue-number", self._macros.cue_number(row))
            if names - {"number"}:
                yield partial(f"#cue-{cue} > .cue-title", self._macros.cue_title(row))

    def _cells(self) -> Iterable[str]:
        places = {camera: place for place, camera in enumerate(self._after.camera_order, 1)}
        for cue, camera in self._touched(On.SHOT):
            row = self._after.rows.get(cue)
            if row is not None and cue not in self._placed and camera in places:
                target = f"#cue-{cue} > :nth-child({BEFORE_CELLS + places[camera]})"
                yield partial(target, self._macros.cell(row, camera))

    def _camera_heads(self) -> Iterable[str]:
        for (camera,) in self._touched(On.CAMERA):
            if camera not in self._after.cameras:
                continue  # it came and went within one batch
            plain = not self._after.order  # no grid as yet, so no heads of its columns either
            head = self._macros.camera_head(self._after.cameras[camera], plain)
            yield partial(f"#heads > [data-head='{camera}']", head)

    def _bars(self) -> Iterable[str]:
        """The live bar names cues and cameras, so more than a move of the position changes it."""
        after = self._after
        named = (after.live.cue, after.next_cue())
        if (
            self._needs_whole_grid
            or self.kinds & {On.LIVE, On.CUE, On.CAMERA}
            or any(c.on is On.SHOT and c.key[0] in named for c in self._changes)
        ):
            live_bar = self._macros.live_bar(after)
            if live_bar != self._macros.live_bar(self._before):
                yield partial("#live", live_bar)
        if On.HOUSE in self.kinds:
            yield partial("#house", self._macros.house(after))
