"""Fragments of a page for htmx."""

from __future__ import annotations

from typing import Any, Protocol


class Macros(Protocol):
    """The macros of a ``_partials.html``."""

    def __getattr__(self, name: str) -> Any: ...


def partial(target: str, html: str, swap: str = "outerHTML") -> str:
    """One fragment for htmx: each is parsed on its own, so kinds of element may mix."""
    return f'<hx-partial hx-target="{target}" hx-swap="{swap}">{html}</hx-partial>'
