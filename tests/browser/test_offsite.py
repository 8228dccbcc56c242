"""Offsite copies in the panel: one is pushed, lost here, and fetched back."""

from playwright.sync_api import expect

from tests.browser import kept_scenes
from tests.browser.kept_scenes import PATIENCE
from tests.browser.people import People
from tests.browser.stage import Stage


def test_a_snapshot_goes_offsite_and_comes_back(people: People, kept: Stage) -> None:
    page = people("ann", server=kept.server)
    kept_scenes.only_there(page, kept)
    page.get_by_role("button", name="Fetch back before rehearsal").click()
    said = page.locator("[data-outcome]")
    expect(said).to_contain_text("It is here now, and pinned", timeout=PATIENCE)
    page.get_by_role("link", name="All snapshots").click()
    row = page.locator(".snapshot")
    expect(row).to_have_count(1)
    expect(row).not_to_contain_text("not on this machine")
    expect(row).to_contain_text("pinned")
    row.locator(".snap-restore").click()
    expect(page.locator("#summary")).to_have_text(
        "1 cue comes back, 1 changes; 1 camera changes.", timeout=PATIENCE
    )
