"""Signing in and out, one's own account, the set-up link, and how often one may guess."""

from __future__ import annotations

import pytest

from camerasheet.sheet.crew import Role
from camerasheet.storage.control.audit import AuditFilter
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.web.login import local_path, setup_url
from camerasheet.web.production import Production
from tests.web.crew import CSRF, PASSWORD, Browser, Crew, attempt

BASE = "http://127.0.0.1:8000"


# -- signing in ---------------------------------------------------------------------------------


def test_signing_in_goes_where_one_wanted_to(crew: Crew, browser: Browser) -> None:
    crew.account(Role.ADMIN)
    sent_away = browser.get("/shows/gala/crew?a=1")
    assert sent_away.location == "/login?next=/shows/gala/crew?a%3D1"
    assert "/shows/gala/crew?a=1" in browser.get(sent_away.location).text
    response = browser.submit(
        "/login", {"login": "ADMIN ", "password": PASSWORD, "next": "/shows/gala/crew?a=1"}
    )
    assert response.status_code == 302
    assert response.location == "/shows/gala/crew?a=1"
    assert browser.get("/shows/gala/crew").status_code == 200
    assert browser.get("/login?next=/account").location == "/account"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "http:evil.example",
        "//[",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(crew: Crew, browser: Browser, target: str) -> None:
    assert local_path(target) == "/"
    crew.account(Role.ADMIN)
    data = {"login": "admin", "password": PASSWORD, "next": target}
    assert browser.submit("/login", data).location == "/"
    assert browser.get("/login", query_string={"next": target}).location == "/"


@pytest.mark.parametrize("target", ["/", "/shows/gala?x=//y", "/shows/gala#cue-3"])
def test_local_paths_are_kept(target: str) -> None:
    assert local_path(target) == target


@pytest.mark.parametrize("login", ["admin", "nobody-at-all", "", "x" * 500, "a b", "\0"])
def test_a_wrong_password_keeps_the_name_and_never_the_password(
    crew: Crew, browser: Browser, login: str
) -> None:
    crew.account(Role.ADMIN)
    response = browser.submit("/login", {"login": login, "password": "my wrong password"})
    assert response.status_code == 401
    assert "do not belong together" in response.text
    assert "my wrong password" not in response.text
    if login == "admin":
        assert 'value="admin"' in response.text
    assert browser.secret is None


def test_a_disabled_account_is_refused_in_the_same_words(crew: Crew, browser: Browser) -> None:
    crew.account(Role.ADMIN)
    viewer = crew.account(Role.VIEWER)
    crew.control.accounts.disable(viewer.id, by=SYSTEM)
    response = browser.submit("/login", {"login": "viewer", "password": PASSWORD})
    assert response.status_code == 401
    assert "do not belong together" in response.text


def test_programs_are_told_in_json(crew: Crew, browser: Browser) -> None:
    response = browser.submit("/login", {"login": "a"}, headers={"Accept": "application/json"})
    assert response.status_code == 401
    assert response.json is not None
    assert response.json["code"] == "sign_in"


def test_what_stood_in_the_cookie_before_is_gone(crew: Crew, browser: Browser) -> None:
    """Session fixation: nothing that somebody else may have put there lives on."""
    crew.account(Role.ADMIN)
    with browser.session_transaction() as session:
        session["planted"] = "yes"
        session["session"] = "chosen-by-another"
    old_token = browser.csrf_token()
    browser.submit("/login", {"login": "admin", "password": PASSWORD})
    with browser.session_transaction() as session:
        assert "planted" not in session
        assert session["session"] != "chosen-by-another"
        assert session.get("csrf_token") != CSRF
        assert session.permanent
    refused = browser.post("/shows", data={"title": "A", "csrf_token": old_token})
    assert refused.status_code == 400


def test_signing_in_ends_what_one_was_before(crew: Crew) -> None:
    crew.account(Role.ADMIN)
    browser = crew.guest(Role.VIEWER)
    before = browser.secret
    assert before
    assert "by a link" in browser.get("/login").text
    browser.submit("/login", {"login": "admin", "password": PASSWORD})
    assert crew.control.identities.of_session(before) is None
    assert crew.control.sessions.guests_of(crew.show.id) == []


