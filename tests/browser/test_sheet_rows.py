"""Rows by their menu and by the mouse: inserted, duplicated, moved, struck, renumbered."""

from playwright.sync_api import expect

from tests.browser.grid import open_grid
from tests.browser.people import People
from tests.browser.stage import Stage

SLOWLY = """(milliseconds) => {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    setTimeout(() => send.call(this, data), milliseconds);
  };
}"""
"""All that the page says from now on arrives so much later."""


def test_insert_and_duplicate(people: People, gala: Stage) -> None:
    eve, dan = (open_grid(people(who), gala) for who in ("eve", "dan"))
    eve.choose(eve.number("3"), "Insert a cue above")
    expect(eve.field("title")).to_be_focused()
    eve.field("title").fill("Above")
    eve.save()
    eve.choose(eve.number("3"), "Insert a cue below")
    expect(eve.field("title")).to_be_focused()
    eve.keys.press("Escape")
    eve.choose(eve.number("3"), "Duplicate")
    expect(eve.field("title")).to_have_value("Chorus")
    eve.keys.press("Escape")
    eve.choose(eve.number("3"), "Insert a heading above")
    expect(eve.field("title")).to_be_focused()
    eve.field("title").fill("Second song")
    eve.save()

    expect(dan.row("Second song")).to_have_class("row heading")
    expect(dan.numbers()).to_have_text(["1", "2", "2A", "3", "3.1", "3A", "4", "5"])
    expect(dan.title("2A")).to_contain_text("Above")
    expect(dan.cell("3.1", "3")).to_contain_text("CU singer 3")  # the copy came right under it
    assert gala.numbers()[:5] == ["[Northern Lights]", "1", "2", "2A", "[Second song]"]


def test_strike_says_so_and_undo_brings_it_back(people: People, gala: Stage) -> None:
    eve, dan = (open_grid(people(who), gala) for who in ("eve", "dan"))
    row = dan.row("2")
    eve.choose(eve.number("2"), "Strike")
    expect(row).to_have_count(0)
    expect(dan.numbers()).to_have_text(["1", "3", "4", "5"])
    eve.toast("Cue 2 struck").get_by_role("button", name="Undo").click()
    expect(dan.numbers()).to_have_text(["1", "2", "3", "4", "5"])
    expect(dan.cell("2", "2")).to_contain_text("CU singer 2")
    expect(eve.page.locator(".toast")).to_have_count(0)


def test_a_row_is_dragged_by_its_number(people: People, gala: Stage) -> None:
    eve, dan = (open_grid(people(who), gala) for who in ("eve", "dan"))
    source, target = eve.number("5").bounding_box(), eve.number("2").bounding_box()
    assert source is not None
    assert target is not None
    mouse = eve.page.mouse
    mouse.move(source["x"] + 20, source["y"] + 20)
    mouse.down()
    mouse.move(source["x"] + 20, target["y"] + 60, steps=4)
    mouse.move(source["x"] + 20, target["y"] + 6, steps=4)
    expect(eve.page.locator("#drop-line")).to_be_visible()
    mouse.up()
    expect(dan.numbers()).to_have_text(["1", "5", "2", "3", "4"])
    expect(eve.page.locator("#drop-line")).to_be_hidden()
    expect(eve.page.locator("#menu")).to_be_hidden()


def test_a_row_crosses_the_edge_of_a_group(people: People, stage: Stage) -> None:
    stage.cues(12)
    eve, dan = (open_grid(people(who), stage) for who in ("eve", "dan"))
    expect(eve.page.locator("#rows > .group")).to_have_count(3)  # 1 to 5, 6 to 10, 11 and 12
    source, target = eve.number("12").bounding_box(), eve.number("9").bounding_box()
    assert source is not None
    assert target is not None
    mouse = eve.page.mouse
    mouse.move(source["x"] + 20, source["y"] + 10)
    mouse.down()
    mouse.move(source["x"] + 20, target["y"] + 20, steps=4)
    mouse.move(source["x"] + 20, target["y"] + 4, steps=4)
    mouse.up()
    eight = [str(number) for number in range(1, 9)]
    expect(dan.numbers()).to_have_text([*eight, "12", "9", "10", "11"])
    eve.title("9").click()
    for after in (["10", "9", "11"], ["10", "11", "9"]):
        eve.keys.press("Alt+ArrowDown")
        for grid in (eve, dan):
            expect(grid.numbers()).to_have_text([*eight, "12", *after])
    expect(eve.title("9")).to_be_focused()
    eve.keys.press("Alt+ArrowUp")
    expect(dan.numbers()).to_have_text([*eight, "12", "10", "9", "11"])
    assert stage.numbers() == [*eight, "12", "10", "9", "11"]


