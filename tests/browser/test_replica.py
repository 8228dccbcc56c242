"""The replica in the panel: how it stands, also in trouble, and going back to a chosen time."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser import kept_scenes, snapshot_scenes
from tests.browser.axe import violations_everywhere
from tests.browser.backed import Backed
from tests.browser.kept_scenes import PATIENCE, says
from tests.browser.people import People
from tests.browser.stage import Stage
from tests.browser.watch import NETWORK

AWAY = "Asia/Tokyo"


def test_the_box_tells_the_truth_in_trouble(people: People, backed: Backed, kept: Stage) -> None:
    page = people("ann", server=backed.server)
    page.goto(f"/admin{kept.path}/snapshots")
    expect(says(page, "active")).to_contain_text("Replicated")
    page.evaluate("window.neverReloaded = true")
    with backed.store.frozen():
        box = says(page, "stalled")
        expect(box).to_contain_text("Replication stands still")
        expect(box).to_contain_text("What to do: Look at the store")
        expect(page.locator("#said")).to_contain_text("Replication stands still")
        assert violations_everywhere(page) == []
    says(page, "active")
    with backed.without_litestream():
        box = says(page, "down")
        expect(box).to_contain_text("Litestream is down")
        expect(box).to_contain_text("What to do: Look whether Litestream runs")
    says(page, "active")
    assert page.evaluate("window.neverReloaded")


def test_the_box_takes_no_focus_away(people: People, backed: Backed, kept: Stage) -> None:
    page = people("ann", server=backed.server)
    page.goto(f"/admin{kept.path}/snapshots")
    says(page, "active")
    back = page.get_by_role("link", name="Go back in time…")
    back.focus()
    for _ in range(2):
        with page.expect_response("**/replica/status"):
            pass
    expect(page.locator("#replica")).to_contain_text("Replicated")
    expect(back).to_be_focused()


def test_a_chosen_time_becomes_a_snapshot(people: People, backed: Backed, kept: Stage) -> None:
    cue = kept.cue_id("1")
    kept.edit(kind="write_cue", cue=cue, field="title", value="As it was")
    backed.replicated(kept)
    time.sleep(2)  # the picker takes whole seconds
    then = datetime.now(UTC).replace(microsecond=0)
    time.sleep(2)
    kept.edit(kind="write_cue", cue=cue, field="title", value="As it became")
    backed.replicated(kept)

    page = people("ann", server=backed.server, timezone_id=AWAY)
    kept_scenes.moments(page, kept)
    expect(page.locator("[data-zone]")).to_have_text(f"({AWAY})")
    there = then.astimezone(ZoneInfo(AWAY)).strftime("%Y-%m-%dT%H:%M:%S")
    page.get_by_label("Time").fill(there.removesuffix(":00"))
    page.get_by_role("button", name="See what it was").click(timeout=PATIENCE)

    expect(page.locator("#summary")).to_have_text("1 cue changes.", timeout=PATIENCE)
    expect(page.get_by_role("status").first).to_contain_text("Nothing is changed yet")
    page.locator(".diff summary").click()
    expect(page.locator(".differences del")).to_have_text("As it became")
    expect(page.locator(".differences ins")).to_have_text("As it was")
    assert kept.found(cue)["title"] == "As it became"
    page.goto(f"/admin{kept.path}/snapshots")
    expect(page.locator(".snapshot")).to_have_count(1)
    expect(page.locator(".snap-kind")).to_have_text("from the replica")


def test_a_restore_that_the_replica_holds_up_goes_on_anyway(
    people: People, backed: Backed, kept: Stage
) -> None:
    page = people("ann", server=backed.server)
    snapshot_scenes.snapshots(page, kept)
    says(page, "active")
    with backed.store.frozen():
        page.locator(".snap-restore").click()
        page.get_by_role("button", name="Restore and keep a safety copy").click()
        failed = page.locator("[data-outcome=failed]")
        expect(failed).to_contain_text("The restore failed", timeout=PATIENCE)
        assert len(kept.sheet()["cues"]) == 5
        failed.get_by_role("button", name="Restore anyway").click()
        expect(page.locator("[data-outcome=restored]")).to_be_visible(timeout=PATIENCE)
        assert len(kept.sheet()["cues"]) == 6
    page.goto(f"/admin{kept.path}/snapshots")
    says(page, "active")


def test_the_panel_comes_through_a_restart_with_the_truth(
    people: People, backed: Backed, kept: Stage
) -> None:
    people.watch.allow(NETWORK)
    people.watch.allow("503")
    page = people("ann", server=backed.server)
    snapshot_scenes.snapshots(page, kept)
    says(page, "active")
    with backed.store.frozen():  # so that the restore is under way for a while
        page.locator(".snap-restore").click()
        page.get_by_role("button", name="Restore and keep a safety copy").click()
        running = page.locator(".steps [data-state=running]")
        expect(running).to_contain_text("Wait for the replica")
        with page.expect_event("requestfailed"):
            backed.server.kill()
        page.route("**/jobs/*", lambda route: route.fulfill(status=503, body="<p>a proxy</p>"))
        with page.expect_response("**/jobs/*"):
            pass
        page.unroute("**/jobs/*")
        expect(page.locator("#job")).to_contain_text("Wait for the replica")
        backed.server.start()
        expect(page.locator("[data-outcome=failed]")).to_contain_text("The restore failed")
    assert len(kept.sheet()["cues"]) == 5
