"""Which show opens, the list of them, and making, renaming, archiving and reopening one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from camerasheet.sheet.crew import Role
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.control.shows import Show
from camerasheet.web.production import Production
from tests.web.crew import Browser, Crew

ClientAs = Callable[[str | None], Browser]


@pytest.fixture
def admin(client_as: ClientAs) -> Browser:
    return client_as("admin")


# -- which one opens ----------------------------------------------------------------------------


def test_the_only_show_opens(admin: Browser) -> None:
    assert admin.get("/").location == "/shows/gala"


def test_of_several_the_chosen_one_opens_else_the_list(
    admin: Browser, production: Production
) -> None:
    production.create_show("derby", "Derby", by=None)
    assert admin.get("/").location == "/shows"
    production.settings = replace(production.settings, default_show="derby")
    assert admin.get("/").location == "/shows/derby"
    production.settings = replace(production.settings, default_show="gone")
    assert admin.get("/").location == "/shows"


def test_a_guest_lands_in_the_one_show_they_may_read(crew: Crew, production: Production) -> None:
    production.create_show("derby", "Derby", by=None)
    guest = crew.guest(Role.VIEWER)
    assert guest.get("/").location == "/shows/gala"
    page = guest.get("/shows").text
    assert "Spring Gala" in page
    assert "Derby" not in page
    assert "New show" not in page
    assert "/settings" not in page


def test_an_operator_lands_on_their_card(client_as: ClientAs, camera: str) -> None:
    assert client_as("operator").get("/").location == f"/shows/gala/camera/{camera}"


def test_without_any_show_there_is_an_invitation(app: Flask, production: Production) -> None:
    show = production.create_show("gala", "Gala", by=None)
    crew = Crew(app, production, show)
    production.control.shows.archive(show.id, by=SYSTEM)
    page = crew.signed_in(Role.ADMIN).get("/", follow_redirects=True)
    assert page.request.path == "/shows"
    assert "Make your first show" in page.text
    assert "No shows for you yet" in crew.signed_in(Role.VIEWER).get("/shows").text


# -- making one ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "slug", "becomes"),
    [
        ("Carols by Candlelight", "", "carols-by-candlelight"),
        ("Fête de l’Été — 2026", "", "fete-de-lete-2026"),
        ("春节联欢晚会", "", "show"),
        ("Spring Gala", "gala-2", "gala-2"),
        ("Gala", "", "gala-2"),
        ("New", "", "show"),
        ("y" * 200, "", "y" * 64),
    ],
)
def test_a_new_show_opens_its_sheet(admin: Browser, title: str, slug: str, becomes: str) -> None:
    response = admin.submit("/shows", {"title": title, "slug": slug})
    assert response.location == f"/shows/{becomes}"
    assert admin.get(response.location).status_code == 200
    assert title in admin.get("/shows").text


@pytest.mark.parametrize(
    ("title", "slug", "status", "said"),
    [
        ("", "", 400, "A title has"),
        ("Derby", "Derby!", 400, "cannot be a show&#39;s address"),
        ("Derby", "admin", 400, "word of camerasheet"),
        ("Derby", "gala", 409, "has the address"),
        ("x" * 201, "derby", 400, "A title has"),
    ],
)
def test_what_is_wrong_is_said_beside_it(
    admin: Browser, production: Production, title: str, slug: str, status: int, said: str
) -> None:
    response = admin.submit("/shows", {"title": title, "slug": slug})
    assert response.status_code == status
    assert said in response.text
    assert f'value="{slug}"' in response.text
    assert f'value="{title}"' in response.text
    assert len(production.control.shows.list()) == 1
    assert len(production.data.show_files()) == 1


def test_who_made_a_show_is_in_the_log(admin: Browser, crew: Crew) -> None:
    admin.submit("/shows", {"title": "Derby"}, environ_overrides={"REMOTE_ADDR": "10.3.3.3"})
    line = crew.control.audit.list()[0]
    assert (line.action, line.who.name, line.who.address) == ("show_created", "Admin", "10.3.3.3")


# -- renaming, archiving, reopening -------------------------------------------------------------


def test_renaming(admin: Browser, show: Show, production: Production) -> None:
    response = admin.submit("/shows/gala/settings", {"title": "Winter Gala", "slug": "winter"})
    assert response.location == "/shows/winter/settings"
    assert "Saved." in admin.get(response.location).text
    renamed = production.control.shows.by_id(show.id)
    assert (renamed.title, renamed.slug) == ("Winter Gala", "winter")
    assert admin.get("/shows/winter").status_code == 200
    assert admin.get("/shows/gala").status_code == 404


def test_a_rename_that_cannot_be_keeps_what_was_typed(
    admin: Browser, production: Production
) -> None:
    production.create_show("derby", "Derby", by=None)
    response = admin.submit("/shows/gala/settings", {"title": "Winter", "slug": "derby"})
    assert response.status_code == 409
    assert 'value="Winter"' in response.text
    assert "has the address" in response.text
    assert admin.submit("/shows/gala/settings", {"title": "", "slug": ""}).status_code == 400


def test_archiving_sends_everybody_out_and_can_be_undone(admin: Browser, crew: Crew) -> None:
    guest = crew.guest(Role.EDITOR)
    assert admin.submit("/shows/gala/archive").location == "/shows"
    page = admin.get("/shows").text
    assert "is archived" in page
    assert "/shows/gala/reopen" in page
    assert guest.get("/shows/gala").status_code == 410
    assert guest.get("/shows").text.count("Spring Gala") == 0
    assert crew.signed_in(Role.VIEWER).get("/shows").text.count("Spring Gala") == 0
    assert "Reopen this show" in admin.get("/shows/gala/settings").text
    assert admin.submit("/shows/gala/reopen").location == "/shows"
    assert guest.get("/shows/gala").status_code == 200
