"""The caller's desk: one press is one take, whatever happens."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People
from tests.browser.slow import Slow
from tests.browser.stage import Stage
from tests.browser.watch import NETWORK

AGAIN = 550
"""Milliseconds after which a second press is meant, for the desk."""

SINCE = re.compile(r"Offline since \d\d:\d\d")

DEAD = """() => {
  WebSocket.prototype.send = () => {};
  window.WebSocket = class extends EventTarget {
    static CONNECTING = 0;
    static OPEN = 1;
    static CLOSED = 3;
    readyState = 0;
    close() { this.readyState = 3; }
  };
}"""
"""What is sent gets nowhere, and a new connection neither opens nor fails, as on a dead Wi-Fi."""


@pytest.fixture
def desk(people: People, gala: Stage) -> Page:
    return people("eve", f"{gala.path}/caller")


def expect_live(page: Page, number: str) -> None:
    expect(page.locator("#caller")).to_have_attribute("data-live-number", number)


def moves(stage: Stage) -> int:
    """How often the live position moved."""
    return len(stage.log("live_moved"))


def test_space_takes_and_a_held_key_is_one_press(desk: Page, gala: Stage) -> None:
    expect(desk.locator("#call-line")).to_have_text("Before the show — next 1 on 1")
    desk.keyboard.press("Space")
    expect_live(desk, "1")
    expect(desk.locator("#call-line")).to_have_text("1 on 1 — next 2 on 2")
    expect(desk.locator(".call-live .call-number")).to_have_text("1")
    desk.wait_for_timeout(AGAIN)
    desk.keyboard.down("Space")
    expect_live(desk, "2")
    for _ in range(12):
        desk.keyboard.down("Space")  # the keyboard's own repetition
        desk.wait_for_timeout(60)
    desk.keyboard.up("Space")
    expect_live(desk, "2")
    assert moves(gala) == 2


def test_a_double_click_takes_once_and_the_next_space_takes(desk: Page, gala: Stage) -> None:
    desk.locator("#take").dblclick()
    expect_live(desk, "1")
    desk.wait_for_timeout(AGAIN)
    desk.keyboard.press("Space")
    expect_live(desk, "2")
    assert moves(gala) == 2


def test_two_callers_at_once_advance_once(people: People, gala: Stage, desk: Page) -> None:
    """Both pages send their take before either has heard of the other's."""
    other = people("dan", f"{gala.path}/caller")
    gala.live("take")
    for page in (desk, other):
        expect_live(page, "1")
    at = "(when) => setTimeout(() => document.getElementById('take').click(), when - Date.now())"
    moment = desk.evaluate("Date.now()") + 400
    for page in (desk, other):
        page.evaluate(at, moment)
    for page in (desk, other):
        expect_live(page, "2")
    refused = [page.locator("#call-said").inner_text() for page in (desk, other)]
    desk.wait_for_timeout(300)
    assert gala.call(f"/api{gala.path}/live")["number"] == "2", refused
    assert moves(gala) == 2


def test_back_hold_and_goto(desk: Page, gala: Stage) -> None:
    for number in ("1", "2"):
        desk.keyboard.press("Space")
        expect_live(desk, number)
        desk.wait_for_timeout(AGAIN)
    desk.keyboard.press("b")
    expect_live(desk, "1")
    desk.wait_for_timeout(AGAIN)
    desk.keyboard.press("h")
    expect(desk.locator("#caller")).to_have_attribute("data-hold", "1")
    desk.wait_for_timeout(AGAIN)
    desk.keyboard.press("Space")
    expect(desk.locator("#call-said")).to_have_text("On hold. Release first, or go to a cue.")
    desk.keyboard.press("h")
    expect(desk.locator("#caller")).to_have_attribute("data-hold", "0")
    desk.wait_for_timeout(AGAIN)

    desk.keyboard.press("g")
    field = desk.get_by_label("Go to")
    expect(field).to_be_focused()
    desk.keyboard.type("99")
    expect(desk.locator("#goto-found")).to_have_text("There is no cue 99.")
    field.fill("4")
    expect(desk.locator("#goto-found")).to_contain_text("Guitar solo")
    desk.keyboard.press("Enter")
    expect(desk.locator("#caller")).to_have_attribute("data-next-number", "4")
    expect_live(desk, "1")
    desk.wait_for_timeout(AGAIN)
    desk.keyboard.press("Space")
    expect_live(desk, "4")
    desk.wait_for_timeout(AGAIN)
    desk.keyboard.press("g")
    desk.keyboard.type("2")
    desk.keyboard.press("Shift+Enter")
    expect_live(desk, "2")


