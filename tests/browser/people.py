"""People at their browsers: a context for each, so that nobody shares cookies or storage."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.house import COOKIE, Server
from tests.browser.watch import Watch

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
TOUCH: dict[str, Any] = {
    "viewport": PHONE,
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


class People:
    """``people("eve")`` is a page of somebody with an account, ``people(None)`` nobody's."""

    def __init__(self, browser: Browser, server: Server, watch: Watch) -> None:
        self.browser = browser
        self.server = server
        self.watch = watch

    def __call__(self, login: str | None, path: str = "", **options: Any) -> Page:
        """A new page of a new context; at ``path``, connected, if that is given."""
        page = self.context(login, **options).new_page()
        if path:
            page.goto(path)
            synced(page)
        return page

    def context(self, login: str | None, **options: Any) -> BrowserContext:
        """A browser of their own. ``options`` are those of Playwright's ``new_context``."""
        server = options.pop("server", self.server)
        browser = options.pop("browser", self.browser)
        context: BrowserContext = browser.new_context(
            **{
                "base_url": server.url,
                "viewport": DESK,
                "color_scheme": "dark",
                "locale": "en-GB",
                **options,
            }
        )
        context.set_default_timeout(10_000)
        if login is not None:
            value = server.house.cookies[login]
            context.add_cookies([{"name": COOKIE, "value": value, "url": server.url}])
        self.watch.follow(context)
        return context


def synced(page: Page, timeout: float = 15_000) -> None:
    """Wait until what the page shows and wrote is what the others have."""
    light = page.locator("#sync-light")
    expect(light).to_have_attribute("data-state", "synced", timeout=timeout)
