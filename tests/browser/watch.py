"""What the pages of a browser complained about: script errors, console errors, CSP violations."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError

REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP: ${event.violatedDirective} blocked ${event.blockedURI} ${event.sample}`);
});
"""

NETWORK = r"net::ERR_|WebSocket connection to|Failed to fetch|htmx:ws:error|htmx:error"
"""What Chromium and htmx write to the console when a server cannot be reached."""


class Watch:
    """Listens to every page of the contexts that it is given."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.lines: list[str] = []
        self._contexts: list[BrowserContext] = []
        self._allowed: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        """Listen to this context's pages, those to come as well."""
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", self._broken)
        self._contexts.append(context)

    def allow(self, pattern: str) -> None:
        """Errors like this are what the test is about."""
        self._allowed.append(pattern)

    def _console(self, message: ConsoleMessage) -> None:
        line = f"{message.type}: {message.text} ({message.location['url']})"
        self.lines.append(line)
        if message.type == "error":
            self.errors.append(line)

    def _broken(self, error: WebError) -> None:
        self.lines.append(f"uncaught: {error.error}")
        self.errors.append(f"uncaught: {error.error}")

    def complaints(self) -> list[str]:
        """The errors that the test did not expect."""
        return [line for line in self.errors if not any(re.search(p, line) for p in self._allowed)]

    def pages(self) -> list[Page]:
        """Every page that is open."""
        return [page for context in self._contexts for page in context.pages]

    def keep(self, folder: Path) -> None:
        """Save a picture of every page, and what was on the console."""
        folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(self.pages(), 1):
            page.screenshot(path=folder / f"page-{number}.png", timeout=5_000)
        (folder / "console.log").write_text("\n".join(self.lines))

    def close(self) -> None:
        """Close every context."""
        for context in self._contexts:
            context.close()