def test_signing_out_ends_the_session_itself(crew: Crew) -> None:
    browser = crew.signed_in(Role.ADMIN)
    secret = browser.secret
    assert secret
    assert browser.submit("/logout").location == "/login"
    assert browser.secret is None
    browser.enter(secret)  # somebody kept the cookie
    assert browser.get("/shows").status_code == 302
    assert browser.submit("/logout").status_code == 302  # again, and nothing happens


def test_signing_in_is_audited_with_its_address(crew: Crew, browser: Browser) -> None:
    crew.account(Role.ADMIN)
    assert attempt(browser, "admin", "wrong", "10.1.2.3") == 401
    assert attempt(browser, "admin", PASSWORD, "10.1.2.4") == 302
    lines = crew.control.audit.list(AuditFilter(limit=2))
    assert [(line.action, line.who.address) for line in lines] == [
        ("login", "10.1.2.4"),
        ("login_failed", "10.1.2.3"),
    ]


# -- one's own account --------------------------------------------------------------------------


def test_changing_the_password_signs_out_everywhere_else(crew: Crew) -> None:
    here, there = crew.signed_in(Role.EDITOR), crew.signed_in(Role.EDITOR)
    data = {"current": PASSWORD, "password": "another horse", "again": "another horse"}
    response = here.submit("/account/password", data)
    assert response.location == "/account"
    assert "Your password is changed" in here.get("/account").text
    assert there.get("/account").status_code == 302
    assert attempt(crew.browser(), "editor", PASSWORD) == 401
    assert attempt(crew.browser(), "editor", "another horse") == 302


@pytest.mark.parametrize(
    ("current", "password", "again", "status", "said"),
    [
        ("wrong", "another horse", "another horse", 403, "not your password now"),
        (PASSWORD, "short", "short", 400, "A password has"),
        (PASSWORD, "another horse", "another hors", 400, "not the same password"),
    ],
)
def test_a_password_is_changed_only_when_all_is_right(
    crew: Crew, current: str, password: str, again: str, status: int, said: str
) -> None:
    browser = crew.signed_in(Role.EDITOR)
    data = {"current": current, "password": password, "again": again}
    response = browser.submit("/account/password", data)
    assert response.status_code == status
    assert said in response.text
    assert 'aria-invalid="true"' in response.text
    assert password not in response.text.replace("password", "")
    assert attempt(crew.browser(), "editor", PASSWORD) == 302


def test_signing_out_everywhere_else(crew: Crew) -> None:
    here, there = crew.signed_in(Role.EDITOR), crew.signed_in(Role.EDITOR)
    here.submit("/account/sign-out-elsewhere")
    assert "Signed out on 1 other device." in here.get("/account").text
    assert there.get("/account").status_code == 302


def test_guests_see_who_they_are(crew: Crew) -> None:
    browser = crew.guest(Role.VIEWER)
    page = browser.get("/account").text
    assert "You came in by a link" in page
    assert 'type="password"' not in page


# -- the set-up link ----------------------------------------------------------------------------


def test_the_set_up_link_makes_the_first_admin_once(
    production: Production, browser: Browser
) -> None:
    assert "Nobody has an account yet" in browser.get("/login").text
    stale = setup_url(production, BASE)
    url = setup_url(production, f"{BASE}/")
    assert stale
    assert url
    assert url.startswith(f"{BASE}/setup/")
    path = url.removeprefix(BASE)
    assert browser.get(stale.removeprefix(BASE)).status_code == 403
    assert browser.get(path).status_code == 200
    wrong = {"login": "a b", "name": "Ana", "password": "short", "again": "other"}
    refused = browser.submit(path, wrong)
    assert refused.status_code == 400
    assert refused.text.count('class="wrong"') == 3
    assert 'value="Ana"' in refused.text
    right = {"login": "ana", "name": "Ana", "password": PASSWORD, "again": PASSWORD}
    assert browser.submit(path, right).location == "/"
    assert browser.get("/admin/accounts").status_code == 200
    assert browser.get("/", follow_redirects=True).request.path == "/shows"
    assert browser.get(path).status_code == 410
    assert browser.submit(path, {**right, "login": "eve"}).status_code == 410
    assert setup_url(production, BASE) is None
