"""Every page in the states that people see it in, with the routes that are looked at by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from tests.browser import snapshot_scenes
from tests.browser.grid import Grid, open_grid
from tests.browser.people import synced
from tests.browser.stage import Stage

RUNDOWN = Path(__file__).parents[1] / "transfer" / "fixtures" / "real" / "rundown-wide.xlsx"

Opening = Callable[[Page, Stage], object]


@dataclass(frozen=True)
class Scene:
    """A state of a page. ``open`` brings a page of ``who``, given a concert, into it."""

    name: str
    endpoints: tuple[str, ...]
    open: Opening
    who: str | None = "ann"


def _at(path: str, *, live: bool = False) -> Opening:
    """Go to a path under the show's; with ``live``, wait for its connection."""

    def opening(page: Page, stage: Stage) -> None:
        page.goto(stage.path + path)
        if live:
            synced(page)

    return opening


def _in_grid(act: Callable[[Grid], object]) -> Opening:
    """Open the sheet, and do something there."""
    return lambda page, stage: act(open_grid(page, stage))


def _menu_of_the_sheet(grid: Grid) -> Grid:
    grid.page.get_by_role("button", name="More for this sheet").click()
    return grid


def _conflict(page: Page, stage: Stage) -> None:
    grid = open_grid(page, stage)
    grid.open(grid.cell("1", "1"))
    stage.shot(stage.cue_id("1"), stage.camera_id("1"), subject="theirs")
    expect(grid.editor.get_by_text("changed by somebody meanwhile")).to_be_visible()
    grid.field("subject").fill("mine")
    grid.save()
    expect(grid.refusal()).to_be_visible()


def _struck(page: Page, stage: Stage) -> None:
    camera = stage.camera_id("4")
    page.goto(f"{stage.path}/camera/{camera}")
    stage.edit(kind="strike_camera", camera=camera)
    expect(page.get_by_text("This camera was struck")).to_be_visible()


def _card(page: Page, stage: Stage) -> None:
    for _ in range(2):
        stage.live("take")
    page.goto(f"{stage.path}/camera/{stage.camera_id('2')}")
    synced(page)


def _note(page: Page, stage: Stage) -> None:
    _card(page, stage)
    page.locator("#note-button").click()


def _caller(page: Page, stage: Stage) -> None:
    stage.live("take")
    page.goto(f"{stage.path}/caller")
    synced(page)
    page.keyboard.press("g")


def _word(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.path}/vocabulary")
    synced(page)
    page.locator("[data-term]").first.click()


def _mapping(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.path}/import")
    page.get_by_label("CSV or XLSX").set_input_files(RUNDOWN)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.locator("#import-now")).to_be_visible()


def _imported(page: Page, stage: Stage) -> None:
    _mapping(page, stage)
    page.locator("#import-now").click()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()


def _refused_import(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.path}/import")
    broken = FilePayload(name="rundown.xlsx", mimeType="", buffer=b"no workbook")
    page.get_by_label("CSV or XLSX").set_input_files(broken)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _shows(page: Page, stage: Stage) -> None:
    """As a guest: an admin has all the tests' shows in the list. test_first_start looks at that."""
    page.goto(stage.link("operator", "1"))
    page.get_by_label("Your name").fill("Ana")
    page.get_by_role("button", name="Come in").click()
    synced(page)
    page.goto("/")


def _crew(page: Page, stage: Stage) -> None:
    stage.link("operator", "1")
    page.goto(f"{stage.path}/crew")


def _token(page: Page, stage: Stage) -> None:
    page.goto("/admin/tokens")
    page.get_by_label("Name", exact=True).fill("Tally light")
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_role("heading", name="is ready")).to_be_visible()


def _account(page: Page, stage: Stage) -> None:
    page.goto("/admin/accounts")
    page.get_by_role("link", name="Vic").click()


def _wrong_password(page: Page, stage: Stage) -> None:
    page.goto("/login")
    page.get_by_label("Login name").fill("nobody")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()


