"""The admins' snapshots of a show, in the states that people see them in."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.stage import Stage


def snapshots(page: Page, stage: Stage) -> None:
    """A snapshot was made, and the sheet has changed since."""
    page.goto(f"/admin/shows/{stage.slug}/snapshots")
    page.locator("[data-opens=create]").click()
    page.get_by_label("Name", exact=True).fill("before rehearsal")
    page.locator("#create button[type=submit]").click()
    expect(page.locator(".snapshot")).to_have_count(1)
    stage.shot(stage.cue_id("1"), stage.camera_id("1"), subject="something else")
    stage.edit(kind="strike_cue", cue=stage.cue_id("4"))
    stage.edit(kind="write_camera", camera=stage.camera_id("2"), field="name", value="Crane")


def more(words: str) -> Callable[[Page, Stage], None]:
    """Choose from the snapshot's menu."""

    def opening(page: Page, stage: Stage) -> None:
        snapshots(page, stage)
        page.get_by_label("More for before rehearsal").click()
        page.locator(".snapshot .drop-panel").get_by_role("link", name=words).click()

    return opening


def menu(page: Page, stage: Stage) -> None:
    """The snapshot's menu is open."""
    snapshots(page, stage)
    page.get_by_label("More for before rehearsal").click()


def restoring(page: Page, stage: Stage) -> None:
    """What a restore would bring back, with every line open."""
    more("Restore…")(page, stage)
    for line in page.locator(".diff summary").all():
        line.click()
    expect(page.get_by_text("Looking…")).to_have_count(0)


def restored(page: Page, stage: Stage) -> None:
    """It was restored."""
    more("Restore…")(page, stage)
    page.get_by_role("button", name="Restore and keep a safety copy").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible(timeout=20_000)
