"""One person, two tabs of the same show: they share an outbox, and each shows what is true."""

import pytest
from playwright.sync_api import expect

from tests.browser.grid import Grid, open_grid
from tests.browser.people import People
from tests.browser.stage import Stage
from tests.browser.wire import Wire

Tab = tuple[Grid, Wire]


@pytest.fixture
def tabs(people: People, gala: Stage) -> tuple[Tab, Tab]:
    """Two tabs of Eve's, whose edits can be held back."""
    context = people.context("eve")

    def tab() -> Tab:
        page = context.new_page()
        wire = Wire(page)
        return open_grid(page, gala), wire

    return tab(), tab()


def test_what_was_answered_in_one_tab_is_not_pending_in_the_other(
    tabs: tuple[Tab, Tab], gala: Stage
) -> None:
    (one, wire), (two, other) = tabs
    wire.hold()
    other.hold()
    one.write(one.cell("1", "1"), subject="mine")
    one.choose(one.number("5"), "Move up")
    for part in (two.cell("1", "1"), two.number("5")):
        expect(part).to_contain_class("is-pending")
    wire.release()
    for grid in (one, two):
        expect(grid.numbers()).to_have_text(["1", "2", "3", "5", "4"])
        expect(grid.page.locator(".is-pending")).to_have_count(0)
        grid.synced()
        expect(grid.cell("1", "1").locator(".subject")).to_have_text("mine")

    gala.shot(gala.cue_id("1"), gala.camera_id("1"), subject="Ann's later words")
    for grid in (one, two):
        expect(grid.cell("1", "1").locator(".subject")).to_have_text("Ann's later words")
    two.open(two.cell("1", "1"))
    expect(two.field("subject")).to_have_value("Ann's later words")


def test_what_was_refused_or_given_up_in_one_tab_is_not_pending_in_the_other(
    tabs: tuple[Tab, Tab], gala: Stage
) -> None:
    (one, wire), (two, other) = tabs
    wire.hold()
    other.hold()
    one.write(one.cell("1", "1"), subject="mine")
    expect(two.cell("1", "1")).to_contain_class("is-pending")
    gala.shot(gala.cue_id("1"), gala.camera_id("1"), subject="theirs")
    wire.release()
    for grid in (one, two):
        expect(grid.refusal()).to_contain_text("Two versions")
        expect(grid.cell("1", "1").locator(".subject")).to_have_text("theirs")
    one.refusal().get_by_role("button", name="Take theirs").click()
    for grid in (one, two):
        expect(grid.refusal()).to_have_count(0)


def test_a_tab_hears_of_an_answer_that_another_one_got(tabs: tuple[Tab, Tab], gala: Stage) -> None:
    """The edit left through the second tab: undo is there all the same, and no conflict with
    oneself."""
    (one, wire), (two, _) = tabs
    wire.hold()
    one.write(one.cell("1", "1"), subject="first words")
    one.open(one.cell("1", "1"))
    expect(two.cell("1", "1").locator(".subject")).to_have_text("first words")
    two.synced()  # it has sent them
    one.synced()
    wire.release()  # the same edit again: it is answered, and not made twice
    one.field("subject").fill("second words")
    one.save()
    one.synced()
    expect(one.refusal()).to_have_count(0)
    assert gala.said(gala.cue_id("1"), gala.camera_id("1"))["subject"] == "second words"
    assert len(gala.log("shot_written")) == 2

    wire.hold()
    one.write(one.cell("2", "1"), subject="to be undone")
    expect(two.cell("2", "1").locator(".subject")).to_have_text("to be undone")
    two.synced()
    one.synced()
    wire.release()
    one.keys.press("Control+z")
    for grid in (one, two):
        expect(grid.cell("2", "1").locator(".subject")).to_have_count(0)
    assert gala.log()[-1]["kind"] == "undone"
