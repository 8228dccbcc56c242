"""The role matrix: every route × everybody. A route that is not in the table fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.sheet.crew import Role
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.control.shows import Show
from camerasheet.web.access import access_of, check_every_route, public
from tests.web.crew import Browser, Crew
from tests.web.routes import EVERYBODY, NOBODY, ROUTES, STRANGERS, Ask, Route
from tests.web.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One app for the whole table: every request makes what it needs."""
    data = tmp_path_factory.mktemp("matrix") / "data"
    app = create_app(Settings(data=data, login_attempts="99999 per second", default_show="gala"))
    production = app.extensions["camerasheet"]
    show = production.create_show("gala", "Spring Gala", by=None)
    crew = Crew(app, production, show)
    for role in (Role.VIEWER, Role.EDITOR, Role.ADMIN):
        crew.account(role)
    camera = crew.add_camera(number="1", name="Ped")
    crew.add_camera(number="2", name="Jib")
    yield World(crew, show, camera, crew.add_cue(title="Opening", number="1"))
    production.drain(1)


def _left(crew: Crew) -> Browser:
    browser = crew.guest(Role.EDITOR)
    link = crew.control.links.of_show(crew.show.id)[0]
    crew.control.links.revoke(link.id, by=SYSTEM)
    return browser


def _revoked(crew: Crew) -> FlaskClient:
    client = crew.program(Role.ADMIN, everywhere=True)
    crew.control.tokens.revoke(crew.control.tokens.list()[0].id, by=SYSTEM)
    return client


def _token_of(crew: Crew, show: Show) -> FlaskClient:
    token, _ = crew.control.tokens.create("Away", Role.ADMIN, show_id=show.id, by=SYSTEM)
    return crew.with_token(token)


WHO: dict[str, Callable[[World], FlaskClient]] = {
    "nobody": lambda w: w.crew.browser(),
    "guest whose link ended": lambda w: _left(w.crew),
    "viewer": lambda w: w.crew.signed_in(Role.VIEWER),
    "operator": lambda w: w.crew.guest(Role.OPERATOR, w.camera),
    "editor": lambda w: w.crew.signed_in(Role.EDITOR),
    "show admin": lambda w: w.crew.guest(Role.ADMIN),
    "admin": lambda w: w.crew.signed_in(Role.ADMIN),
    "guest of another show": lambda w: w.crew.guest(Role.ADMIN, show=w.new_show()),
    "viewer token": lambda w: w.crew.program(Role.VIEWER),
    "operator token": lambda w: w.crew.program(Role.OPERATOR, w.camera),
    "editor token": lambda w: w.crew.program(Role.EDITOR),
    "admin token": lambda w: w.crew.program(Role.ADMIN),
    "admin token for all": lambda w: w.crew.program(Role.ADMIN, everywhere=True),
    "token of another show": lambda w: _token_of(w.crew, w.new_show()),
    "revoked token": lambda w: _revoked(w.crew),
}


def _id_of(world: World, client: FlaskClient) -> str:
    identities = world.crew.control.identities
    if isinstance(client, Browser) and client.secret:
        found = identities.of_session(client.secret)
    else:
        header = client.environ_base.get("HTTP_AUTHORIZATION", "")
        found = identities.of_token(header.removeprefix("Bearer "))
    return found.id if found else ""


def perform(world: World, client: FlaskClient, route: Route) -> TestResponse:
    """Ask as the pages and programs do: with the form's token, or the header's."""
    made = route.make(world, _id_of(world, client))
    ask = made if isinstance(made, Ask) else Ask(made)
    headers = dict(ask.headers)
    if route.method == "GET":
        return client.get(ask.url, headers=headers, buffered=True)
    more: dict[str, Any] = {"json": ask.json} if ask.json is not None else {"data": ask.data or {}}
    if isinstance(client, Browser):
        headers |= {"Origin": "http://localhost", "X-CSRFToken": client.csrf_token()}
    return client.open(ask.url, method=route.method, headers=headers, **more)


def is_refused(world: World, who: str, route: Route, response: TestResponse) -> bool:
    """Whether this is how that person is turned away from that route."""
    if who in NOBODY:
        to_login = response.status_code == 302 and response.location.startswith("/login")
        return response.status_code == 401 or (to_login and route.method == "GET")
    if who in STRANGERS and _is_in_show(world, route):
        return response.status_code == 404
    return response.status_code == 403


def _is_in_show(world: World, route: Route) -> bool:
    """Whether the route asks for a role in a show, so that a stranger must not learn of it."""
    return access_of(world.crew.app, route.endpoint).action is not None


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.method} {r.endpoint}")
def test_who_may(world: World, route: Route, who: str) -> None:
    client = WHO[who](world)
    if who not in route.allowed:
        response = perform(world, client, route)
        assert is_refused(world, who, route, response), (response.status, response.text[:300])
    elif route.ok is not None:
        response = perform(world, client, route)
        assert response.status_code == route.ok, (response.status, response.text[:2000])
        assert route.ok != 302 or not response.location.startswith("/login?")
    elif route.endpoint != "socket.follow":
        response = perform(world, client, route)
        assert response.status_code not in {401, 403, 404, 500}


def test_strangers_do_not_learn_that_a_show_is_there(world: World) -> None:
    for who in STRANGERS:
        client = WHO[who](world)
        there, not_there = client.get("/shows/gala"), client.get("/shows/no-such-show")
        assert (there.status_code, not_there.status_code) == (404, 404)
        assert client.get("/api/shows/gala").json == client.get("/api/shows/nothing").json


def test_the_table_is_complete(world: World) -> None:
    app = world.crew.app
    there = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    table = {(route.endpoint, route.method) for route in ROUTES}
    assert there - table == set(), "routes that the matrix does not know"
    assert table - there == set(), "routes that are gone"
    assert set(WHO) == EVERYBODY, "people that the table does not know"


def test_the_declarations_agree_with_the_table(world: World) -> None:
    """``access_of`` says the same as the table that was tried, as far as it says anything."""
    for route in ROUTES:
        declared = access_of(world.crew.app, route.endpoint)
        assert declared.somebody == ("nobody" not in route.allowed), route.endpoint
        if declared.admin:
            assert route.allowed == {"admin", "admin token for all"}, route.endpoint


def test_a_route_that_does_not_say_who_may_open_it_stops_the_app(world: World) -> None:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/open", view_func=public(lambda: "fine"), endpoint="fine")
    check_every_route(app)
    app.add_url_rule("/forgotten", view_func=lambda: "oops", endpoint="forgotten")
    with pytest.raises(LookupError, match="forgotten"):
        check_every_route(app)
