"""People for the tests: browsers that are signed in as somebody, and programs with a token."""

from __future__ import annotations

import itertools
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from camerasheet.desk import Accepted, Slip, digest
from camerasheet.sheet.crew import Person, Role
from camerasheet.sheet.edits import parse_edit
from camerasheet.storage.control.accounts import Account
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.control.shows import Show
from camerasheet.web import access
from camerasheet.web.production import Production

PASSWORD = "correct horse battery"
CSRF = "0123456789abcdef" * 2


class Browser(FlaskClient):
    """A browser: it keeps its cookies, and its forms carry their token and their origin."""

    def csrf_token(self) -> str:
        """A token that this browser's forms may carry."""
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", CSRF)
        key = self.application.secret_key or ""
        return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(raw))

    def submit(self, url: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """POST a form as a page of ours would."""
        fields = {"csrf_token": self.csrf_token(), **(data or {})}
        headers = {"Origin": "http://localhost", **more.pop("headers", {})}
        return self.post(url, data=fields, headers=headers, **more)

    def enter(self, secret: str) -> None:
        """Be whoever that session's secret belongs to."""
        with self.session_transaction() as session:
            session[access.SESSION] = secret

    @property
    def secret(self) -> str | None:
        """The secret of the session that this browser holds."""
        with self.session_transaction() as session:
            found: str | None = session.get(access.SESSION)
            return found


class Crew:
    """Makes people. Everybody is somebody new, but for the accounts: one for each role."""

    def __init__(self, app: Flask, production: Production, show: Show) -> None:
        """``show`` is where guests and tokens are, unless said otherwise."""
        app.test_client_class = Browser
        self.app = app
        self.production = production
        self.control = production.control
        self.show = show
        self._accounts: dict[Role, Account] = {}
        self._numbers = itertools.count(1)

    def browser(self) -> Browser:
        """One that nobody has signed in with."""
        browser = self.app.test_client()
        assert isinstance(browser, Browser)
        return browser

    def account(self, role: Role) -> Account:
        """The account of that instance-wide role; its login is the role's name."""
        if role not in self._accounts:
            self._accounts[role] = self.control.accounts.create(
                role.value, role.value.title(), PASSWORD, role, by=SYSTEM
            )
        return self._accounts[role]

    def signed_in(self, role: Role) -> Browser:
        """A browser with a session of that role's account."""
        browser = self.browser()
        browser.enter(self.control.sessions.open(self.account(role).id).secret)
        return browser

    def guest(self, role: Role, camera: str | None = None, show: Show | None = None) -> Browser:
        """A browser that came by a join link. An operator needs a ``camera``."""
        number = next(self._numbers)
        link = self.control.links.create(
            (show or self.show).id, role, label=f"Link {number}", camera_id=camera, by=SYSTEM
        )
        browser = self.browser()
        name = f"Guest {number}"
        browser.enter(self.control.sessions.join(link.secret, name, address="").secret)
        return browser

    def token(self, role: Role, camera: str | None = None, *, everywhere: bool = False) -> str:
        """The secret of an API token, for the show or for all of them."""
        show_id = None if everywhere else self.show.id
        name = f"Program {next(self._numbers)}"
        return self.control.tokens.create(name, role, show_id=show_id, camera_id=camera, by=SYSTEM)[
            0
        ]

    def program(
        self, role: Role, camera: str | None = None, *, everywhere: bool = False
    ) -> FlaskClient:
        """A client without cookies that sends a token with every request."""
        return self.with_token(self.token(role, camera, everywhere=everywhere))

    def with_token(self, token: str) -> FlaskClient:
        """A client without cookies that sends that token."""
        client = FlaskClient(self.app, self.app.response_class, use_cookies=False)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    def edit(self, show: Show | None = None, /, **payload: Any) -> int:
        """Have the server itself make an edit; its seq."""
        desk = self.production.desk((show or self.show).id)
        director = Person("system:test", "Test", Role.ADMIN)
        outcome = desk.apply(
            Slip(
                id=f"test-edit-{next(self._numbers):06}",
                edit=parse_edit(payload),
                who=director.id,
                person=lambda: director,
                digest=digest(payload),
            )
        )
        assert isinstance(outcome, Accepted), outcome
        return outcome.seq

    def add_camera(self, show: Show | None = None, /, **payload: Any) -> str:
        """Add a camera; its id."""
        self.edit(show, kind="add_camera", **payload)
        return self.production.desk((show or self.show).id).sheet.camera_order[-1]

    def add_cue(self, show: Show | None = None, /, **payload: Any) -> str:
        """Add a cue at the end; its id."""
        self.edit(show, kind="add_cue", **payload)
        return self.production.desk((show or self.show).id).sheet.order[-1]


def attempt(browser: Browser, login: str, password: str, address: str = "10.0.0.1") -> int:
    """Try to sign in from an address; the status."""
    return browser.submit(
        "/login",
        {"login": login, "password": password},
        environ_overrides={"REMOTE_ADDR": address},
    ).status_code