SCENES = [
    Scene("sheet", ("sheet.page",), _at("", live=True)),
    Scene("sheet, read only", ("sheet.page",), _at("", live=True), "vic"),
    Scene(
        "sheet, empty", ("sheet.page",), lambda page, stage: open_grid(page, Stage(stage.server))
    ),
    Scene("shot editor", ("sheet.cell_editor",), _in_grid(lambda g: g.open(g.cell("1", "1")))),
    Scene("cue editor", ("sheet.cue_editor",), _in_grid(lambda g: g.open(g.title("1")))),
    Scene(
        "camera editor",
        ("sheet.camera_editor",),
        _in_grid(lambda g: g.choose(g.head("1"), "Edit the camera…")),
    ),
    Scene("row menu", (), _in_grid(lambda g: g.number("1").click())),
    Scene("column menu", (), _in_grid(lambda g: g.head("1").click())),
    Scene("sheet menu", (), _in_grid(_menu_of_the_sheet)),
    Scene("page menu", (), _in_grid(lambda g: g.page.get_by_text("More", exact=True).click())),
    Scene("help", (), _in_grid(lambda g: g.page.get_by_label("Keys and help").first.click())),
    Scene(
        "renumber", ("sheet.renumber",), _in_grid(lambda g: _menu_of_the_sheet(g).pick("Renumber…"))
    ),
    Scene(
        "reassign",
        ("sheet.reassign",),
        _in_grid(lambda g: g.choose(g.head("1"), "Hand its shots over…")),
    ),
    Scene("struck, with undo", (), _in_grid(lambda g: g.choose(g.number("2"), "Strike"))),
    Scene("conflict", (), _conflict),
    Scene("card", ("card.card",), _card),
    Scene("card, note", ("card.card",), _note),
    Scene("card, struck", ("card.card",), _struck),
    Scene("cards", ("card.cards",), _at("/cards")),
    Scene("caller", ("caller.page", "caller.cue"), _caller),
    Scene("caller, read only", ("caller.page",), _at("/caller", live=True), "vic"),
    Scene("vocabulary", ("sheet.vocabulary",), _word),
    Scene("import", ("importing.start",), _at("/import")),
    Scene("import, refused", (), _refused_import),
    Scene("import, mapping", ("importing.mapping",), _mapping),
    Scene("import, done", (), _imported),
    Scene("shows", ("shows.home", "shows.list"), _shows, None),
    Scene("shows, new", ("shows.new",), lambda page, stage: page.goto("/shows/new")),
    Scene("shows, settings", ("shows.settings",), _at("/settings")),
    Scene("crew", ("crew.page", "links.qr"), _crew),
    Scene("accounts", ("accounts.page",), lambda page, stage: page.goto("/admin/accounts")),
    Scene("accounts, one", ("accounts.one",), _account),
    Scene("tokens", ("tokens.page",), _token),
    Scene("audit", ("audit.page",), lambda page, stage: page.goto("/admin/audit")),
    Scene("snapshots", ("snapshots.page",), snapshot_scenes.snapshots),
    Scene("snapshots, menu", ("snapshots.page",), snapshot_scenes.menu),
    Scene("snapshots, compare", ("restoring.compare",), snapshot_scenes.more("Compare…")),
    Scene(
        "snapshots, restore",
        ("restoring.preview", "restoring.difference"),
        snapshot_scenes.restoring,
    ),
    Scene("snapshots, restored", ("jobs.page",), snapshot_scenes.restored),
    Scene("snapshots, note", ("snapshot.edit",), snapshot_scenes.more("Name and note…")),
    Scene("snapshots, delete", ("snapshot.confirm",), snapshot_scenes.more("Delete…")),
    Scene("account", ("account.page",), lambda page, stage: page.goto("/account")),
    Scene("login", ("login.form",), lambda page, stage: page.goto("/login"), None),
    Scene("login, refused", ("login.form",), _wrong_password, None),
    Scene("join", ("join.form",), lambda page, stage: page.goto(stage.link("operator", "1")), None),
    Scene("nothing here", (), lambda page, stage: page.goto("/nothing/here")),
]

ELSEWHERE = {
    "login.setup_form": "needs a server without accounts: test_first_start looks at it",
    "static": "files",
    "card.worker": "a script",
    "export.csv": "a file to download",
    "export.xlsx": "a file to download",
    "audit.export": "a file to download",
    "snapshot.download": "a file to download",
    "health.*": "for machines",
    "openapi.*": "for programs",
    "api*": "for programs",
    "socket.follow": "a WebSocket",
}
"""Routes that are no page to look at (``*`` stands for anything), and why."""
