"""The app with a show in it, and people of every role.

``crew.signed_in(Role.EDITOR)`` is a browser with an account, ``crew.guest(Role.VIEWER)`` one that
came by a link, ``crew.program(Role.EDITOR)`` a client with a token; ``client_as("editor")`` is the
short way, ``client_as(None)`` for nobody. ``browser.submit(url, data)`` posts a form with its CSRF
token.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.sheet.crew import Role
from camerasheet.storage.control.shows import Show
from camerasheet.web.production import Production
from tests.web.crew import Browser, Crew


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.test_client_class = Browser
    yield app
    app.extensions["camerasheet"].drain(1)


@pytest.fixture
def production(app: Flask) -> Production:
    found = app.extensions["camerasheet"]
    assert isinstance(found, Production)
    return found


@pytest.fixture
def show(production: Production) -> Show:
    """An empty show; ask for ``camera`` and ``cue`` to have one of each."""
    return production.create_show("gala", "Spring Gala", by=None)


@pytest.fixture
def crew(app: Flask, production: Production, show: Show) -> Crew:
    return Crew(app, production, show)


@pytest.fixture
def camera(crew: Crew) -> str:
    """The id of camera 1, "Ped"."""
    return crew.add_camera(number="1", name="Ped")


@pytest.fixture
def cue(crew: Crew) -> str:
    """The id of cue 1, "Opening"."""
    return crew.add_cue(title="Opening")


@pytest.fixture
def client_as(crew: Crew, camera: str) -> Callable[[str | None], Browser]:
    """A browser signed in as that role: an account, for an operator a guest with camera 1."""

    def sign_in(role: str | None) -> Browser:
        if role is None:
            return crew.browser()
        if role == Role.OPERATOR:
            return crew.guest(Role.OPERATOR, camera)
        return crew.signed_in(Role(role))

    return sign_in


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser that nobody has signed in with."""
    client = app.test_client()
    assert isinstance(client, Browser)
    return client
