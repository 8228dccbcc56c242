"""Who gives way to edits, and who does not."""

import threading
import time

import pytest
from flask import Flask

from camerasheet.sheet.crew import Role
from camerasheet.web import courtesy
from camerasheet.web.production import Production
from tests.web.crew import Crew


@pytest.fixture
def gave(production: Production, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each request was ready to wait."""
    found: list[float] = []
    monkeypatch.setattr(production.hub.way, "give", found.append)
    return found


def test_pages_give_way_and_edits_and_upgrades_do_not(
    crew: Crew, cue: str, gave: list[float]
) -> None:
    browser = crew.signed_in(Role.EDITOR)
    gave.clear()
    browser.get("/shows/gala")
    assert gave == [courtesy.PATIENCE_SECONDS]
    browser.get("/ws/shows/gala")
    crew.program(Role.EDITOR).post("/api/v1/shows/gala/edits", json={})
    assert len(gave) == 1


def test_no_page_waits_for_ever(crew: Crew, production: Production) -> None:
    browser = crew.signed_in(Role.EDITOR)
    with production.hub.way.taken():
        assert browser.get("/shows/gala").status_code == 200


def test_one_sheet_is_drawn_at_a_time(app: Flask, crew: Crew, production: Production) -> None:
    browser = crew.signed_in(Role.EDITOR)
    answered = threading.Event()

    def load() -> None:
        browser.get("/shows/gala")
        answered.set()

    with production.hub.way.one_at_a_time:
        threading.Thread(target=load).start()
        time.sleep(0.2)
        assert not answered.is_set()
    assert answered.wait(10)
