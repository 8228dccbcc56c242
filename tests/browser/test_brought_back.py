"""A show comes back from a copy, with an earlier seq and another epoch, under an open page."""

import pytest
from playwright.sync_api import expect

from tests.browser.grid import Grid, open_grid
from tests.browser.house import Server
from tests.browser.people import People
from tests.browser.stage import Stage, concert
from tests.browser.watch import NETWORK


@pytest.fixture
def stage(own_server: Server) -> Stage:
    """A concert, and a snapshot of it."""
    show = concert(own_server)
    show.call(f"/api{show.path}/backups", {})
    return show


@pytest.fixture
def grid(people: People, stage: Stage) -> Grid:
    people.watch.allow(NETWORK)
    return open_grid(people("eve", server=stage.server), stage)


def bring_back(grid: Grid, stage: Stage) -> None:
    """The file is damaged: the server starts with what the snapshot has, and the page follows."""
    before = grid.page.locator("#stream").get_attribute("data-epoch")
    server = stage.server
    server.stop()
    newest = sorted((server.house.data / "shows").glob("*.db"))[-1]
    newest.write_bytes(b"\xa5" * 8192)
    server.start()
    assert stage.sheet()["epoch"] != before
    expect(grid.cell("1", "1").locator(".subject")).to_have_text("singer 1", timeout=20_000)
    grid.synced()


def subject(stage: Stage) -> str:
    return str(stage.said(stage.cue_id("1"), stage.camera_id("1"))["subject"])


def test_what_one_wrote_before_can_be_written_again(grid: Grid, stage: Stage) -> None:
    for words in ("first", "second", "third"):
        grid.write(grid.cell("1", "1"), subject=words)
        grid.synced()
    bring_back(grid, stage)
    grid.write(grid.cell("1", "1"), subject="after it came back")
    grid.synced()
    expect(grid.refusal()).to_have_count(0)
    assert subject(stage) == "after it came back"


def test_what_one_wrote_before_hides_no_conflict(grid: Grid, stage: Stage) -> None:
    for words in ("first", "second", "third"):
        grid.write(grid.cell("1", "1"), subject=words)
        grid.synced()
    bring_back(grid, stage)
    grid.open(grid.cell("1", "1"))
    stage.shot(stage.cue_id("1"), stage.camera_id("1"), subject="theirs")
    for words in ("more", "and more", "and more"):
        stage.edit(kind="add_cue", title=words)
    grid.field("subject").fill("mine")
    grid.save()
    expect(grid.refusal()).to_contain_text("Two versions")
    assert subject(stage) == "theirs"


def test_an_editor_that_stayed_open_is_of_before(grid: Grid, stage: Stage) -> None:
    for words in ("this is lost", "this too", "and this"):
        stage.edit(kind="add_cue", title=words)
    expect(grid.numbers()).to_have_count(8)
    grid.open(grid.cell("1", "1"))
    grid.field("subject").fill("mine")
    bring_back(grid, stage)
    stage.shot(stage.cue_id("1"), stage.camera_id("1"), subject="theirs")
    for words in ("more", "and more", "and more"):
        stage.edit(kind="add_cue", title=words)
    grid.save()
    expect(grid.refusal()).to_contain_text("brought back from a copy since you wrote this")
    expect(grid.refusal().locator(".kept")).to_have_text("mine")
    assert subject(stage) == "theirs"
    grid.refusal().get_by_role("button", name="Write it again").click()
    expect(grid.cell("1", "1").locator(".subject")).to_have_text("mine")
    grid.synced()
    assert subject(stage) == "mine"


def test_moves_of_before_are_not_counted_on(grid: Grid, stage: Stage) -> None:
    grid.number("1").click()
    grid.pick("Move down")
    expect(grid.numbers()).to_have_text(["2", "1", "3", "4", "5"])
    grid.synced()
    bring_back(grid, stage)
    expect(grid.numbers()).to_have_text(["1", "2", "3", "4", "5"])
    grid.number("1").click()
    grid.pick("Move down")
    expect(grid.numbers()).to_have_text(["2", "1", "3", "4", "5"])


def test_what_was_done_before_is_not_undone_after(grid: Grid, stage: Stage) -> None:
    """Its seq is somebody else's by now."""
    grid.write(grid.cell("1", "1"), subject="mine, of before")
    grid.synced()
    bring_back(grid, stage)
    stage.shot(stage.cue_id("3"), stage.camera_id("1"), subject="theirs")
    expect(grid.cell("3", "1").locator(".subject")).to_have_text("theirs")
    grid.keys.press("Control+z")
    expect(grid.toast("brought back from a copy since")).to_be_visible()
    grid.synced()
    assert stage.said(stage.cue_id("3"), stage.camera_id("1"))["subject"] == "theirs"
