"""What one person writes appears at the others, and disturbs nothing else there."""

from playwright.sync_api import expect

from tests.browser.grid import open_grid
from tests.browser.people import People
from tests.browser.stage import Stage

WHERE = """() => {
  const scroller = document.getElementById("scroller");
  return [scroller.scrollTop, scroller.scrollLeft];
}"""


def test_an_edit_replaces_that_cell_at_the_others_and_nothing_else(
    people: People, stage: Stage
) -> None:
    stage.camera("Ped")
    stage.camera("Jib")
    stage.cues(50)
    eve, dan = (open_grid(people(who), stage) for who in ("eve", "dan"))
    dan.cell("30", "1").click()
    dan.cell("32", "1").scroll_into_view_if_needed()
    before = dan.page.evaluate(WHERE)
    assert before[0] > 100
    dan.mark()

    eve.write(eve.cell("31", "2"), size="close up", subject="singer")

    cell = dan.cell("31", "2")
    expect(cell.locator("b")).to_have_text("CU")
    expect(cell.locator("i")).to_have_text("close up")
    expect(cell.locator(".subject")).to_have_text("singer")
    assert dan.replaced() == [cell.text_content()]
    assert dan.page.evaluate(WHERE) == before
    expect(dan.cell("30", "1")).to_be_focused()


def test_a_field_that_is_being_edited_is_not_swapped_away(people: People, gala: Stage) -> None:
    eve, dan = (open_grid(people(who), gala) for who in ("eve", "dan"))
    dan.open(dan.cell("1", "1"))
    dan.field("subject").fill("half a sen")
    caret = "(field) => field.setSelectionRange(4, 4)"
    dan.field("subject").evaluate(caret)

    eve.write(eve.cell("1", "1"), note="from Eve")

    expect(dan.cell("1", "1").locator("small")).to_have_text("from Eve")
    expect(dan.editor.get_by_text("changed by somebody meanwhile")).to_be_visible()
    expect(dan.field("subject")).to_be_focused()
    expect(dan.field("subject")).to_have_value("half a sen")
    assert dan.field("subject").evaluate("(field) => field.selectionStart") == 4
    dan.save()
    expect(eve.cell("1", "1").locator(".subject")).to_have_text("half a sen")
    expect(eve.cell("1", "1").locator("small")).to_have_text("from Eve")


def test_a_row_inserted_above_does_not_move_what_one_looks_at(people: People, stage: Stage) -> None:
    stage.camera("Ped")
    cues = stage.cues(50)
    dan = open_grid(people("dan"), stage)
    dan.cell("30", "1").click()
    dan.number("30").evaluate("(row) => row.scrollIntoView({block: 'center'})")
    dan.mark()
    before = dan.row("30").bounding_box()

    stage.edit(kind="add_cue", after=cues[2], title="Slipped in")

    expect(dan.page.get_by_text("Slipped in")).to_have_count(1)
    after = dan.row("30").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2
    expect(dan.cell("30", "1")).to_be_focused()
    assert len(dan.replaced()) == 4  # the new row, its number, title and one cell


def test_the_live_position_moves_without_a_swap_of_rows(people: People, gala: Stage) -> None:
    dan = open_grid(people("dan"), gala)
    dan.mark()
    gala.live("take")
    expect(dan.row("1")).to_have_class("row is-live")
    expect(dan.row("2")).to_have_class("row is-next")
    expect(dan.page.locator("#live")).to_contain_text("Live 1 Opening on 1")
    gala.live("take")
    expect(dan.row("2")).to_have_attribute("aria-current", "true")
    assert dan.replaced() == []
