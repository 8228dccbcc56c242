"""Without the network, and back: nothing that was written is lost, and nothing is done twice."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.grid import Grid, open_grid
from tests.browser.house import Server
from tests.browser.people import People, synced
from tests.browser.stage import Stage
from tests.browser.watch import NETWORK
from tests.web.crew import PASSWORD

SINCE = re.compile(r"Offline since \d\d:\d\d")


def offline(page: Page) -> None:
    """Cut the page off, and wait until it says so."""
    page.context.set_offline(True)
    expect(page.locator("#sync-light")).to_have_text(re.compile("Offline"), timeout=20_000)


@pytest.fixture
def cut_off(people: People, gala: Stage) -> Grid:
    """Eve's sheet, without a network."""
    people.watch.allow(NETWORK)
    grid = open_grid(people("eve"), gala)
    offline(grid.page)
    expect(grid.page.locator("#sync-light")).to_contain_text(SINCE)
    return grid


def test_what_is_written_offline_survives_a_closed_tab_and_is_applied_once(
    people: People, gala: Stage, cut_off: Grid
) -> None:
    grid, context = cut_off, cut_off.page.context
    before = len(gala.log())
    grid.write(grid.cell("1", "1"), subject="first words", note="a note")
    grid.write(grid.cell("1", "1"), subject="second words")
    grid.write(grid.title("2"), title="Written offline")
    grid.choose(grid.number("5"), "Strike")
    expect(grid.cell("1", "1")).to_contain_class("is-pending")
    expect(grid.title("2")).to_contain_class("is-pending")
    expect(grid.number("5")).to_contain_class("is-pending")
    light = grid.page.locator("#sync-light")
    expect(light).to_contain_text("4 waiting")
    light.click()
    expect(grid.page.locator("#waiting li")).to_have_text(
        ["cue 1, camera 1: note", "cue 1, camera 1: subject", "cue 2: title", "striking cue 5"]
    )
    assert len(gala.log()) == before

    grid.page.close()
    context.set_offline(False)
    back = open_grid(context.new_page(), gala)
    expect(back.cell("1", "1").locator(".subject")).to_have_text("second words")
    expect(back.numbers()).to_have_text(["1", "2", "3", "4"])
    expect(back.page.locator(".is-pending")).to_have_count(0)
    done = [(e["kind"], *e["changes"][0].get("set", {}).values()) for e in gala.log()[before:]]
    assert sorted(done) == [
        ("cue_struck",),
        ("cue_written", "Written offline"),
        ("shot_written", "a note"),
        ("shot_written", "second words"),
    ]


def test_what_waits_shows_again_after_a_reload(people: People, gala: Stage, cut_off: Grid) -> None:
    """The page comes, its WebSocket does not."""
    grid = cut_off
    grid.write(grid.cell("3", "1"), subject="kept")
    grid.page.route_web_socket(re.compile("/ws/"), lambda route: route.close(code=1013))
    grid.page.context.set_offline(False)
    grid.page.reload()
    expect(grid.cell("3", "1").locator(".subject")).to_have_text("kept")
    expect(grid.cell("3", "1")).to_contain_class("is-pending")
    expect(grid.page.locator("#sync-light")).to_contain_text("1 waiting")
    assert gala.said(gala.cue_id("3"), gala.camera_id("1")) == {}


def test_what_is_refused_on_return_is_shown_one_by_one_with_its_text(
    people: People, gala: Stage, cut_off: Grid
) -> None:
    grid = cut_off
    grid.write(grid.cell("1", "1"), subject="my words")
    grid.write(grid.cell("2", "2"), note="for a cue that goes")
    gala.shot(gala.cue_id("1"), gala.camera_id("1"), subject="their words")
    gala.edit(kind="strike_cue", cue=gala.cue_id("2"))
    gala.shot(gala.cue_id("4"), gala.camera_id("2"), subject="meanwhile")
    grid.mark()
    grid.page.context.set_offline(False)
    synced(grid.page, 20_000)
    replaced = {text.strip() for text in grid.replaced()}
    assert replaced == {"CU their words", "meanwhile"}  # not the whole sheet
    expect(grid.refusal()).to_have_count(1)
    expect(grid.refusal()).to_contain_text("1 of 2")
    expect(grid.refusal().locator(".side")).to_have_text(
        ["Program 1: on the sheet nowtheir words", "Yoursmy words"]
    )
    grid.refusal().get_by_role("button", name="Keep mine").click()
    expect(grid.refusal().locator(".kept")).to_have_text("for a cue that goes")
    expect(grid.refusal()).not_to_contain_text("of 2")
    grid.refusal().get_by_role("button", name="Discard").click()
    expect(grid.refusal()).to_have_count(0)
    expect(grid.cell("1", "1").locator(".subject")).to_have_text("my words")
    grid.synced()
    assert gala.said(gala.cue_id("1"), gala.camera_id("1"))["subject"] == "my words"


