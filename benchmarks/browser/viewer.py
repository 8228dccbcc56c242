"""A page of the sheet in headless Chromium, with what it can tell about itself."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.browser.tasks import CATEGORIES, Task, tasks_of
from benchmarks.load.crowd import percentile
from benchmarks.load.readings import usage
from benchmarks.machine import ROOT
from benchmarks.servers.product import PASSWORD, SHOW

WATCH = Path(__file__).with_name("watch.js")
VIEW = {"width": 1600, "height": 900}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The one that the tests use."""
    program = subprocess.run(
        [ROOT / "scripts" / "chromium.sh"], capture_output=True, text=True, check=True
    ).stdout.strip()
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.getuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(browser: Browser, base: str) -> Any:
    """The cookies of a browser in which the admin has signed in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{base}/login")
    page.fill("[name=login]", "admin")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{base}/shows**")
    state = context.storage_state()
    context.close()
    return state


@dataclass(frozen=True, slots=True)
class Opening:
    """How a page came to be, in milliseconds after its request; sizes in bytes."""

    response_start: float
    response_end: float
    dom_ready: float
    painted: float
    synced: float
    tasks: Sequence[Task]
    raw: int
    sent: int

    @property
    def dom_ready_after_response(self) -> float:
        """From the last byte of the page to DOMContentLoaded, its listeners included."""
        return self.dom_ready - self.response_end


@dataclass(frozen=True, slots=True)
class Scroll:
    """From the top to the bottom: every task, and the time between frames, in ms."""

    tasks: Sequence[Task]
    frame_p99: float
    frame_worst: float
    steps: int


@dataclass(frozen=True, slots=True)
class Holding:
    """MiB of the JavaScript heap and of all processes that draw pages; DOM nodes; listeners."""

    heap: float
    process: float
    nodes: float
    listeners: float


class Viewer:
    """One tab with the sheet, in a browser with nothing in its cache."""

    def __init__(self, browser: Browser, cookies: Any, base: str) -> None:
        self._browser = browser
        self._context: BrowserContext = browser.new_context(storage_state=cookies, viewport=VIEW)  # type: ignore[arg-type]
        self._context.add_init_script(path=WATCH)
        self.page: Page = self._context.new_page()
        self._address = f"{base}/shows/{SHOW}"

    def open(self) -> Opening:
        """Load the page, and wait until it is connected and up to date."""
        self._browser.start_tracing(page=self.page, categories=CATEGORIES)
        self.page.goto(self._address, wait_until="load")
        synced = self.page.evaluate("benchmarkWatch.synced")
        self.page.wait_for_timeout(300)
        tasks = tasks_of(self._browser.stop_tracing())
        found = self.page.evaluate(
            """() => ({
              entry: performance.getEntriesByType("navigation")[0].toJSON(),
              paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
            })"""
        )
        entry = found["entry"]
        return Opening(
            response_start=entry["responseStart"] - entry["requestStart"],
            response_end=entry["responseEnd"] - entry["requestStart"],
            dom_ready=entry["domContentLoadedEventEnd"] - entry["requestStart"],
            painted=float(found["paint"]) - entry["requestStart"],
            synced=float(synced) - entry["requestStart"],
            tasks=tasks,
            raw=entry["decodedBodySize"],
            sent=entry["encodedBodySize"],
        )

    def clock(self) -> float:
        """What to add to the page's ``performance.now()`` for our ``time.monotonic()``, in ms."""
        best = (float("inf"), 0.0)
        for _ in range(20):
            before = time.monotonic() * 1000
            there = self.page.evaluate("performance.now()")
            after = time.monotonic() * 1000
            best = min(best, (after - before, (before + after) / 2 - there))
        return best[1]

    def times_of(self, number: int) -> dict[str, float]:
        """When an edit ``arrived``, was ``swapped`` and ``painted``, by the page's clock."""
        found: dict[str, float] = self.page.evaluate(
            "(number) => benchmarkWatch.timesOf(number)", f"{number:09d}"
        )
        return found

    def scroll_by_wheel(self) -> Scroll:
        """Turn the wheel until nothing moves any more."""
        self._to_top()
        self.page.mouse.move(VIEW["width"] / 2, VIEW["height"] / 2)
        return self._scroll(lambda: self.page.mouse.wheel(0, 480))

    def scroll_by_keys(self) -> Scroll:
        """Press PageDown in a cell until nothing moves any more."""
        self._to_top()
        self.page.locator("#rows .cell").first.click()
        return self._scroll(lambda: self.page.keyboard.press("PageDown"))

    def _to_top(self) -> None:
        self.page.evaluate("document.getElementById('scroller').scrollTop = 0")
        self.page.wait_for_timeout(300)

    def _scroll(self, step: Any) -> Scroll:
        self._browser.start_tracing(page=self.page, categories=CATEGORIES)
        self.page.evaluate("benchmarkWatch.begin()")
        at, steps, still = -1.0, 0, 0
        while still < 8 and steps < 2000:
            step()
            steps += 1
            now = self.page.evaluate("document.getElementById('scroller').scrollTop")
            still = still + 1 if now == at else 0
            at = now
        self.page.evaluate("benchmarkWatch.end()")
        tasks = tasks_of(self._browser.stop_tracing())
        gaps = self.page.evaluate("benchmarkWatch.gaps")
        return Scroll(tasks, percentile(gaps, 0.99), max(gaps, default=0), steps)

    def holding(self) -> Holding:
        """What it holds after its garbage was collected."""
        session = self._context.new_cdp_session(self.page)
        session.send("HeapProfiler.collectGarbage")
        session.send("Performance.enable")
        found = session.send("Performance.getMetrics")["metrics"]
        metrics = {each["name"]: each["value"] for each in found}
        session.detach()
        whole = self._browser.new_browser_cdp_session()
        processes = whole.send("SystemInfo.getProcessInfo")["processInfo"]
        whole.detach()
        drawing = [each["id"] for each in processes if each["type"] == "renderer"]
        return Holding(
            heap=metrics["JSHeapUsedSize"] / 2**20,
            process=sum(usage(pid).memory_kib for pid in drawing) / 1024,
            nodes=metrics["Nodes"],
            listeners=metrics["JSEventListeners"],
        )

    def close(self) -> None:
        """Close the tab and its browser's window."""
        self._context.close()
