"""Accessibility, as far as axe-core can tell."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.browser.people import DESK, PHONE

GRAVE = ("serious", "critical")
SCRIPT: str = Axe().axe_script
RUN = """(rules) => axe.run(document, {resultTypes: ["violations"], ...rules})"""
RULES: dict[Literal["dark", "light"], Any] = {
    "dark": {},
    "light": {"runOnly": ["color-contrast"]},
}


def violations(page: Page, rules: dict[str, Any]) -> list[str]:
    """What is serious or critical on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    found = page.evaluate(RUN, rules)["violations"]
    return [
        f"{rule['impact']} {rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def violations_everywhere(page: Page) -> list[str]:
    """The same on a desk and on a phone, in dark and light (where only the colours differ)."""
    found = []
    for place, size in {"desk": DESK, "phone": PHONE}.items():
        page.set_viewport_size(size)
        for scheme, rules in RULES.items():
            page.emulate_media(color_scheme=scheme)
            found += [f"{place}, {scheme}: {each}" for each in violations(page, rules)]
    return found
