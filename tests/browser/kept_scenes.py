"""The panel with a replica and a bucket behind it, in the states that people see it in."""

from __future__ import annotations

import time

from playwright.sync_api import Locator, Page, expect

from tests.browser import snapshot_scenes
from tests.browser.scenes import Scene
from tests.browser.stage import Stage

PATIENCE = 45_000


def says(page: Page, state: str) -> Locator:
    """Wait until the box says so of the replica; the box."""
    box = page.locator("#replica")
    expect(box).to_have_attribute("data-status", state, timeout=PATIENCE)
    return box


def panel(page: Page, stage: Stage) -> None:
    """The replica works, the store was asked, and a snapshot is here."""
    snapshot_scenes.snapshots(page, stage)
    says(page, "active")
    expect(page.locator("#offsite")).to_contain_text("in s3://crew", timeout=PATIENCE)


def has_something(page: Page, stage: Stage) -> None:
    """Wait until the replica has a state of this show, which was made just now."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not page.request.get(f"/api{stage.path}/backups/litestream/points").ok:
        assert time.monotonic() < deadline, "the replica has nothing of this show"
        page.wait_for_timeout(300)


def moments(page: Page, stage: Stage) -> None:
    """What the replica can go back to."""
    page.goto(f"/admin{stage.path}/snapshots")
    says(page, "active")
    has_something(page, stage)
    page.get_by_role("link", name="Go back in time…").click()
    expect(page.get_by_role("heading", name="Choose a moment")).to_be_visible()


def too_early(page: Page, stage: Stage) -> None:
    """A moment before the replica began."""
    moments(page, stage)
    page.get_by_label("Time").evaluate("(time) => time.removeAttribute('min')")
    page.get_by_label("Time").fill("2001-01-01T12:00")
    page.get_by_role("button", name="See what it was").click(timeout=PATIENCE)
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")


def pushed(page: Page, stage: Stage) -> None:
    """A snapshot was pushed; the page of the job."""
    panel(page, stage)
    page.get_by_label("More for before rehearsal").click()
    page.get_by_role("button", name="Push offsite").click()
    said = page.locator("[data-outcome]")
    expect(said).to_contain_text("It is offsite now", timeout=PATIENCE)


def only_there(page: Page, stage: Stage) -> None:
    """A snapshot was pushed, and deleted here."""
    pushed(page, stage)
    page.get_by_role("link", name="All snapshots").click()
    expect(page.locator(".snap-kind")).to_contain_text("offsite")
    page.get_by_label("More for before rehearsal").click()
    page.get_by_role("link", name="Delete…").click()
    page.get_by_label("Delete the last one known to be sound").check()
    page.get_by_role("button", name="Delete “before rehearsal”").click()
    expect(page.locator(".snapshot")).to_contain_text("not on this machine")


def deleting_there(page: Page, stage: Stage) -> None:
    """Whether to delete the last copy of all."""
    only_there(page, stage)
    page.get_by_label("More for before rehearsal").click()
    page.get_by_role("link", name="Delete the offsite copy…").click()
    expect(page.get_by_role("alert")).to_contain_text("last offsite copy")


SCENES = [
    Scene("panel", ("replica.status", "offsite.state"), panel),
    Scene("replica, moments", ("replica.points",), moments),
    Scene("replica, too early", (), too_early),
    Scene("offsite, pushed", (), pushed),
    Scene("offsite, only there", (), only_there),
    Scene("offsite, delete", ("offsite.confirm",), deleting_there),
]
