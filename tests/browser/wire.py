"""What a page says to its server, held back for as long as a test likes."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, WebSocketRoute


class Wire:
    """Stands between a page and its server. Made before the page is opened."""

    def __init__(self, page: Page) -> None:
        self.holds = False
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []
        page.route_web_socket(re.compile("/ws/"), self._opened)

    def _opened(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        route.on_message(lambda message: self._said(server, message))

    def _said(self, server: WebSocketRoute, message: str | bytes) -> None:
        if self.holds and json.loads(message)["type"] in ("edit", "edits"):
            self._held.append((server, message))
        else:
            server.send(message)

    def hold(self) -> None:
        """From now on no edit leaves the page."""
        self.holds = True

    def release(self) -> None:
        """Everything that was held arrives now, and what comes goes through."""
        self.holds = False
        for server, message in self._held:
            server.send(message)
        self._held.clear()
