"""The sheet by the keyboard alone, as in a spreadsheet."""

from playwright.sync_api import expect

from tests.browser.grid import open_grid
from tests.browser.people import People
from tests.browser.stage import Stage


def test_arrows_and_tab_move_between_cells(people: People, gala: Stage) -> None:
    grid = open_grid(people("eve"), gala)
    grid.title("1").click()
    for key, there in (
        ("ArrowRight", grid.cell("1", "1")),
        ("ArrowDown", grid.cell("2", "1")),
        ("ArrowRight", grid.cell("2", "2")),
        ("ArrowUp", grid.cell("1", "2")),
        ("ArrowUp", grid.title("Northern Lights")),
        ("ArrowUp", grid.head("2")),
        ("ArrowDown", grid.title("Northern Lights")),
        ("ArrowDown", grid.cell("1", "2")),
        ("ArrowLeft", grid.cell("1", "1")),
        ("End", grid.cell("1", "4")),
        ("Tab", grid.number("2")),
        ("Shift+Tab", grid.cell("1", "4")),
        ("Home", grid.number("1")),
        ("Control+End", grid.cell("5", "4")),
        ("Control+Home", grid.number("Northern Lights")),
    ):
        grid.keys.press(key)
        expect(there, key).to_be_focused()


def test_arrows_cross_the_edge_of_a_group(people: People, stage: Stage) -> None:
    stage.camera()
    stage.cues(12)
    grid = open_grid(people("eve"), stage)
    expect(grid.page.locator("#rows > .group")).to_have_count(3)  # 1 to 5, 6 to 10, 11 and 12
    grid.cell("9", "1").click()
    for key, there in (
        ("ArrowDown", grid.cell("10", "1")),
        ("ArrowDown", grid.cell("11", "1")),
        ("ArrowUp", grid.cell("10", "1")),
        ("Tab", grid.number("11")),
        ("Shift+Tab", grid.cell("10", "1")),
        ("PageDown", grid.cell("12", "1")),
        ("PageUp", grid.cell("1", "1")),
        ("Control+End", grid.cell("12", "1")),
    ):
        grid.keys.press(key)
        expect(there, key).to_be_focused()


def test_tab_leaves_the_sheet_after_escape(people: People, gala: Stage) -> None:
    grid = open_grid(people("eve"), gala)
    grid.title("1").click()
    grid.keys.press("Escape")
    grid.keys.press("Shift+Tab")
    expect(grid.page.get_by_role("button", name="More for this sheet")).to_be_focused()


def test_enter_edits_and_goes_down_and_escape_cancels(people: People, gala: Stage) -> None:
    grid = open_grid(people("eve"), gala)
    grid.cell("1", "2").click()
    grid.keys.press("Enter")
    expect(grid.editor.locator('.chips [tabindex="0"]').first).to_be_focused()
    grid.keys.press("2")  # the second size
    second = grid.editor.locator(".chip").nth(1).get_attribute("data-code")
    grid.field("subject").focus()
    grid.keys.type("drummer")
    grid.keys.press("Control+Enter")
    expect(grid.cell("2", "2")).to_be_focused()
    expect(grid.cell("1", "2").locator("b")).to_have_text(second or "")
    expect(grid.cell("1", "2").locator(".subject")).to_have_text("drummer")

    grid.keys.press("F2")
    grid.field("subject").fill("never mind")
    grid.keys.press("Escape")
    expect(grid.editor).to_have_count(0)
    expect(grid.cell("2", "2")).to_be_focused()
    expect(grid.cell("2", "2").locator(".subject")).to_have_text("singer 2")
    grid.synced()
    written = [event["changes"][0]["set"] for event in gala.log("shot_written")[-2:]]
    assert written == [{"size": second, "size_typed": ""}, {"subject": "drummer"}]


def test_typing_starts_an_edit_and_no_letter_is_lost(people: People, gala: Stage) -> None:
    grid = open_grid(people("eve"), gala)
    grid.cell("1", "2").click()
    grid.keys.type("MCU")
    expect(grid.field("size")).to_have_value("MCU")
    grid.keys.press("Enter")
    expect(grid.cell("1", "2").locator("b")).to_have_text("MCU")
    grid.title("1").click()
    grid.keys.type("Entrance")
    expect(grid.field("title")).to_have_value("Entrance")
    grid.keys.press("Enter")
    expect(grid.title("1")).to_contain_text("Entrance")


def test_space_delete_and_undo(people: People, gala: Stage) -> None:
    grid = open_grid(people("eve"), gala)
    grid.cell("1", "4").click()
    grid.keys.press("Space")
    expect(grid.cell("1", "4")).to_have_class("cell taken")
    grid.keys.press("Space")
    expect(grid.cell("1", "4")).to_have_class("cell")
    grid.keys.press("Delete")
    expect(grid.cell("1", "4")).to_have_text("")
    grid.toast("cleared").get_by_role("button", name="Undo").click()
    expect(grid.cell("1", "4")).to_have_text("WS stage")
    grid.synced()
    grid.cell("1", "4").click()
    grid.keys.press("Space")
    expect(grid.cell("1", "4")).to_have_class("cell taken")
    grid.synced()
    grid.keys.press("Control+z")
    expect(grid.cell("1", "4")).to_have_class("cell")


def test_rows_are_added_and_moved(people: People, gala: Stage) -> None:
    grid = open_grid(people("eve"), gala)
    grid.cell("2", "1").click()
    grid.keys.press("Alt+ArrowDown")
    expect(grid.numbers()).to_have_text(["1", "3", "2", "4", "5"])
    expect(grid.cell("2", "1")).to_be_focused()
    grid.keys.press("Alt+ArrowUp")
    expect(grid.numbers()).to_have_text(["1", "2", "3", "4", "5"])
    expect(grid.cell("2", "1")).to_be_focused()
    grid.keys.press("Control+Enter")
    expect(grid.numbers()).to_have_text(["1", "2", "2A", "3", "4", "5"])
    expect(grid.field("title")).to_be_focused()
    grid.keys.type("In between")
    grid.keys.press("Enter")
    expect(grid.title("2A")).to_contain_text("In between")
    assert gala.numbers() == ["[Northern Lights]", "1", "2", "2A", "3", "4", "5"]


def test_find_goes_to_a_number_and_through_words(people: People, gala: Stage) -> None:
    grid = open_grid(people("eve"), gala)
    grid.title("1").click()
    grid.keys.press("/")
    find = grid.page.get_by_role("searchbox")
    expect(find).to_be_focused()
    grid.keys.type("4")
    expect(grid.number("4")).to_have_class("cue-number is-found")
    find.fill("singer")
    count = grid.page.locator("#find-count")
    expect(count).to_have_text("1/5")
    grid.keys.press("Enter")
    expect(count).to_have_text("2/5")
    expect(grid.cell("2", "2")).to_have_class("cell taken is-found")
    grid.keys.press("Shift+Enter")
    expect(count).to_have_text("1/5")
    grid.keys.press("Escape")
    expect(grid.cell("1", "1")).to_be_focused()
    grid.keys.press("/")
    find.fill("no such thing")
    expect(count).to_have_text("none")


def test_help_opens_on_a_question_mark(people: People, gala: Stage) -> None:
    grid = open_grid(people("eve"), gala)
    grid.title("1").click()
    grid.keys.press("?")
    dialog = grid.page.get_by_role("dialog", name="Keys and help")
    expect(dialog).to_be_focused()
    grid.keys.press("Escape")
    expect(dialog).to_be_hidden()
