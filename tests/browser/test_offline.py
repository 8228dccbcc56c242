"""Without the network, and back: nothing that was written is lost, and nothing is done twice."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.grid import Grid, open_grid
from tests.browser.people import People, synced
from tests.browser.stage import Stage
from tests.browser.watch import NETWORK

SINCE = re.compile(r"Offline since \d\d:\d\d")


def offline(page: Page) -> None:
    """Cut the page off, and wait until it says so."""
    page.context.set_offline(True)
    expect(page.locator("#sync-light")).to_have_text(re.compile("Offline"), timeout=20_000)


@pytest.fixture
def cut_off(people: People, gala: Stage) -> Grid:
    """Eve's sheet, without a network."""
    people.watch.allow(NETWORK)
    grid = open_grid(people("eve"), gala)
    offline(grid.page)
    expect(grid.page.locator("#sync-light")).to_contain_text(SINCE)
    return grid


def test_what_is_written_offline_survives_a_closed_tab_and_is_applied_once(
    people: People, gala: Stage, cut_off: Grid
) -> None:
    grid, context = cut_off, cut_off.page.context
    before = len(gala.log())
    grid.write(grid.cell("1", "1"), subject="first words", note="a note")
    grid.write(grid.cell("1", "1"), subject="second words")
    grid.write(grid.title("2"), title="Written offline")
    grid.choose(grid.number("5"), "Strike")
    expect(grid.cell("1", "1")).to_contain_class("is-pending")
    expect(grid.title("2")).to_contain_class("is-pending")
    expect(grid.number("5")).to_contain_class("is-pending")
    light = grid.page.locator("#sync-light")
    expect(light).to_contain_text("4 waiting")
    light.click()
    expect(grid.page.locator("#waiting li")).to_have_text(
        ["cue 1, camera 1: note", "cue 1, camera 1: subject", "cue 2: title", "striking cue 5"]
    )
    assert len(gala.log()) == before

    grid.page.close()
    context.set_offline(False)
    back = open_grid(context.new_page(), gala)
    expect(back.cell("1", "1").locator(".subject")).to_have_text("second words")
    expect(back.numbers()).to_have_text(["1", "2", "3", "4"])
    expect(back.page.locator(".is-pending")).to_have_count(0)
    done = [(e["kind"], *e["changes"][0].get("set", {}).values()) for e in gala.log()[before:]]
    assert sorted(done) == [
        ("cue_struck",),
        ("cue_written", "Written offline"),
        ("shot_written", "a note"),
        ("shot_written", "second words"),
    ]


def test_what_waits_shows_again_after_a_reload(people: People, gala: Stage, cut_off: Grid) -> None:
    """The page comes, its WebSocket does not."""
    grid = cut_off
    grid.write(grid.cell("3", "1"), subject="kept")
    grid.page.route_web_socket(re.compile("/ws/"), lambda route: route.close(code=1013))
    grid.page.context.set_offline(False)
    grid.page.reload()
    expect(grid.cell("3", "1").locator(".subject")).to_have_text("kept")
    expect(grid.cell("3", "1")).to_contain_class("is-pending")
    expect(grid.page.locator("#sync-light")).to_contain_text("1 waiting")
    assert gala.said(gala.cue_id("3"), gala.camera_id("1")) == {}


def test_what_is_refused_on_return_is_shown_one_by_one_with_its_text(
    people: People, gala: Stage, cut_off: Grid
) -> None:
    grid = cut_off
    grid.write(grid.cell("1", "1"), subject="my words")
    grid.write(grid.cell("2", "2"), note="for a cue that goes")
    gala.shot(gala.cue_id("1"), gala.camera_id("1"), subject="their words")
    gala.edit(kind="strike_cue", cue=gala.cue_id("2"))
    gala.shot(gala.cue_id("4"), gala.camera_id("2"), subject="meanwhile")
    grid.mark()
    grid.page.context.set_offline(False)
    synced(grid.page, 20_000)
    replaced = {text.strip() for text in grid.replaced()}
    assert replaced == {"CU their words", "meanwhile"}  # not the whole sheet
    expect(grid.refusal()).to_have_count(1)
    expect(grid.refusal()).to_contain_text("1 of 2")
    expect(grid.refusal().locator(".side")).to_have_text(
        ["Program 1: on the sheet nowtheir words", "Yoursmy words"]
    )
    grid.refusal().get_by_role("button", name="Keep mine").click()
    expect(grid.refusal().locator(".kept")).to_have_text("for a cue that goes")
    expect(grid.refusal()).not_to_contain_text("of 2")
    grid.refusal().get_by_role("button", name="Discard").click()
    expect(grid.refusal()).to_have_count(0)
    expect(grid.cell("1", "1").locator(".subject")).to_have_text("my words")
    grid.synced()
    assert gala.said(gala.cue_id("1"), gala.camera_id("1"))["subject"] == "my words"


def test_a_hidden_tab_comes_back_with_what_it_missed(people: People, gala: Stage) -> None:
    """The browser has no background here, so the page is told that it is hidden."""
    grid = open_grid(people("eve"), gala)
    grid.page.evaluate(HIDE, True)
    grid.page.wait_for_function("document.hidden")
    gala.shot(gala.cue_id("4"), gala.camera_id("2"), subject="meanwhile")
    grid.page.evaluate(HIDE, False)
    expect(grid.cell("4", "2").locator(".subject")).to_have_text("meanwhile")
    grid.synced()
    assert SINCE.search(grid.page.locator("#sync-light").inner_text()) is None


HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
  Object.defineProperty(document, "visibilityState",
    {configurable: true, get: () => (hidden ? "hidden" : "visible")});
  document.dispatchEvent(new Event("visibilitychange"));
}"""
