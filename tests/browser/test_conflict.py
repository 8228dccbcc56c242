"""Two people in one cell: what can be merged is merged, what cannot is decided by a person."""

import pytest
from playwright.sync_api import expect

from tests.browser.grid import Grid, open_grid
from tests.browser.people import People
from tests.browser.stage import Stage


@pytest.fixture
def both(people: People, gala: Stage) -> tuple[Grid, Grid]:
    """Eve and Dan, each with the same cell's editor open."""
    grids = open_grid(people("eve"), gala), open_grid(people("dan"), gala)
    for grid in grids:
        grid.open(grid.cell("1", "1"))
    return grids


def test_different_fields_both_survive(both: tuple[Grid, Grid], gala: Stage) -> None:
    eve, dan = both
    eve.field("subject").fill("hands")
    dan.field("note").fill("wait for the light")
    eve.save()
    dan.save()
    for grid in both:
        expect(grid.cell("1", "1").locator(".subject")).to_have_text("hands")
        expect(grid.cell("1", "1").locator("small")).to_have_text("wait for the light")
        expect(grid.refusal()).to_have_count(0)


@pytest.fixture
def panel(both: tuple[Grid, Grid]) -> Grid:
    """Dan, who is shown that Eve wrote the same field."""
    eve, dan = both
    eve.field("subject").fill("Eve's words")
    eve.save()
    eve.synced()
    expect(dan.editor.get_by_text("changed by somebody meanwhile")).to_be_visible()
    dan.field("subject").fill("Dan's words")
    dan.save()
    expect(dan.refusal()).to_contain_text("Two versions of cue 1, camera 1: subject")
    expect(dan.refusal()).to_contain_text("Eve changed it just now")
    sides = dan.refusal().locator(".side")
    expect(sides).to_have_text(["Eve: on the sheet nowEve's words", "YoursDan's words"])
    expect(dan.cell("1", "1").locator(".subject")).to_have_text("Eve's words")
    return dan


def test_keep_mine(both: tuple[Grid, Grid], panel: Grid, gala: Stage) -> None:
    panel.refusal().get_by_role("button", name="Keep mine").click()
    for grid in both:
        expect(grid.cell("1", "1").locator(".subject")).to_have_text("Dan's words")
    expect(panel.refusal()).to_have_count(0)
    panel.synced()
    assert gala.said(gala.cue_id("1"), gala.camera_id("1"))["subject"] == "Dan's words"


def test_take_theirs(both: tuple[Grid, Grid], panel: Grid, gala: Stage) -> None:
    panel.refusal().get_by_role("button", name="Take theirs").click()
    expect(panel.refusal()).to_have_count(0)
    for grid in both:
        expect(grid.cell("1", "1").locator(".subject")).to_have_text("Eve's words")
    assert gala.log("shot_written")[-1]["by"]["name"] == "Eve"


def test_the_question_is_still_there_after_a_reload(panel: Grid) -> None:
    panel.page.reload()
    expect(panel.refusal().locator(".side").last).to_have_text("YoursDan's words")
    panel.refusal().get_by_role("button", name="Take theirs").click()
    expect(panel.refusal()).to_have_count(0)


def test_a_cue_struck_under_ones_hands_gives_the_text_back(
    both: tuple[Grid, Grid], gala: Stage
) -> None:
    eve, dan = both
    eve.keys.press("Escape")
    dan.field("subject").fill("words worth keeping")
    eve.choose(eve.number("1"), "Strike")
    expect(dan.numbers()).to_have_text(["2", "3", "4", "5"])
    dan.save()
    expect(dan.refusal()).to_contain_text("Not accepted")
    expect(dan.refusal().locator(".kept")).to_have_text("words worth keeping")
    dan.refusal().get_by_role("button", name="Discard").click()
    expect(dan.refusal()).to_have_count(0)
