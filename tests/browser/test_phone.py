"""What stays in sight, and in one line, on a phone 390 px wide."""

from playwright.sync_api import expect

from tests.browser.people import PHONE, TOUCH, People, synced
from tests.browser.stage import Stage

LINES = """(code) => Math.round(
  code.getBoundingClientRect().height / parseFloat(getComputedStyle(code).lineHeight))"""


def test_going_to_a_cue_covers_nobody_who_is_ready(people: People, gala: Stage) -> None:
    gala.live("take")
    page = people("eve", f"{gala.path}/caller", **TOUCH)
    page.get_by_role("button", name="Go to").click()
    expect(page.get_by_label("Go to", exact=True)).to_be_focused()
    desk = page.locator("#desk").bounding_box()
    assert desk is not None
    for seen in (".call-live", ".call-next .ticks"):
        box = page.locator(seen).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= desk["y"], f"{seen} is covered"
    expect(page.locator("#take")).to_be_visible()
    for name in ("Stand by", "Go now", "Cancel"):
        button = page.locator("#goto").get_by_role("button", name=name).bounding_box()
        assert button is not None
        assert button["height"] >= 44
    page.get_by_label("Go to", exact=True).fill("4")
    page.locator("#goto").get_by_role("button", name="Stand by").click()
    expect(page.locator(".call-next .call-number")).to_have_text("4")


def test_what_take_says_stands_in_whole_lines(people: People, stage: Stage) -> None:
    page = people("eve", f"{stage.path}/caller", **TOUCH)
    words, more = page.locator("[data-word=take]"), page.locator("[data-word=take-more]")
    expect(words).to_have_text("No cue yet")
    stage.cues(2)
    expect(words).to_have_text("Take")
    stage.live("take")
    stage.live("hold")
    expect(more).to_have_text("· release first")
    assert [each.evaluate(LINES) for each in (words, more)] == [1, 1]
    stage.live("release")
    stage.live("take")
    expect(words).to_have_text("The end")


def test_a_code_stands_in_one_line(people: People, gala: Stage) -> None:
    page = people("eve", viewport=PHONE)
    page.goto(f"{gala.path}/vocabulary")
    synced(page)
    codes = page.locator(".term > b")
    expect(codes.filter(has_text="Crane down")).to_have_count(1)
    for code in codes.all():
        assert code.evaluate(LINES) == 1, code.inner_text()
