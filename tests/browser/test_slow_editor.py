"""An editor whose form comes late: what is being typed meanwhile stays where it is."""

import pytest
from playwright.sync_api import expect

from tests.browser.grid import Grid, open_grid
from tests.browser.people import People
from tests.browser.slow import Slow
from tests.browser.stage import Stage
from tests.browser.watch import NETWORK


@pytest.fixture
def grid(people: People, gala: Stage) -> Grid:
    return open_grid(people("eve"), gala)


def test_a_form_that_comes_late_does_not_replace_what_was_typed(grid: Grid, gala: Stage) -> None:
    slow = Slow(grid.page, "**/editor")
    grid.open(grid.cell("1", "1"))  # the page's own form, after a moment
    grid.field("subject").fill("the drummer, tight")
    slow.let_go()
    expect(grid.field("subject")).to_have_value("the drummer, tight")
    expect(grid.field("subject")).to_be_focused()
    grid.save()
    grid.synced()
    assert gala.said(gala.cue_id("1"), gala.camera_id("1"))["subject"] == "the drummer, tight"


def test_a_slow_preview_leaves_the_editor_alone_that_was_opened_after_it(
    grid: Grid, gala: Stage
) -> None:
    slow = Slow(grid.page, "**/renumber*")
    grid.page.get_by_role("button", name="More for this sheet").click()
    grid.pick("Renumber…")
    grid.keys.press("Escape")
    grid.open(grid.cell("1", "1"))
    grid.field("subject").fill("typed meanwhile")
    slow.let_go()
    expect(grid.field("subject")).to_have_value("typed meanwhile")
    grid.save()
    grid.synced()
    assert gala.said(gala.cue_id("1"), gala.camera_id("1"))["subject"] == "typed meanwhile"


def test_another_preview_that_comes_late_does_not_open_again(grid: Grid) -> None:
    """The form itself asks for it, whenever a number in it is changed."""
    grid.page.get_by_role("button", name="More for this sheet").click()
    grid.pick("Renumber…")
    slow = Slow(grid.page, "**/renumber*")
    grid.field("start").fill("100")
    slow.holds(1)
    grid.keys.press("Escape")
    grid.open(grid.cell("1", "1"))
    grid.field("subject").fill("typed meanwhile")
    slow.let_go()
    expect(grid.field("subject")).to_have_value("typed meanwhile")


def test_a_camera_whose_form_is_slow_opens_all_the_same(grid: Grid) -> None:
    """The page has no form of its own for it."""
    slow = Slow(grid.page, "**/editor")
    grid.choose(grid.head("1"), "Edit the camera…")
    grid.page.wait_for_timeout(2_500)  # longer than the page waits for the others
    slow.let_go()
    expect(grid.field("operator")).to_be_visible()


def test_a_camera_whose_form_cannot_be_had_says_so(people: People, grid: Grid) -> None:
    people.watch.allow(NETWORK)
    grid.page.route("**/editor", lambda route: route.abort())
    grid.choose(grid.head("1"), "Edit the camera…")
    expect(grid.toast("This needs the connection to the show.")).to_be_visible()
