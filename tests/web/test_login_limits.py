"""How often one may guess: at passwords, and at the set-up link. (Join links: test_join.py.)"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.sheet.crew import Role
from camerasheet.web.limits import WrongGuesses
from camerasheet.web.login import setup_url
from camerasheet.web.production import Production
from tests.web.crew import PASSWORD, Browser, Crew, attempt


def test_guessing_from_one_address_is_stopped(crew: Crew, browser: Browser) -> None:
    crew.account(Role.ADMIN)
    for number in range(10):
        assert attempt(browser, f"somebody-{number}", "guess") == 401
    headers = {"Accept": "application/json"}
    data = {"login": "admin", "password": PASSWORD}
    here = {"REMOTE_ADDR": "10.0.0.1"}
    stopped = browser.submit("/login", data, headers=headers, environ_overrides=here)
    assert stopped.status_code == 429
    assert stopped.json is not None
    assert stopped.json["code"] == "too_many"
    assert 1 <= int(stopped.headers["Retry-After"]) <= 61  # a minute, and what rounding adds
    page = browser.submit("/login", data, environ_overrides=here)
    assert page.status_code == 429
    assert "Too many attempts. Wait" in page.text
    assert attempt(browser, "admin", PASSWORD, "10.0.0.2") == 302  # others are not held up


def test_guessing_at_one_account_from_everywhere_is_stopped(crew: Crew, browser: Browser) -> None:
    crew.account(Role.ADMIN)
    crew.account(Role.EDITOR)
    for number in range(10):
        assert attempt(browser, " ADMIN" if number % 2 else "admin", "g", f"10.9.0.{number}") == 401
    assert attempt(browser, "admin", PASSWORD, "10.9.1.1") == 429
    assert attempt(browser, "editor", PASSWORD, "10.9.1.1") == 302


def test_an_ipv6_network_is_one_address(crew: Crew, browser: Browser) -> None:
    for number in range(10):
        assert attempt(browser, f"n{number}", "guess", f"2001:db8::{number}:1") == 401
    assert attempt(browser, "n11", "guess", "2001:db8::abcd") == 429
    assert attempt(browser, "n11", "guess", "2001:db8:0:1::1") == 401


def test_a_whole_crew_may_sign_in_from_behind_one_address(crew: Crew) -> None:
    crew.account(Role.EDITOR)
    for _ in range(15):
        assert attempt(crew.browser(), "editor", PASSWORD) == 302


def test_guessing_at_the_own_password_is_stopped(crew: Crew) -> None:
    browser = crew.signed_in(Role.EDITOR)
    data = {"current": "guess", "password": "a new password", "again": "a new password"}
    for _ in range(10):
        assert browser.submit("/account/password", data).status_code == 403
    right = {**data, "current": PASSWORD}
    assert browser.submit("/account/password", right).status_code == 429


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(Settings(data=tmp_path / "strict", login_attempts="1 per hour"))
    app.test_client_class = Browser
    yield app
    app.extensions["camerasheet"].drain(1)


def test_the_setting_decides_how_often(strict: Flask) -> None:
    browser = strict.test_client()
    assert isinstance(browser, Browser)
    assert attempt(browser, "a", "b") == 401
    response = browser.submit(
        "/login", {"login": "a"}, environ_overrides={"REMOTE_ADDR": "10.0.0.1"}
    )
    assert response.status_code == 429
    assert re.search(r"Wait 6[01] minutes, then try again\.", response.text)


def test_guessing_at_the_set_up_link_is_stopped(production: Production, browser: Browser) -> None:
    url = setup_url(production, "")
    assert url
    for number in range(10):
        assert browser.get(f"/setup/guess-{number}").status_code == 403
    assert browser.get(url).status_code == 429


class Hands:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_guess_counts_for_as_long_as_the_setting_says() -> None:
    clock = Hands()
    wrong = WrongGuesses("2 per minute", clock)
    wrong.count("login", "eve")
    clock.now += 20
    assert wrong.wait("login", "eve") == 0
    wrong.count("login", "eve")
    assert wrong.wait("login", "eve") == 40
    assert wrong.wait("login", "adam") == wrong.wait("join", "eve") == 0
    clock.now += 39.5
    assert wrong.wait("login", "eve") == 1
    clock.now += 0.5
    assert wrong.wait("login", "eve") == 0
    wrong.count("login", "eve")
    assert wrong.wait("login", "eve") == 20, "the second one still counts"


def test_who_guessed_long_ago_takes_no_memory() -> None:
    clock = Hands()
    wrong = WrongGuesses("2 per minute", clock)
    for number in range(100):
        clock.now += 1
        wrong.count("login", f"10.0.0.{number}")
    clock.now += 59.5
    wrong.count("login", "eve")
    assert set(wrong._made) == {("login", "10.0.0.99"), ("login", "eve")}


@pytest.mark.parametrize("days", [-40, 40])
def test_a_clock_that_jumps_shuts_nobody_out_and_lets_nobody_in(
    crew: Crew, browser: Browser, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    for number in range(10):
        assert attempt(browser, f"somebody-{number}", "guess") == 401
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + days * 86_400)
    data, here = {"login": "admin"}, {"REMOTE_ADDR": "10.0.0.1"}
    stopped = browser.submit("/login", data, environ_overrides=here)
    assert stopped.status_code == 429
    assert 1 <= int(stopped.headers["Retry-After"]) <= 60
