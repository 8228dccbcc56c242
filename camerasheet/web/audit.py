"""The audit log, for admins of the instance: who did what, when and from where."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from camerasheet.sheet.errors import Malformed
from camerasheet.storage.control.audit import AuditAction, AuditEntry, AuditFilter
from camerasheet.storage.control.identity import Identity
from camerasheet.web.access import admin_only
from camerasheet.web.forms import outside
from camerasheet.web.production import production

blueprint = Blueprint("audit", __name__, url_prefix="/admin")

LINES = 100
"""Lines on a page."""

EXPORTED = 1000
"""Lines that an export reads at a time."""

COLUMNS = ("at", "who", "who_id", "address", "action", "show", "show_id", "detail")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def action_words(action: str) -> str:
    """An action as people say it: ``link_revoked`` is “Link revoked”."""
    return action.replace("_", " ").capitalize()


def detail_words(detail: Mapping[str, object]) -> str:
    """What an entry says beyond its columns."""
    return " · ".join(
        f"{name.replace('_', ' ')}: {value if isinstance(value, str) else json.dumps(value)}"
        for name, value in detail.items()
        if value not in (None, "")
    )


def _since(text: str) -> datetime | None:
    """The beginning of a day, in UTC. Raises :class:`Malformed`."""
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise Malformed("A day is written as 2026-11-21.") from None


def _before(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 15:
        raise Malformed("before is the number of a line.")
    return int(text)


def _asked() -> AuditFilter:
    """The lines that the address asks for. Raises :class:`Malformed`."""
    form = request.args
    return AuditFilter(
        show_id=form.get("show") or None,
        action=form.get("action") or None,
        who_id=form.get("who") or None,
        since=_since(form.get("since", "")),
        before_id=_before(form.get("before", "")),
        limit=LINES + 1,
    )


def _titles() -> dict[str, str]:
    """The titles of all shows, by id; archived ones too."""
    shows = production().control.shows
    return {show.id: show.title for show in [*shows.list(), *shows.list(archived=True)]}


@blueprint.get("/audit")
@admin_only
def page(somebody: Identity) -> ResponseReturnValue:
    """Who did what, when and from where, newest first"""
    which = _asked()
    entries = production().control.audit.list(which)
    kept = {name: request.args.get(name, "") for name in ("show", "action", "who", "since")}
    return render_template(
        "audit/page.html",
        entries=entries[:LINES],
        more=len(entries) > LINES,
        which=which,
        kept={name: value for name, value in kept.items() if value},
        titles=_titles(),
        actions=sorted((action.value, action_words(action)) for action in AuditAction),
        action_words=action_words,
        detail_words=detail_words,
        me=outside(somebody),
        nav="audit",
    )


def harmless(text: str) -> str:
    """A text that no spreadsheet program takes for a formula, and none runs."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _row(entry: AuditEntry, titles: Mapping[str, str]) -> list[str]:
    shown = entry.show_id or ""
    cells = [
        entry.at.astimezone(UTC).isoformat(),
        entry.who.name,
        entry.who.id,
        entry.who.address,
        entry.action,
        titles.get(shown, ""),
        shown,
        json.dumps(dict(entry.detail), ensure_ascii=False) if entry.detail else "",
    ]
    return [harmless(cell) for cell in cells]


def _lines(which: AuditFilter, titles: Mapping[str, str]) -> Iterator[str]:
    """The export, a piece at a time: a log of years need not fit into memory."""
    audit = production().control.audit
    piece = io.StringIO()
    writer = csv.writer(piece, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    while True:
        entries = audit.list(which)
        writer.writerows(_row(entry, titles) for entry in entries)
        yield piece.getvalue()
        if len(entries) < which.limit:
            return
        piece.seek(0)
        piece.truncate()
        which = replace(which, before_id=entries[-1].id)


@blueprint.get("/audit.csv")
@admin_only
def export(somebody: Identity) -> ResponseReturnValue:
    """All lines that match, as CSV for a spreadsheet"""
    which = replace(_asked(), limit=EXPORTED)
    response = Response(
        stream_with_context(_lines(which, _titles())), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response
