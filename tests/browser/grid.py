"""The sheet's page, as somebody uses it: cells by the numbers that stand on the screen."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.house import eventually
from tests.browser.people import synced
from tests.browser.stage import Stage

PARTS = "#grid :is(.cell, .cue-title, .cue-number, .row, .head)"
MARK = "(all) => { for (const part of document.querySelectorAll(all)) part.marked = true; }"
UNMARKED = """(all) => [...document.querySelectorAll(all)].filter((part) => !part.marked)
  .map((part) => part.textContent)"""
FOCUSED = "(cell) => cell === document.activeElement"


class Grid:
    """A page that shows a stage's sheet."""

    def __init__(self, page: Page, stage: Stage) -> None:
        self.page = page
        self.keys = page.keyboard
        self.editor = page.locator("#editor form")
        self.menu = page.get_by_role("menu")
        self.rows = page.locator("#rows .row")
        self._stage = stage
        self._ids: dict[str, str] = {}
        self._look()

    def _look(self) -> None:
        sheet = self._stage.sheet()
        self._ids = {f"cue {c['number'] or c['title']}": c["id"] for c in sheet["cues"]}
        self._ids |= {f"camera {c['number']}": c["id"] for c in sheet["cameras"]}

    def _id(self, name: str) -> str:
        """The id of ``cue 3`` or ``camera 3``; what was written just now may be on its way."""

        def is_there() -> bool:
            if name not in self._ids:
                self._look()
            return name in self._ids

        eventually(is_there, name)
        return self._ids[name]

    def row(self, cue: str) -> Locator:
        """A row, by its number; a heading by its title."""
        return self.page.locator(f"#cue-{self._id(f'cue {cue}')}")

    def cell(self, cue: str, camera: str) -> Locator:
        """A shot's cell."""
        wanted = self._id(f"camera {camera}")
        eventually(lambda: wanted in self._columns(), f"camera {camera} on the page")
        return self.row(cue).locator(f"> :nth-child({3 + self._columns().index(wanted)})")

    def _columns(self) -> list[str]:
        heads = self.page.locator("#heads > .head")
        found: list[str] = heads.evaluate_all("(all) => all.map((head) => head.dataset.head)")
        return found

    def title(self, cue: str) -> Locator:
        """A cue's title."""
        return self.row(cue).locator(".cue-title")

    def number(self, cue: str) -> Locator:
        """A cue's number, which has the row's menu."""
        return self.row(cue).locator(".cue-number")

    def head(self, camera: str) -> Locator:
        """A camera's head, which has the column's menu."""
        return self.page.locator(f'[data-head="{self._id(f"camera {camera}")}"]')

    def numbers(self) -> Locator:
        """The numbers, from top to bottom, headings left out."""
        return self.page.locator("#rows .row:not(.heading) > .cue-number")

    def field(self, name: str) -> Locator:
        """A field of the open editor."""
        return self.editor.locator(f'[name="{name}"]')

    def open(self, cell: Locator) -> Locator:
        """Open a cell's editor by the mouse: one click chooses the cell, another opens it."""
        chosen = cell.evaluate(FOCUSED)
        cell.click()
        if not chosen:
            cell.click()
        expect(self.editor).to_be_visible()
        return self.editor

    def write(self, cell: Locator, **fields: str) -> None:
        """Write text into fields of a cell, and save."""
        self.open(cell)
        for name, value in fields.items():
            self.field(name).fill(value)
        self.save()

    def save(self) -> None:
        """Press Save in the editor."""
        self.editor.get_by_role("button", name="Save").click()
        expect(self.editor).to_have_count(0)

    def choose(self, opener: Locator, words: str) -> None:
        """Click on something that has a menu, and choose from it."""
        opener.click()
        self.pick(words)

    def pick(self, words: str) -> None:
        """Choose from the open menu."""
        self.menu.get_by_role("menuitem", name=words).click()
        expect(self.page.locator("#menu")).to_be_hidden()

    def mark(self) -> None:
        """Remember every part of the grid as it is now."""
        self.page.evaluate(MARK, PARTS)

    def replaced(self) -> Any:
        """The texts of those that are not the same DOM nodes any more."""
        return self.page.evaluate(UNMARKED, PARTS)

    def toast(self, words: str) -> Locator:
        """A passing message."""
        return self.page.locator(".toast").filter(has_text=words)

    def refusal(self) -> Locator:
        """The panel about a change that was not accepted."""
        return self.page.locator("#notices .refusal")

    def synced(self) -> None:
        """Wait until all that was written is saved."""
        synced(self.page)


def open_grid(page: Page, stage: Stage) -> Grid:
    """Open a stage's sheet in a page."""
    page.goto(stage.path)
    synced(page)
    return Grid(page, stage)
