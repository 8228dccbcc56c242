"""A spreadsheet becomes a sheet: seen beforehand, at everybody at once, and taken back in one."""

from playwright.sync_api import expect

from tests.browser.grid import open_grid
from tests.browser.people import People
from tests.browser.scenes import RUNDOWN
from tests.browser.stage import Stage


def test_a_rundown_is_imported_and_taken_back(people: People, gala: Stage) -> None:
    dan = open_grid(people("dan"), gala)
    before = gala.numbers()
    page = people("eve", gala.path)
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Import…").click()
    page.get_by_label("CSV or XLSX").set_input_files(RUNDOWN)
    page.get_by_role("button", name="Look at the file").click()

    preview = page.locator("#preview")
    column = page.get_by_label("What column Lighting is")
    expect(preview).to_contain_text("Lighting: LX1.01")
    page.evaluate("window.neverReloaded = true")
    chosen = column.input_value()
    assert chosen != "ignore"
    column.select_option("ignore")
    expect(preview).not_to_contain_text("Lighting: LX1.01")
    assert page.evaluate("window.neverReloaded")
    expect(column).to_have_value("ignore")
    column.select_option(chosen)
    expect(preview).to_contain_text("Lighting: LX1.01")
    assert gala.numbers() == before

    page.locator("#import-now").click()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()
    imported = [number for number in gala.numbers() if not number.startswith("[")]
    assert len(imported) > len(before)
    expect(dan.numbers()).to_have_text(imported)
    assert gala.log()[-1]["by"]["name"] == "Eve"

    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_role("heading", name="The import is undone")).to_be_visible()
    expect(dan.numbers()).to_have_text(["1", "2", "3", "4", "5"])
    assert gala.numbers() == before


def test_pasted_cells_are_merged_by_their_number(people: People, gala: Stage) -> None:
    dan = open_grid(people("dan"), gala)
    page = people("eve")
    page.goto(f"{gala.path}/import")
    page.get_by_label("Copy the cells").fill(
        "Cue\tTitle\tCam 1\n2\tVerse one\tWS crane\n9\tEncore\t\n"
    )
    page.get_by_role("button", name="Look at the cells").click()
    counts = page.locator("#preview .counts li")
    expect(counts.nth(0)).to_have_text("1 added")
    expect(counts.nth(1)).to_have_text("1 changed")
    page.locator("#import-now").click()
    expect(dan.title("2")).to_contain_text("Verse one")
    expect(dan.cell("2", "1")).to_contain_text("crane")
    expect(dan.cell("2", "2")).to_contain_text("CU singer 2")
    expect(dan.numbers()).to_have_text(["1", "2", "3", "4", "5", "9"])
