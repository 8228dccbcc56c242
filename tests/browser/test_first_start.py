"""Getting in: the set-up link of a new server, and the keyboard from the door to the first take."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations_everywhere
from tests.browser.grid import Grid
from tests.browser.house import House, Server
from tests.browser.people import DESK, People, synced
from tests.browser.stage import Stage
from tests.web.crew import PASSWORD


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Server]:
    """A server that nobody has an account on."""
    running = Server(House(tmp_path / "new", {}, ""))
    running.start()
    yield running
    running.kill()


def test_the_first_admin_makes_an_account_and_a_show(people: People, new_server: Server) -> None:
    page = people(None, server=new_server)
    page.goto("/")
    expect(page.get_by_role("heading", name="Not set up yet")).to_be_visible()
    assert not violations_everywhere(page)
    page.set_viewport_size(DESK)
    link = re.search(r"http\S+(/setup/\S+)", new_server.output())
    assert link is not None
    page.goto(link[1])
    assert not violations_everywhere(page)
    page.set_viewport_size(DESK)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Login name").fill("ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("link", name="New show").click()
    page.get_by_label("Title").fill("Opening Night")
    expect(page.get_by_label("Address")).to_have_attribute("placeholder", "opening-night")
    page.get_by_role("button", name="Make the show").click()
    expect(page).to_have_url(re.compile("/shows/opening-night$"))
    synced(page)
    expect(page.get_by_role("heading", name="An empty sheet")).to_be_visible()
    page.goto("/shows")
    assert not violations_everywhere(page)


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until that has the focus."""
    for _ in range(60):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{wanted} cannot be reached by {key}")


def test_from_the_door_to_a_take_without_a_mouse(people: People, gala: Stage) -> None:
    page = people(None)
    page.goto(gala.path)
    expect(page.get_by_label("Login name")).to_be_focused()
    page.keyboard.type("eve")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{gala.path}$"))
    synced(page)
    grid = Grid(page, gala)

    tab_to(page, page.get_by_role("link", name="Skip to the content"))
    page.keyboard.press("Enter")
    tab_to(page, grid.title("Northern Lights"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(grid.cell("1", "1")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, grid.field("subject"))
    page.keyboard.type("conductor")
    page.keyboard.press("Enter")
    expect(grid.cell("1", "1").locator(".subject")).to_have_text("conductor")
    grid.synced()

    page.keyboard.press("Escape")
    tab_to(page, page.get_by_role("link", name="Caller"), "Shift+Tab")
    page.keyboard.press("Enter")
    synced(page)
    page.keyboard.press("Space")
    expect(page.locator("#caller")).to_have_attribute("data-live-number", "1")
    expect(page.locator(".call-live")).to_contain_text("CU conductor")
