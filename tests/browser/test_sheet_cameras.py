"""The columns and the words: cameras added, named, moved, lost; the house's vocabulary."""

from playwright.sync_api import expect

from tests.browser.grid import open_grid
from tests.browser.people import People, synced
from tests.browser.stage import Stage


def test_a_camera_is_added_named_and_moved(people: People, gala: Stage) -> None:
    eve, dan = (open_grid(people(who), gala) for who in ("eve", "dan"))
    eve.choose(eve.head("2"), "Add a camera after it")
    expect(eve.field("name")).to_be_focused()
    eve.field("name").fill("Steadicam")
    eve.field("operator").fill("Mia")
    eve.editor.get_by_text("teal").click()
    eve.save()
    heads = dan.page.locator("#heads > .head .head-number")
    expect(heads).to_have_text(["1", "2", "5", "3", "4"])
    expect(dan.head("5")).to_contain_text("SteadicamMia")
    expect(dan.head("5")).to_have_class("head c-teal")
    eve.choose(eve.head("5"), "Move left")
    expect(heads).to_have_text(["1", "5", "2", "3", "4"])
    eve.choose(eve.head("5"), "Move right")
    expect(heads).to_have_text(["1", "2", "5", "3", "4"])
    expect(dan.cell("2", "2")).to_contain_text("CU singer 2")


def test_a_camera_that_is_down_hands_its_shots_over(people: People, gala: Stage) -> None:
    eve, dan = (open_grid(people(who), gala) for who in ("eve", "dan"))
    eve.choose(eve.head("1"), "It is down")
    expect(dan.head("1")).to_contain_text("Down")
    eve.choose(eve.head("1"), "Hand its shots over…")
    eve.editor.get_by_label("To camera").select_option(label="4 · PTZ")
    expect(eve.editor.locator(".ask")).to_contain_text("Camera 4 is busy on 2 cues.")
    eve.editor.get_by_label("To camera").select_option(label="3 · Handheld")
    expect(eve.editor.locator(".preview tbody tr")).to_have_count(2)
    eve.editor.get_by_role("button", name="Hand over 2 shots").click()
    expect(dan.cell("1", "3")).to_contain_text("CU singer 1")
    expect(dan.cell("4", "3")).to_contain_text("CU singer 4")
    expect(dan.cell("1", "1")).to_have_text("")
    eve.toast("Shots handed over").get_by_role("button", name="Undo").click()
    expect(dan.cell("1", "1")).to_contain_text("CU singer 1")
    eve.choose(eve.head("1"), "It is back")
    expect(dan.head("1")).not_to_contain_text("Down")


def test_a_camera_is_struck_and_comes_back(people: People, gala: Stage) -> None:
    eve, dan = (open_grid(people(who), gala) for who in ("eve", "dan"))
    heads = dan.page.locator("#heads > .head .head-number")
    eve.choose(eve.head("2"), "Strike the camera")
    expect(heads).to_have_text(["1", "3", "4"])
    eve.toast("Camera 2 and its shots struck").get_by_role("button", name="Undo").click()
    expect(heads).to_have_text(["1", "2", "3", "4"])
    expect(dan.cell("2", "2")).to_contain_text("CU singer 2")


def test_a_new_word_is_understood_at_once(people: People, gala: Stage) -> None:
    eve, dan = people("eve", f"{gala.path}/vocabulary"), people("dan", f"{gala.path}/vocabulary")
    eve.locator('[data-new="size"]').click()
    eve.get_by_label("Code").fill("KNEE")
    eve.get_by_label("Name in full").fill("Knees up")
    eve.get_by_label("Other words that mean it").fill("knees, knee shot")
    eve.get_by_role("button", name="Save").click()
    expect(dan.locator("#terms")).to_contain_text("KNEEKnees upknees, knee shot")

    grid = open_grid(dan, gala)
    grid.write(grid.cell("1", "1"), size="knee shot")
    expect(grid.cell("1", "1").locator("b")).to_have_text("KNEE")
    expect(grid.cell("1", "1").locator("i")).to_have_text("knee shot")

    eve.get_by_role("button", name="Edit KNEE").click()
    eve.get_by_role("button", name="Strike this code").click()
    expect(eve.get_by_role("button", name="Edit KNEE")).to_have_count(0)
    struck = eve.locator(".toast").filter(has_text="KNEE struck")
    struck.get_by_role("button", name="Undo").click()
    expect(eve.get_by_role("button", name="Edit KNEE")).to_have_count(1)
    synced(eve)


def test_a_viewer_reads_and_cannot_write(people: People, gala: Stage) -> None:
    grid = open_grid(people("vic"), gala)
    expect(grid.page.get_by_role("button", name="Camera", exact=True)).to_be_hidden()
    grid.open(grid.cell("1", "1"))
    expect(grid.field("subject")).to_be_disabled()
    expect(grid.editor.get_by_role("button", name="Save")).to_be_hidden()
    grid.keys.press("Escape")
    expect(grid.cell("1", "1")).to_be_focused()
    grid.keys.press("Delete")
    grid.keys.press("Space")
    grid.keys.press("Enter")
    grid.keys.type("early")
    expect(grid.editor.get_by_role("button", name="Close")).to_be_focused()
    grid.synced()
    assert gala.said(gala.cue_id("1"), gala.camera_id("1"))["subject"] == "singer 1"
