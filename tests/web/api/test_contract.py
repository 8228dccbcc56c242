"""The JSON API against its own description."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from werkzeug.test import TestResponse

from camerasheet.sheet.crew import Role
from tests.web.api.backups import call_backups
from tests.web.crew import Crew

SLUG = "/api/shows/gala"


@pytest.fixture
def program(crew: Crew) -> FlaskClient:
    """An admin's program, for every show."""
    return crew.program(Role.ADMIN, everywhere=True)


@pytest.fixture
def document(program: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = program.get("/api/openapi.json").get_json()
    return found


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)
    assert document["openapi"].startswith("3.1")


def test_every_route_is_described_and_nothing_else(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api")), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {
        (path, method)
        for path, item in document["paths"].items()
        for method in item
        if method != "parameters"
    }
    assert described == routes


def test_every_schema_is_used_and_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    references = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert references == set(schemas)


class Checked:
    """A program whose every answer must be as the document says."""

    def __init__(self, client: FlaskClient, document: dict[str, Any]) -> None:
        self.client = client
        self.document = document
        self.called: set[tuple[str, str]] = set()

    def __call__(self, method: str, path: str, url: str, **more: Any) -> TestResponse:
        self.called.add((path, method))
        response = self.client.open(f"/api{url}", method=method.upper(), **more)
        described = self.document["paths"][path][method]["responses"]
        assert str(response.status_code) in described, (method, path, response.status_code)
        content = described[str(response.status_code)]["content"]
        assert response.mimetype in content
        if response.mimetype == "application/json":
            self._validate(content["application/json"]["schema"], response.get_json())
        return response

    def _validate(self, schema: dict[str, Any], answer: object) -> None:
        whole = {**schema, "components": self.document["components"]}
        Draft202012Validator(whole).validate(answer)


@pytest.fixture
def checked(program: FlaskClient, document: dict[str, Any]) -> Checked:
    return Checked(program, document)


def calls(cue: str, camera: str) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Every operation with something that it accepts, and some things that it refuses."""
    show = "/shows/{slug}"
    write = {"kind": "write_shot", "cue": cue, "camera": camera, "field": "size", "value": "Wide"}
    ready = {"kind": "mark_ready", "cue": cue, "camera": camera}
    term = {"kind": "set_term", "family": "size", "code": "KNEE", "aliases": ["knees"]}
    for number, edit in enumerate((write, ready, term, {"kind": "add_cue", "heading": True})):
        body = {"id": f"contract-{number}", "edit": edit}
        yield "post", f"{show}/edits", "/shows/gala/edits", {"json": body}
    gone = {"id": "contract-gone", "edit": {**write, "cue": "nobody"}}
    yield "post", f"{show}/edits", "/shows/gala/edits", {"json": gone}
    yield "post", f"{show}/edits", "/shows/gala/edits", {"json": {"id": 5}}
    take = {"id": "contract-take", "action": "take"}
    yield "post", f"{show}/live", "/shows/gala/live", {"json": take}
    stale = {"id": "contract-stale", "action": "take", "from": 0}
    yield "post", f"{show}/live", "/shows/gala/live", {"json": stale}
    for name in ("sheet", "cues", "cameras", "events", "live"):
        yield "get", f"{show}/{name}", f"/shows/gala/{name}", {}
    yield "get", f"{show}/events", "/shows/gala/events?after=3", {}
    yield "get", f"{show}/events", "/shows/gala/events?after=x", {}
    yield "get", f"{show}/cues/{{cue}}", f"/shows/gala/cues/{cue}", {}
    yield "get", f"{show}/cues/{{cue}}", "/shows/gala/cues/nobody", {}
    yield "get", f"{show}/cameras/{{camera}}", f"/shows/gala/cameras/{camera}", {}
    yield "get", show, "/shows/gala", {}
    yield "get", show, "/shows/nowhere", {}
    yield "get", "/shows", "/shows", {}
    yield "post", "/shows", "/shows", {"json": {"title": "Another", "slug": "another"}}
    yield "post", "/shows", "/shows", {"json": {"title": "Another", "slug": "another"}}
    yield "get", "/openapi.json", "/openapi.json", {}
    yield "get", f"{show}/export", "/shows/gala/export", {}
    yield "get", f"{show}/export", "/shows/gala/export?format=xlsx", {}
    for query in ("?preview=1", ""):
        data = {"file": (io.BytesIO(b"Cue,Title\n1,One\n9,Nine\n"), "list.csv")}
        yield "post", f"{show}/import", f"/shows/gala/import{query}", {"data": data}
    yield "post", f"{show}/import", "/shows/gala/import", {"data": {"nothing": "here"}}


def test_every_answer_is_as_described(
    checked: Checked, document: dict[str, Any], cue: str, camera: str
) -> None:
    call_backups(checked, cue)  # while there is one show, which is then the default one
    for method, path, url, more in calls(cue, camera):
        checked(method, path, url, **more)
    every = {(p, m) for p, item in document["paths"].items() for m in item if m != "parameters"}
    assert checked.called == every


def test_posted_bodies_are_as_described(document: dict[str, Any], cue: str, camera: str) -> None:
    names = {"edits": "PostedEdit", "live": "PostedLive", "shows": "NewShow"}
    for method, path, _, more in calls(cue, camera):
        name = names.get(path.rpartition("/")[2])
        if method == "post" and name and "json" in more and more["json"].get("id") != 5:
            schema = {"$ref": f"#/components/schemas/{name}"}
            whole = {**schema, "components": document["components"]}
            Draft202012Validator(whole).validate(more["json"])
