"""What protects a browser: CSRF, the origin, the cookie's flags, the headers of every page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.sheet.crew import Role
from camerasheet.storage.control.shows import Show
from camerasheet.web import access
from camerasheet.web.production import Production
from tests.web.crew import CSRF, PASSWORD, Browser, Crew

ClientAs = Callable[[str | None], Browser]

LOGIN = {"login": "admin", "password": PASSWORD, "next": "/"}


@pytest.fixture
def admin(client_as: ClientAs) -> Browser:
    return client_as("admin")


def cookie_of(response: TestResponse) -> str:
    """The Set-Cookie header of our cookie, or nothing."""
    cookies = response.headers.getlist("Set-Cookie")
    return next((each for each in cookies if each.startswith("camerasheet=")), "")


# -- CSRF and the origin ------------------------------------------------------------------------


def test_a_form_without_its_token_is_refused(admin: Browser) -> None:
    response = admin.post("/shows", data={"title": "A"}, headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert response.json == {
        "code": "expired",
        "message": "This page is too old. Reload it and try again.",
    }


@pytest.mark.parametrize("token", ["", "nonsense", CSRF, "IjAxMjMi.aaaaaa.bbbbbbbb"])
def test_a_form_with_a_bad_token_is_refused(admin: Browser, token: str) -> None:
    response = admin.post("/shows", data={"title": "A", "csrf_token": token})
    assert response.status_code == 400
    assert "too old" in response.text


def test_a_token_of_another_browser_is_refused(admin: Browser, crew: Crew) -> None:
    other = crew.browser()
    with other.session_transaction() as session:
        session["csrf_token"] = "f" * 40
    response = admin.post("/shows", data={"title": "A", "csrf_token": other.csrf_token()})
    assert response.status_code == 400


def test_the_token_of_the_page_itself_is_accepted(admin: Browser) -> None:
    page = admin.get("/shows/new").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    response = admin.post("/shows", data={"title": "Carols", "csrf_token": found[1]})
    assert response.location == "/shows/carols"


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://localhost:81", "http://localhost.evil.example"],
)
def test_another_sites_form_is_refused(admin: Browser, origin: str) -> None:
    response = admin.submit("/shows", {"title": "A"}, headers={"Origin": origin})
    assert response.status_code == 403


def test_programs_need_neither(crew: Crew) -> None:
    program = crew.program(Role.ADMIN, everywhere=True)
    assert program.post("/api/shows", json={"title": "A"}).status_code == 201


def test_a_bad_bearer_header_does_not_open_a_session_to_others(admin: Browser) -> None:
    """Whoever sends one skips the form's token, and is nobody whatever their cookie says."""
    headers = {"Authorization": "Bearer nonsense"}
    assert admin.post("/shows", data={"title": "A"}, headers=headers).status_code == 401


# -- the cookie ---------------------------------------------------------------------------------


def test_the_cookie_is_secure_on_https_only(crew: Crew, browser: Browser) -> None:
    crew.account(Role.ADMIN)
    plain = cookie_of(browser.submit("/login", LOGIN))
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Expires=" in plain
    assert "Secure" not in plain
    headers = {"Origin": "https://localhost"}
    browser.submit("/logout")
    tls = browser.submit("/login", LOGIN, headers=headers, base_url="https://localhost")
    assert "Secure" in cookie_of(tls)


def test_the_cookie_holds_no_password_and_no_name(crew: Crew, browser: Browser) -> None:
    crew.account(Role.ADMIN)
    browser.submit("/login", LOGIN)
    with browser.session_transaction() as session:
        assert set(session) == {access.SESSION, "_permanent"}


def test_an_answer_that_was_slow_does_not_bring_a_cookie_back(admin: Browser) -> None:
    """Pages do not send the cookie again, so none can arrive after signing out."""
    admin.get("/shows")
    assert cookie_of(admin.get("/shows")) == ""