def test_quick_presses_move_a_row_as_often(people: People, stage: Stage) -> None:
    """Over a network so slow that nothing is answered before the last press."""
    stage.cues(12)
    grid = open_grid(people("eve"), stage)
    page = grid.page
    page.evaluate(SLOWLY, 1500)
    grid.title("3").click()
    for _ in range(5):
        grid.keys.press("Alt+ArrowDown")
    expect(grid.number("3")).to_contain_class("is-pending")
    moved = ["1", "2", "4", "5", "6", "7", "8", "3", "9", "10", "11", "12"]
    expect(grid.numbers()).to_have_text(moved)
    expect(grid.title("3")).to_be_focused()
    for key in ("Alt+ArrowDown", "Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowUp"):
        grid.keys.press(key)
    back = ["1", "2", "4", "5", "6", "3", "7", "8", "9", "10", "11", "12"]
    expect(grid.numbers()).to_have_text(back)
    assert stage.numbers() == back


def test_escape_gives_a_drag_up(people: People, gala: Stage) -> None:
    grid = open_grid(people("eve"), gala)
    box = grid.number("5").bounding_box()
    assert box is not None
    grid.page.mouse.move(box["x"] + 20, box["y"] + 20)
    grid.page.mouse.down()
    grid.page.mouse.move(box["x"] + 20, box["y"] - 100, steps=4)
    expect(grid.page.locator("#drop-line")).to_be_visible()
    grid.keys.press("Escape")
    grid.page.mouse.up()
    expect(grid.page.locator("#drop-line")).to_be_hidden()
    assert gala.log("cue_moved") == []


def test_renumber_is_seen_before_it_is_done(people: People, gala: Stage) -> None:
    gala.edit(kind="strike_cue", cue=gala.cue_id("2"))
    eve, dan = (open_grid(people(who), gala) for who in ("eve", "dan"))
    eve.choose(eve.page.get_by_role("button", name="More for this sheet"), "Renumber…")
    lines = eve.editor.locator(".preview tbody tr")
    expect(lines).to_have_text(["3→ 2Chorus", "4→ 3Guitar solo", "5→ 4Out"])
    step = eve.editor.get_by_label("Step")
    step.fill("10")
    expect(lines).to_have_text(["3→ 11Chorus", "4→ 21Guitar solo", "5→ 31Out"])
    expect(eve.editor.get_by_label("Step")).to_be_focused()
    assert gala.log("cues_renumbered") == []
    eve.editor.get_by_role("button", name="Renumber 3 cues").click()
    expect(dan.numbers()).to_have_text(["1", "11", "21", "31"])
    eve.toast("Renumbered").get_by_role("button", name="Undo").click()
    expect(dan.numbers()).to_have_text(["1", "3", "4", "5"])


def test_a_cue_has_times_and_notes(people: People, gala: Stage) -> None:
    grid = open_grid(people("eve"), gala)
    grid.open(grid.title("1"))
    grid.field("start").fill("20:15")
    grid.field("duration").fill("4 minutes")
    grid.editor.get_by_role("button", name="Save").click()
    expect(grid.editor.get_by_text("Write it as 0:04:10 or 4:10.")).to_be_visible()
    expect(grid.field("duration")).to_be_focused()
    grid.field("duration").fill("4:10")
    grid.field("notes").fill("two\nlines")
    grid.save()
    expect(grid.title("1").locator(".start")).to_have_text("20:15:00")
    expect(grid.title("1").locator(".duration")).to_have_text("4:10")
    grid.synced()
    cue = gala.found(gala.cue_id("1"))
    assert (cue["start"], cue["duration"], cue["notes"]) == (72_900, 250, "two\nlines")


def test_an_empty_show_invites(people: People, stage: Stage) -> None:
    grid = open_grid(people("eve"), stage)
    grid.page.get_by_role("button", name="Add four cameras").click()
    expect(grid.page.locator("#heads > .head")).to_have_count(4)
    grid.page.get_by_role("button", name="Add the first cue").click()
    expect(grid.field("title")).to_be_focused()
    grid.field("title").fill("Opening")
    grid.save()
    expect(grid.title("1")).to_contain_text("Opening")
    assert [c["number"] for c in stage.sheet()["cameras"]] == ["1", "2", "3", "4"]