@pytest.fixture
def looking_up(desk: Page) -> Slow:
    """Look-ups of cues, on a slow network, after Go to 5 was pressed."""
    slow = Slow(desk, "**/caller/cue?number=5")
    number = desk.get_by_label("Go to")
    desk.keyboard.press("g")
    expect(number).to_be_focused()
    desk.keyboard.press("5")
    expect(number).to_have_value("5")
    slow.holds(1)  # this only shows what it would be
    desk.keyboard.press("Shift+Enter")
    slow.holds(2)
    return slow


def test_a_goto_that_was_taken_back_does_not_come_later(
    desk: Page, gala: Stage, looking_up: Slow
) -> None:
    desk.keyboard.press("Escape")
    expect(desk.get_by_label("Go to")).not_to_be_focused()
    desk.keyboard.press("g")
    expect(desk.get_by_label("Go to")).to_have_value("")
    desk.get_by_label("Go to").blur()
    desk.keyboard.press("Space")
    expect_live(desk, "1")
    desk.wait_for_timeout(AGAIN)
    looking_up.let_go()
    expect_live(desk, "1")
    assert moves(gala) == 1


def test_a_goto_is_made_from_what_was_on_the_screen_at_the_press(
    desk: Page, gala: Stage, looking_up: Slow
) -> None:
    gala.live("take")
    expect_live(desk, "1")
    looking_up.let_go()
    expect(desk.locator("#call-said")).to_contain_text("Not called twice: somebody moved it first")
    expect_live(desk, "1")
    assert moves(gala) == 1


def test_a_goto_that_was_looked_up_for_too_long_is_refused(
    desk: Page, gala: Stage, looking_up: Slow
) -> None:
    desk.wait_for_timeout(3_500)
    looking_up.let_go()
    expect(desk.locator("#call-said")).to_contain_text("too late")
    assert moves(gala) == 0


def test_standby_comes_first_where_the_show_uses_it(desk: Page, gala: Stage) -> None:
    gala.edit(kind="set_house", field="uses_standby", value=True)
    expect(desk.locator("#take")).to_contain_text("Stand by")
    desk.keyboard.press("Space")
    expect(desk.locator("#call-next-word")).to_have_text("Standing by")
    expect_live(desk, "")
    desk.wait_for_timeout(AGAIN)
    desk.keyboard.press("Space")
    expect_live(desk, "1")
    expect(desk.locator("#call-next-word")).to_have_text("Next")


def test_an_offline_take_is_refused_and_not_sent_later(
    people: People, desk: Page, gala: Stage
) -> None:
    people.watch.allow(NETWORK)
    gala.live("take")
    expect_live(desk, "1")
    desk.context.set_offline(True)
    desk.keyboard.press("Space")  # nobody knows yet that nothing arrives
    told = desk.locator("#call-said")
    expect(told).to_have_text(re.compile("Offline|No answer|Not sent"), timeout=20_000)
    expect(desk.locator("#take")).to_contain_text("Offline", timeout=20_000)
    desk.wait_for_timeout(AGAIN)
    desk.keyboard.press("Space")
    expect(told).to_contain_text("Offline")
    desk.context.set_offline(False)
    expect(desk.locator("#desk")).to_have_attribute("data-state", "ready", timeout=20_000)
    desk.wait_for_timeout(500)
    assert moves(gala) == 1
    desk.keyboard.press("Space")
    expect_live(desk, "2")


def test_a_take_without_an_answer_and_without_a_way_back_says_so(desk: Page, gala: Stage) -> None:
    desk.evaluate(DEAD)
    desk.keyboard.press("Space")
    expect(desk.locator("#call-said")).to_contain_text("No answer from the show")
    expect(desk.locator("#sync-light")).to_have_text(SINCE)
    expect(desk.locator("#desk")).to_have_attribute("data-state", "offline")
    expect(desk.locator("#main")).to_have_attribute("data-stale", "")
    assert moves(gala) == 0


def test_a_page_that_was_laid_by_and_has_no_way_back_says_so(desk: Page) -> None:
    desk.evaluate(DEAD)
    desk.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(desk.locator("#sync-light")).to_have_text(SINCE)


def test_a_viewer_has_no_desk(people: People, gala: Stage) -> None:
    page = people("vic", f"{gala.path}/caller")
    expect(page.locator("#desk")).to_have_count(0)
    page.keyboard.press("Space")
    gala.live("take")
    expect_live(page, "1")
    assert moves(gala) == 1


def test_the_end_is_the_end(desk: Page, gala: Stage) -> None:
    gala.live("goto", cue=gala.cue_id("5"))
    expect_live(desk, "5")
    expect(desk.get_by_text("That was the last cue.")).to_be_visible()
    desk.keyboard.press("Space")
    expect(desk.locator("#call-said")).to_have_text("There is no next cue.")
    assert moves(gala) == 1