@pytest.fixture
def behind_proxy(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(Settings(data=tmp_path / "proxied", trusted_proxies=1))
    app.test_client_class = Browser
    yield app
    app.extensions["camerasheet"].drain(1)


def test_a_trusted_proxys_https_counts(behind_proxy: Flask) -> None:
    place: Production = behind_proxy.extensions["camerasheet"]
    Crew(behind_proxy, place, place.create_show("gala", "Gala", by=None)).account(Role.ADMIN)
    browser = behind_proxy.test_client()
    assert isinstance(browser, Browser)
    headers = {"X-Forwarded-Proto": "https", "Origin": "https://localhost"}
    response = browser.submit("/login", LOGIN, headers=headers)
    assert "Secure" in cookie_of(response)
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")


def test_nobody_elses_forwarded_header_counts(crew: Crew, browser: Browser) -> None:
    crew.account(Role.ADMIN)
    response = browser.submit("/login", LOGIN, headers={"X-Forwarded-Proto": "https"})
    assert "Secure" not in cookie_of(response)


# -- the headers --------------------------------------------------------------------------------

PAGES = [
    "/login",
    "/shows",
    "/shows/new",
    "/shows/gala",
    "/shows/gala/crew",
    "/shows/gala/settings",
    "/admin/accounts",
    "/admin/tokens",
    "/account",
    "/join/nothing",
    "/no/such/page",
    "/healthz",
    "/api/shows",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_strict_policy(admin: Browser, path: str) -> None:
    response = admin.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "connect-src 'self' ws://localhost" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_script_or_style(admin: Browser, path: str) -> None:
    page = admin.get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", page)


def test_names_are_escaped(admin: Browser, crew: Crew, show: Show) -> None:
    evil = '<script src="//x"></script>"\'&'
    crew.control.shows.rename(show.id, title=evil, by=crew.account(Role.ADMIN).who())
    link = crew.control.links.create(
        show.id, Role.VIEWER, label=evil, by=crew.account(Role.ADMIN).who()
    )
    crew.control.sessions.join(link.secret, evil, address="")
    for path in ("/shows", "/shows/gala/crew", "/shows/gala/settings", f"/join/{link.secret}"):
        assert 'src="//x"' not in admin.get(path).text
        assert 'src="//x"' not in crew.browser().get(path).text


# -- errors -------------------------------------------------------------------------------------


def test_an_error_is_json_for_programs_a_partial_for_htmx_and_a_page_for_people(
    admin: Browser,
) -> None:
    path = "/shows/no-such-show"
    assert admin.get(path, headers={"Accept": "application/json"}).json == {
        "code": "not_found",
        "message": "There is no show at this address.",
    }
    partial = admin.get(path, headers={"HX-Request": "true"})
    assert partial.status_code == 404
    assert "<html" not in partial.text
    assert 'role="alert"' in partial.text
    page = admin.get(path)
    assert page.status_code == 404
    assert "<html" in page.text
    assert "There is no show at this address." in page.text
    assert 'href="/shows"' in page.text


def test_an_unexpected_failure_tells_nothing(
    settings: Settings, app: Flask, browser: Browser
) -> None:
    @app.get("/boom")
    @access.public
    def boom() -> str:
        raise RuntimeError("the secret is 42")

    response = browser.get("/boom")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "nothing was changed" in response.text


def test_a_setting_for_the_links_address_is_used(settings: Settings, tmp_path: Path) -> None:
    chosen = replace(settings, data=tmp_path / "b", public_url="https://sheet.example.org")
    app = create_app(chosen)
    place = app.extensions["camerasheet"]
    try:
        crew = Crew(app, place, place.create_show("gala", "Gala", by=None))
        admin = crew.signed_in(Role.ADMIN)
        admin.submit("/shows/gala/crew/links", {"place": "viewer", "lasts": "3-days"})
        page = admin.get("/shows/gala/crew").text
        assert "https://sheet.example.org/join/" in page
        assert "cannot reach" not in page
    finally:
        place.drain(1)
