"""By name on a LAN, without TLS: much of what browsers offer is missing there, and not needed."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.chromium import launch
from tests.browser.grid import open_grid
from tests.browser.house import Server
from tests.browser.people import TOUCH, People, synced
from tests.browser.stage import Stage
from tests.web.crew import PASSWORD


@pytest.fixture
def lan_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser that finds show.test on this machine, and addresses nothing else."""
    running = launch(playwright, "--host-resolver-rules=MAP show.test 127.0.0.1")
    yield running
    running.close()


def test_a_crew_works_without_a_secure_context(
    people: People, lan_browser: Browser, server: Server, gala: Stage
) -> None:
    there: dict[str, Any] = {"browser": lan_browser, "base_url": f"http://show.test:{server.port}"}
    phone = people(None, **TOUCH, **there)
    phone.goto(gala.link("operator", "1"))
    assert phone.evaluate("window.isSecureContext") is False
    phone.get_by_label("Your name").fill("Ana")
    phone.get_by_role("button", name="Come in").tap()
    synced(phone)
    expect(phone.locator(".next .shot-number")).to_have_text("1")
    phone.locator("#ready-button").tap()
    expect(phone.locator("#ready-button")).to_have_attribute("aria-pressed", "true")

    page = people(None, **there)
    page.goto(gala.path)
    page.get_by_label("Login name").fill("eve")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    grid = open_grid(page, gala)
    assert page.evaluate("window.isSecureContext") is False
    grid.write(grid.cell("1", "1"), subject="over plain http")
    expect(phone.locator(".next .shot-subject")).to_have_text("over plain http")
    page.goto(f"{gala.path}/caller")
    synced(page)
    page.keyboard.press("Space")
    expect(phone.locator(".now")).to_contain_text("On air")
