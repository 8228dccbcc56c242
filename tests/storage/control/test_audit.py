from datetime import timedelta

import pytest

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import Malformed
from camerasheet.storage.control.accounts import Account
from camerasheet.storage.control.audit import AuditAction, AuditFilter
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.identity import SYSTEM, Who
from camerasheet.storage.control.shows import Show
from tests.storage.conftest import HandClock
from tests.storage.control.conftest import PASSWORD


def test_everything_done_to_rights_is_there_with_who_and_where(
    control: ControlDatabase, ann: Account, bob: Account, show: Show
) -> None:
    by = ann.who("10.0.0.7")
    control.accounts.authenticate("ann", PASSWORD, address="10.0.0.7")
    control.accounts.change_role(bob.id, Role.EDITOR, by=by)
    control.grants.set(bob.id, show.id, Role.VIEWER, by=by)
    link = control.links.create(show.id, Role.VIEWER, label="Door", by=by)
    control.links.revoke(link.id, by=by)
    control.links.revoke(link.id, by=by)
    _, token = control.tokens.create("ci", Role.EDITOR, by=by)
    control.tokens.revoke(token.id, by=by)
    control.tokens.revoke(token.id, by=by)
    control.accounts.disable(bob.id, by=by)
    entries = control.audit.list(AuditFilter(who_id=f"account:{ann.id}"))
    assert {entry.who.address for entry in entries} == {"", "10.0.0.7"}
    assert [entry.action for entry in reversed(entries)] == [
        "account_created",
        "login",
        "role_changed",
        "grant_set",
        "link_created",
        "link_revoked",
        "token_created",
        "token_revoked",
        "account_disabled",
    ]
    changed = control.audit.list(AuditFilter(action="role_changed"))[0]
    assert changed.detail == {"account": bob.id, "login": "bob", "role": ["viewer", "editor"]}


def test_what_was_refused_is_not_there(control: ControlDatabase, ann: Account) -> None:
    before = control.audit.list()
    with pytest.raises(Malformed):
        control.shows.create("new", "Reserved", by=ann.who())
    assert control.audit.list() == before


def test_filters_and_pages(control: ControlDatabase, show: Show, clock: HandClock) -> None:
    for number in range(5):
        clock.advance(minutes=1)
        who = Who(f"guest:{number}", "Gus", "10.0.0.7")
        control.audit.record(AuditAction.SHEET_IMPORTED, who, show.id, file=f"{number}.csv")
    first = control.audit.list(AuditFilter(show_id=show.id, action="sheet_imported", limit=2))
    assert [entry.detail["file"] for entry in first] == ["4.csv", "3.csv"]
    rest = control.audit.list(AuditFilter(action="sheet_imported", before_id=first[-1].id))
    assert [entry.detail["file"] for entry in rest] == ["2.csv", "1.csv", "0.csv"]
    late = AuditFilter(action="sheet_imported", since=clock.now - timedelta(minutes=1))
    assert len(control.audit.list(late)) == 2
    assert control.audit.list(AuditFilter(show_id="another")) == []
    with pytest.raises(Malformed):
        control.audit.list(AuditFilter(limit=1001))


def test_old_lines_are_forgotten(control: ControlDatabase, clock: HandClock) -> None:
    control.audit.record(AuditAction.SHEET_RESET, SYSTEM)
    clock.advance(days=400)
    control.audit.record(AuditAction.SHEET_RESTORED, SYSTEM)
    assert control.audit.prune(clock.now - timedelta(days=365)) == 1
    assert [entry.action for entry in control.audit.list()] == ["sheet_restored"]
