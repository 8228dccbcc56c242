"""A network on which some requests come to nothing until they are let go."""

from contextlib import suppress

from playwright.sync_api import Error, Page, Route

PATIENCE = 10_000
STEP = 50


class Slow:
    """Requests that are held until they are let go."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._page = page
        self._pattern = pattern
        self._held: list[Route] = []
        page.route(pattern, lambda route: self._held.append(route))

    def holds(self, amount: int) -> None:
        """Wait until so many were made.

        What is held is counted, and no event of a request waited for: a listener is subscribed to
        beside the calls of the page, and on a busy machine one such event was never heard.
        """
        for _ in range(PATIENCE // STEP):
            if len(self._held) >= amount:
                break
            self._page.wait_for_timeout(STEP)
        assert len(self._held) == amount, [route.request.url for route in self._held]

    def let_go(self) -> None:
        """Let all of them go on; those that were given up meanwhile have nobody to go to."""
        self._page.unroute(self._pattern)
        while self._held:
            with suppress(Error):
                self._held.pop(0).continue_()
        self._page.wait_for_timeout(500)
