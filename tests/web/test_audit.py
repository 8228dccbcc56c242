"""The audit log's page: who did what, filtered, in pages, and as CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re

import pytest

from camerasheet.sheet.crew import Role
from camerasheet.storage.control.audit import AuditAction
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.shows import Show
from camerasheet.web.audit import COLUMNS, harmless
from tests.web.crew import Browser, Crew


@pytest.fixture
def admin(crew: Crew) -> Browser:
    return crew.signed_in(Role.ADMIN)


def write(crew: Crew, name: str = "Ada", show: Show | None = None, **detail: object) -> None:
    """A line in the log."""
    who = Who(f"account:{name}", name, "10.0.0.7")
    show_id = show.id if show else None
    crew.control.audit.record(AuditAction.SHEET_IMPORTED, who, show_id, **detail)


def exported(browser: Browser, query: str = "") -> list[dict[str, str]]:
    answer = browser.get(f"/admin/audit.csv{query}")
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def test_it_says_who_what_when_where_and_in_which_show(
    admin: Browser, crew: Crew, show: Show
) -> None:
    write(crew, show=show, name_of_file="rundown.xlsx", nothing=None)
    page = admin.get("/admin/audit").text
    for said in ("Ada", "10.0.0.7", "Sheet imported", "Spring Gala", "name of file: rundown.xlsx"):
        assert said in page
    assert "nothing" not in page
    assert re.search(r'<time datetime="20\d\d-[^"]+" title="just now"', page)


def test_lines_are_chosen_by_action_show_person_and_day(
    admin: Browser, crew: Crew, show: Show
) -> None:
    other = crew.production.create_show("other", "Other", by=None)
    write(crew, "Ada", show)
    write(crew, "Bob", other)
    assert {line["who"] for line in exported(admin, f"?show={show.id}&action=sheet_imported")} == {
        "Ada"
    }
    assert {line["show"] for line in exported(admin, "?who=account:Bob")} == {"Other"}
    assert {line["action"] for line in exported(admin, "?action=show_created")} == {"show_created"}
    assert exported(admin, "?since=2999-01-01") == []
    assert "No line matches" in admin.get("/admin/audit?since=2999-01-01").text
    assert "Only what <b>Bob</b> did" in admin.get("/admin/audit?who=account:Bob").text


@pytest.mark.parametrize("query", ["since=yesterday", "before=x", "before=" + "9" * 30])
def test_what_is_not_understood_is_refused(admin: Browser, query: str) -> None:
    assert admin.get(f"/admin/audit?{query}").status_code == 400


def test_older_lines_are_on_further_pages_and_keep_the_filter(admin: Browser, crew: Crew) -> None:
    for number in range(150):
        write(crew, line=number)
    first = admin.get("/admin/audit?action=sheet_imported").text
    assert first.count("<tr>") == 101
    older = re.search(r'href="(/admin/audit\?[^"]*before=\d+)"', first)
    assert older
    second = admin.get(older[1].replace("&amp;", "&")).text
    assert second.count("<tr>") == 51
    assert "line: 0" in second
    assert ">Older<" not in second
    assert len(exported(admin, "?action=sheet_imported")) == 150


def test_an_export_of_more_than_is_read_at_a_time_is_whole(
    admin: Browser, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("camerasheet.web.audit.EXPORTED", 7)
    for number in range(20):
        write(crew, line=number)
    lines = exported(admin, "?action=sheet_imported")
    assert [line["detail"] for line in lines] == [f'{{"line": {n}}}' for n in range(19, -1, -1)]
    assert tuple(lines[0]) == COLUMNS


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1"])
def test_names_that_are_formulas_are_not_run(admin: Browser, crew: Crew, name: str) -> None:
    write(crew, name)
    (line,) = exported(admin, "?action=sheet_imported")
    assert line["who"] == f"'{name}"


def test_plain_names_stay_as_they_are() -> None:
    assert harmless("Ada =1") == "Ada =1"


def test_names_are_escaped_on_the_page(admin: Browser, crew: Crew) -> None:
    write(crew, "<script>x</script>", detail="<b>bold</b>")
    page = admin.get("/admin/audit").text
    assert "<script>x" not in page
    assert "<b>bold" not in page