def test_a_hidden_tab_comes_back_with_what_it_missed(people: People, gala: Stage) -> None:
    """The browser has no background here, so the page is told that it is hidden."""
    grid = open_grid(people("eve"), gala)
    grid.page.evaluate(HIDE, True)
    grid.page.wait_for_function("document.hidden")
    gala.shot(gala.cue_id("4"), gala.camera_id("2"), subject="meanwhile")
    grid.page.evaluate(HIDE, False)
    expect(grid.cell("4", "2").locator(".subject")).to_have_text("meanwhile")
    grid.synced()
    assert SINCE.search(grid.page.locator("#sync-light").inner_text()) is None


def test_a_tab_that_comes_back_signed_out_says_so_and_keeps_what_waits(
    people: People, gala: Stage
) -> None:
    """A refused handshake looks to a page like a network that is gone."""
    people.watch.allow(f"{NETWORK}|status of 401")
    page = people(None)
    sign_in(page, gala.path)
    grid = open_grid(page, gala)
    page.evaluate(HIDE, True)
    page.wait_for_function("document.hidden")
    grid.write(grid.cell("1", "1"), subject="written meanwhile")
    other = page.context.new_page()
    other.goto("/shows")  # a page that sends nothing by itself
    other.get_by_text("More", exact=True).click()
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/login*")

    page.evaluate(HIDE, False)
    light = page.locator("#sync-light")
    expect(light).to_contain_text("Stopped · 1 waiting")
    light.click()
    waiting = page.locator("#waiting")
    expect(waiting).to_contain_text("Sign in again, or open the link you were given.")
    expect(waiting).to_contain_text("Kept on this device, and sent when you are back.")
    expect(waiting.locator("li")).to_have_text(["cue 1, camera 1: subject"])
    page.wait_for_timeout(5_000)  # longer than the next attempt would be away
    expect(light).to_contain_text("Stopped · 1 waiting")
    assert gala.said(gala.cue_id("1"), gala.camera_id("1"))["subject"] == "singer 1"

    page.locator(".toast.lasting").get_by_role("button", name="Reload").click()
    sign_in(page)
    synced(page)
    expect(grid.cell("1", "1").locator(".subject")).to_have_text("written meanwhile")
    assert gala.said(gala.cue_id("1"), gala.camera_id("1"))["subject"] == "written meanwhile"


def sign_in(page: Page, path: str = "") -> None:
    """As Eve, with a session that nobody else has."""
    if path:
        page.goto(path)
    page.get_by_label("Login name").fill("eve")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_what_stands_before_the_server_ends_no_page(people: People, own_server: Server) -> None:
    """A proxy without its server says 404 as well: that is no word of the show's."""
    people.watch.allow(f"{NETWORK}|status of 404")
    gala = Stage(own_server)
    page = people("eve", gala.path, server=own_server)
    page.route("**/api/**", lambda route: route.fulfill(status=404, body="default backend - 404"))
    with page.expect_request("**/api/shows/*/live"):
        own_server.stop()
    expect(page.locator("#sync-light")).to_have_text(SINCE)
    own_server.start()
    synced(page)


HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
  Object.defineProperty(document, "visibilityState",
    {configurable: true, get: () => (hidden ? "hidden" : "visible")});
  document.dispatchEvent(new Event("visibilitychange"));
}"""
