"""Nothing serious in axe-core's eyes, on any page, in any colours, at any width."""

import fnmatch
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from camerasheet.app import create_app
from camerasheet.config import Settings
from tests.browser import kept_scenes
from tests.browser.axe import violations_everywhere
from tests.browser.people import People
from tests.browser.scenes import ELSEWHERE, SCENES, Scene
from tests.browser.stage import Stage


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_page_is_accessible(people: People, gala: Stage, scene: Scene) -> None:
    people.watch.allow(r"status (of )?4\d\d")  # error pages are among them
    page = people(scene.who)
    scene.open(page, gala)
    found = violations_everywhere(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scene", kept_scenes.SCENES, ids=lambda scene: scene.name)
def test_so_is_one_with_a_replica_and_a_bucket(people: People, kept: Stage, scene: Scene) -> None:
    people.watch.allow(r"status (of )?4\d\d")
    page = people(scene.who, server=kept.server)
    scene.open(page, kept)
    found = violations_everywhere(page)
    assert not found, "\n".join(found)


def test_axe_sees_what_is_wrong(people: People) -> None:
    page = people("eve")
    page.goto("/account")
    page.evaluate("""() => {
      const button = document.createElement("button");
      const pale = document.createElement("p");
      pale.textContent = "hardly to be read";
      document.querySelector("main").append(button, pale);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("main > p { color: #888 !important; background: #777 }");
      document.adoptedStyleSheets = [sheet];
    }""")
    found = "\n".join(violations_everywhere(page))
    assert "desk, dark: critical button-name" in found
    assert "phone, light: serious color-contrast" in found


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(Settings(data=tmp_path / "data"))
    yield app
    app.extensions["camerasheet"].drain(1)


def test_every_page_is_looked_at(app: Flask) -> None:
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    elsewhere = {each: fnmatch.filter(there, each) for each in ELSEWHERE}
    assert all(elsewhere.values()), elsewhere
    all_scenes = [*SCENES, *kept_scenes.SCENES]
    seen = {endpoint for scene in all_scenes for endpoint in scene.endpoints}
    excused = {endpoint for found in elsewhere.values() for endpoint in found}
    assert not seen & excused, "looked at, and said not to be"
    assert seen | excused == there, (
        "A route is new, or gone. A page belongs among the SCENES; what is no page, in ELSEWHERE."
    )
