"""The Chromium of this machine, and how it is started."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str:
    """The program: ``CHROMIUM`` if that is set, else what is installed."""
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), *APPS]
    found = next((path for path in candidates if path and Path(path).is_file()), None)
    if found is None:
        pytest.fail(
            "These tests need Chromium, and none was found: install it (apt-get install chromium,"
            " brew install --cask chromium), or set CHROMIUM to its path."
        )
    return found


def launch(playwright: Playwright, *more: str) -> Browser:
    """A browser without a window that talks to nobody but us."""
    return playwright.chromium.launch(executable_path=find(), args=[*ARGUMENTS, *more])
