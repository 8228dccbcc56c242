"""The camera card on a phone: it follows the caller, and stays when the network goes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import TOUCH, People, synced
from tests.browser.stage import Stage
from tests.browser.watch import NETWORK


@pytest.fixture
def card(people: People, gala: Stage) -> Page:
    """The phone of whoever came by the link for camera 2; their shots are in cues 2 and 5."""
    page = people(None, **TOUCH)
    page.goto(gala.link("operator", "2"))
    expect(page.get_by_text("as operator of Camera 2 · Jib")).to_be_visible()
    page.get_by_label("Your name").fill("Omar")
    page.get_by_role("button", name="Come in").tap()
    synced(page)
    expect(page).to_have_url(re.compile(f"{gala.path}/camera/{gala.camera_id('2')}$"))
    return page


@pytest.fixture
def desk(people: People, gala: Stage) -> Page:
    """The caller's page in another browser."""
    return people("eve", f"{gala.path}/caller")


def take(desk: Page, number: str) -> None:
    """Press space, and wait until that cue is live."""
    desk.keyboard.press("Space")
    expect(desk.locator("#caller")).to_have_attribute("data-live-number", number)
    desk.wait_for_timeout(550)  # the desk ignores the second tap of a nervous thumb


def test_the_card_follows_the_caller(card: Page, desk: Page) -> None:
    now, coming = card.locator(".now"), card.locator(".next")
    expect(now).to_contain_text("Before the show first 1 on 1")
    expect(coming.locator(".shot-number")).to_have_text("2")
    expect(coming).to_contain_text("CU singer 2")
    expect(coming.locator(".away")).to_contain_text("in 2 cues")

    take(desk, "1")
    expect(now).to_contain_text("Now 1 on 1 Opening")
    expect(coming.locator(".away")).to_contain_text("next cue")
    take(desk, "2")
    expect(card.get_by_role("region", name="Now: on air")).to_contain_text("On air")
    expect(now.locator(".shot-number")).to_have_text("2")
    expect(coming.locator(".shot-number")).to_have_text("5")
    expect(coming.locator(".away")).to_contain_text("in 3 cues")
    entries = card.locator("#card-list .entry")
    expect(entries.first).to_have_attribute("data-when", "live")
    expect(entries.last).to_have_attribute("data-when", "next")
    desk.keyboard.press("b")
    expect(now).to_contain_text("Now 1 on 1")
    expect(coming.locator(".shot-number")).to_have_text("2")


def test_ready_reaches_the_caller(card: Page, desk: Page) -> None:
    take(desk, "1")
    tick = desk.locator(".tick").filter(has_text="2")
    expect(tick).to_have_text("2 not yet")
    ready = card.locator("#ready-button")
    ready.tap()
    expect(ready).to_have_attribute("aria-pressed", "true")
    expect(tick).to_have_text("2 ✓ ready")
    ready.tap()
    expect(tick).to_have_text("2 not yet")


def test_an_operator_notes_on_their_own_shot(card: Page, gala: Stage) -> None:
    card.locator("#note-button").tap()
    dialog = card.get_by_role("dialog")
    expect(dialog.get_by_label("Your note")).to_be_focused()
    dialog.get_by_label("Your note").fill("mind the <b>cable</b>")
    dialog.get_by_role("button", name="Save").tap()
    expect(card.locator(".next .shot-note")).to_have_text("mind the <b>cable</b>")
    synced(card)
    assert gala.said(gala.cue_id("2"), gala.camera_id("2"))["note"] == "mind the <b>cable</b>"


def test_a_shot_that_an_editor_writes_is_on_the_card(card: Page, gala: Stage) -> None:
    gala.shot(gala.cue_id("2"), gala.camera_id("2"), subject="drummer", move="push in")
    expect(card.locator(".next .shot-subject")).to_have_text("drummer")
    expect(card.locator("#card-list")).to_contain_text("drummer")


def test_an_entry_that_is_changed_is_swapped_alone_and_keeps_its_marks(
    card: Page, desk: Page, gala: Stage
) -> None:
    take(desk, "1")
    take(desk, "2")
    entries = card.locator("#card-list .entry")
    expect(entries.last).to_have_attribute("data-when", "next")
    gala.shot(gala.cue_id("5"), gala.camera_id("2"), subject="the whole band")
    expect(entries.last).to_contain_text("the whole band")
    expect(card.locator(".next")).to_contain_text("the whole band")
    expect(entries.last).to_have_attribute("data-when", "next")
    expect(entries.last.locator(".entry-when")).to_have_text("next")
    expect(entries.first).to_have_attribute("data-when", "live")


def test_offline_the_card_stays_and_says_so(card: Page, people: People, gala: Stage) -> None:
    people.watch.allow(NETWORK)
    gala.live("take")
    expect(card.locator(".now")).to_contain_text("Now 1 on 1")
    card.context.set_offline(True)
    band = card.locator("#last-known")
    said = re.compile(r"Offline since \d\d:\d\d — last known")
    expect(band).to_have_text(said, timeout=20_000)
    expect(card.locator(".next .shot-number")).to_have_text("2")
    expect(card.locator("#card-list .entry")).to_have_count(2)
    card.locator("#ready-button").tap()
    expect(card.locator("#ready-button")).to_contain_text("sending…")
    gala.live("take")
    card.context.set_offline(False)
    expect(band).to_be_hidden(timeout=20_000)
    expect(card.locator(".now .shot-number")).to_have_text("2")


def test_a_camera_that_is_struck_and_comes_back(card: Page, people: People, gala: Stage) -> None:
    people.watch.allow(r"status of 410")  # the page may just be keeping itself for later
    seq = gala.edit(kind="strike_camera", camera=gala.camera_id("2"))
    expect(card.get_by_text("This camera was struck")).to_be_visible()
    card.locator(".switch > summary").tap()
    expect(card.get_by_role("navigation", name="Cameras").get_by_role("link")).to_have_count(3)
    gala.edit(kind="undo", seq=seq)
    expect(card.locator(".next .shot-number")).to_have_text("2")
    gala.edit(kind="write_camera", camera=gala.camera_id("2"), field="down", value=True)
    expect(card.locator(".band.down")).to_contain_text("Camera down")


def test_everything_fits_a_phone_and_a_thumb(card: Page) -> None:
    width = card.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    for button in card.locator("button:visible, summary:visible, .card-back").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44, button.evaluate("(button) => button.outerHTML")
        assert box["width"] >= 44, button.evaluate("(button) => button.outerHTML")
