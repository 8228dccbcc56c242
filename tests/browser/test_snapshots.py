"""Snapshots in the browser: one restores, everybody else's sheet changes under their eyes."""

from playwright.sync_api import Page, expect

from tests.browser import snapshot_scenes
from tests.browser.backed import Backed
from tests.browser.kept_scenes import PATIENCE
from tests.browser.people import PHONE, People
from tests.browser.stage import Stage


def panel(people: People, stage: Stage) -> Page:
    """The panel as Ann, an admin, has it."""
    page = people("ann")
    page.goto(f"/admin{stage.path}/snapshots")
    return page


def make(page: Page, name: str) -> None:
    """A snapshot of that name, made in the panel."""
    page.get_by_role("button", name="Create snapshot").first.click()
    page.get_by_label("Name").first.fill(name)
    page.locator("#create form button[type=submit]").click()
    expect(page.locator(".snap-name", has_text=name)).to_be_visible()


def restore(page: Page, name: str) -> None:
    """Restore all of it, up to the end of the job."""
    page.locator(".snapshot", has_text=name).locator(".snap-restore").click()
    page.get_by_role("button", name="Restore and keep a safety copy").click()
    expect(page.locator("[data-outcome]")).to_be_visible(timeout=30_000)


def test_others_see_the_restored_sheet_without_a_reload_and_are_told(
    people: People, gala: Stage
) -> None:
    ann, eve = panel(people, gala), people("eve", gala.path)
    card = people("vic", f"{gala.path}/camera/{gala.camera_id('1')}", viewport=PHONE)
    make(ann, "before import")
    eve.evaluate("window.sameDocument = true")
    gala.edit(kind="strike_cue", cue=gala.cue_id("2"))
    gala.cue("Encore")
    expect(eve.get_by_text("Encore")).to_be_visible()
    restore(ann, "before import")
    expect(ann.locator("[data-outcome=restored] h2")).to_contain_text("Spring Gala is as it was at")
    expect(eve.get_by_text("Encore")).to_have_count(0)
    expect(eve.get_by_text("Verse 1")).to_be_visible()
    for page in (eve, card):
        notice = page.locator('[data-key="restored"]')
        expect(notice).to_contain_text("Ann restored the sheet")
        expect(notice).to_contain_text("before import")
        expect(notice.get_by_role("link", name="Snapshots")).to_have_count(0)  # not admins
    assert eve.evaluate("window.sameDocument")
    eve.locator('[data-key="restored"]').get_by_role("button", name="Close").click()
    expect(eve.locator('[data-key="restored"]')).to_have_count(0)


def test_undo_shows_what_people_did_since_and_keeps_it(people: People, gala: Stage) -> None:
    people.watch.allow("409")  # the question whether to keep it is a refusal
    ann, eve = panel(people, gala), people("eve", gala.path)
    make(ann, "clean")
    gala.cue("Encore")
    restore(ann, "clean")
    gala.cue("Bow")
    ann.get_by_role("button", name="Undo", exact=True).click()
    expect(ann.get_by_role("heading", name="People edited since")).to_be_visible()
    expect(ann.locator(".edits")).to_contain_text("Bow")
    ann.get_by_role("button", name="Undo, and keep these edits on top").click()
    expect(ann.locator("[data-outcome=undone]")).to_be_visible(timeout=30_000)
    expect(eve.get_by_text("Encore")).to_be_visible()
    expect(eve.get_by_text("Bow")).to_be_visible()


def test_a_job_survives_a_reload_and_the_panel_shows_it(people: People, gala: Stage) -> None:
    ann = panel(people, gala)
    make(ann, "clean")
    gala.cue("Encore")
    ann.locator(".snapshot", has_text="clean").locator(".snap-restore").click()
    ann.get_by_role("button", name="Restore and keep a safety copy").click()
    ann.wait_for_url("**/jobs/*")
    ann.reload()
    expect(ann.locator("#job")).to_be_visible()
    ann.goto(f"/admin{gala.path}/snapshots")
    expect(ann.locator("[data-outcome=restored]")).to_be_visible(timeout=30_000)
    expect(ann.locator(".snap-kind", has_text="safety copy")).to_be_visible()


def test_the_end_of_a_job_leaves_what_is_being_typed(
    people: People, backed: Backed, kept: Stage
) -> None:
    page = people("ann", server=backed.server)
    snapshot_scenes.snapshots(page, kept)
    with backed.store.frozen():  # so that the restore is under way for a while
        page.locator(".snap-restore").click()
        page.get_by_role("button", name="Restore and keep a safety copy").click()
        page.get_by_role("link", name="All snapshots").click()
        expect(page.locator("#job")).to_contain_text("Wait for the replica")
        page.locator("#schedule summary").click()
        page.get_by_label("The last").fill("77")
        page.locator("[data-opens=create]").click()
        page.get_by_label("Name", exact=True).fill("half a na")
        page.evaluate("window.neverReloaded = true")
    expect(page.locator("[data-outcome=restored]")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".snap-kind", has_text="safety copy")).to_be_visible()
    expect(page.locator(".snapshot")).to_have_count(2)
    expect(page.locator(".snapshot-day")).to_have_text("Today")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    expect(page.get_by_label("Name", exact=True)).to_have_value("half a na")
    expect(page.get_by_label("The last")).to_have_value("77")
    page.keyboard.type("me")
    page.locator("#create button[type=submit]").click()
    expect(page.locator(".snap-name", has_text="half a name")).to_be_visible()


def test_only_chosen_cues(people: People, gala: Stage) -> None:
    ann = panel(people, gala)
    make(ann, "clean")
    for number, title in (("1", "Overture"), ("3", "Refrain")):
        gala.edit(kind="write_cue", cue=gala.cue_id(number), field="title", value=title)
    ann.locator(".snapshot", has_text="clean").locator(".snap-restore").click()
    ann.get_by_text("These cues", exact=True).click()
    begin = ann.get_by_role("button", name="Restore and keep a safety copy")
    expect(begin).to_be_disabled()
    ann.get_by_label("cue 3").check()
    expect(ann.locator("[data-chosen]")).to_have_text("1 cue chosen")
    begin.click()
    expect(ann.locator("[data-outcome=restored]")).to_contain_text("1 cue", timeout=30_000)
    assert gala.found(gala.cue_id("1"))["title"] == "Overture"
    assert gala.found(gala.cue_id("3"))["title"] == "Chorus"


def test_space_presses_what_is_called_a_button(people: People, gala: Stage) -> None:
    page = panel(people, gala)
    for name in ("Create snapshot", "Upload"):
        opener = page.locator(".page-head").get_by_role("button", name=name)
        form = page.locator(f"#{name.split()[0].lower()}")
        opener.focus()
        page.keyboard.press("Space")
        expect(form).to_be_visible()
        expect(opener).to_have_attribute("aria-expanded", "true")
        expect(form.locator("input:not([type=hidden])").first).to_be_focused()
        opener.focus()
        page.keyboard.press("Space")
        expect(form).to_be_hidden()
    assert page.evaluate("scrollY") == 0


def test_times_are_in_the_viewers_zone(people: People, gala: Stage) -> None:
    ann = panel(people, gala)
    make(ann, "clean")
    away = people("ann", timezone_id="Asia/Kathmandu")
    away.goto(f"/admin{gala.path}/snapshots")
    here = ann.locator(".snap-when time").first.inner_text()
    assert away.locator(".snap-when time").first.inner_text() != here
    expect(away.locator(".snapshot-day").first).to_have_text("Today")
