"""What is documented is what there is: tables and headings against the code, both ways."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from pydantic import BaseModel

from camerasheet.app import create_app
from camerasheet.cli import main
from camerasheet.config import Settings, declarations
from camerasheet.desk import Accepted
from camerasheet.sheet.changes import On, fields_of
from camerasheet.sheet.edits import EDITS
from camerasheet.sheet.model import BLANK, Camera, Cue, House, Live, Shot
from camerasheet.sheet.vocabulary import Family, Term
from camerasheet.web.errors import STATUSES
from camerasheet.web.sockets import messages

DOCS = Path(__file__).parents[1] / "docs"


def section(page: str, heading: str = "") -> str:
    """A page, or what stands under one of its headings, its smaller headings included."""
    text = (DOCS / page).read_text()
    if not heading:
        return text
    level = len(heading) - len(heading.lstrip("#"))
    _, found, rest = text.partition(f"\n{heading}\n")
    assert found, f"{page} has no {heading!r}"
    return re.split(rf"\n#{{1,{level}}} ", rest)[0]


def rows(text: str) -> Iterator[list[str]]:
    """The rows of every table, but for the first of each, which names the columns."""
    for table in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
        for line in table.splitlines()[2:]:
            cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
            yield [cell.strip().replace("\\|", "|") for cell in cells]


def code(cell: str) -> str:
    """What stands between backticks, being all of the cell."""
    match = re.fullmatch(r"`([^`]+)`", cell)
    return match[1] if match else ""


def headings(text: str) -> set[str]:
    return set(re.findall(r"^### `(\w+)`$", text, re.MULTILINE))


def test_settings() -> None:
    documented = {code(row[0]): row[1:] for row in rows(section("settings.md"))}
    documented.pop("", None)
    declared = {
        entry.name: [
            entry.kind.accepted,
            f"`{entry.default}`" if entry.default else "none",
            entry.meaning,
        ]
        for entry in declarations()
    }
    assert documented == declared


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """``METHOD /path`` of every route."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("docs") / "data"))
    app.extensions["camerasheet"].drain(1)
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_routes(routes: set[str]) -> None:
    documented = [code(row[0]).partition("?")[0] for row in rows(section("api.md"))]
    assert len(documented) == len(set(documented)), "documented twice"
    assert set(documented) == routes


def test_what_a_client_sends() -> None:
    types = {
        get_args(each.model_fields["type"].annotation)[0] for each in get_args(messages.Incoming)
    }
    assert headings(section("protocol.md", "## What a client sends")) == types


def test_what_the_server_sends() -> None:
    sent: list[Any] = [
        messages.ack(Accepted("an-edit-id", 1)),
        messages.refused("an-edit-id", {}),
        json.loads(messages.events("epoch", 1, [])),
        json.loads(messages.heartbeat(1)),
        {"type": "sheet"},
    ]
    assert headings(section("protocol.md", "## What the server sends")) == {
        message["type"] for message in sent
    }


def _written(kind: type[BaseModel]) -> tuple[str, list[str]]:
    """A kind of edit and its fields, those with a question mark that may be left out."""
    fields = {(f.alias or name): f.is_required() for name, f in kind.model_fields.items()}
    name = get_args(kind.model_fields["kind"].annotation)[0]
    del fields["kind"]
    return name, sorted(f"{field}{'' if needed else '?'}" for field, needed in fields.items())


def test_edits_and_their_fields() -> None:
    documented = {
        code(row[0]): sorted(code(row[1]).split())
        for row in rows(section("protocol.md", "## Edits"))
    }
    assert documented == dict(map(_written, EDITS))


def test_changes_and_their_fields() -> None:
    things: dict[On, Cue | Camera | Shot | Live | House | Term] = {
        On.CUE: Cue("", ""),
        On.CAMERA: Camera("", ""),
        On.SHOT: BLANK,
        On.LIVE: Live(),
        On.TERM: Term(Family.SIZE, ""),
        On.HOUSE: House(),
    }
    expected = {on.value: set(fields_of(thing)) for on, thing in things.items()}
    expected["ready"] = {"at"}
    text = section("protocol.md", "### `events`")
    assert {code(row[0]): set(code(row[2]).split()) for row in rows(text)} == expected


def test_error_codes() -> None:
    documented = {code(row[0]): int(row[1]) for row in rows(section("errors.md"))}
    assert documented == dict(STATUSES)


def _commands(group: click.Group, above: str = "") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}"


def test_commands() -> None:
    documented = {code(row[0]) for row in rows(section("command-line.md"))} - {""}
    assert documented == set(_commands(main))


def test_every_test_that_the_security_page_names_is_there() -> None:
    text = section("security.md")
    paths = set(re.findall(r"`(tests/[a-z_/.]+)`", text))
    names = set(re.findall(r"`(test_[a-z_]+)`", text))
    assert len(paths) > 10
    root = DOCS.parent
    assert sorted(path for path in paths if not (root / path).exists()) == []
    written = "".join(file.read_text() for file in (root / "tests").rglob("test_*.py"))
    assert sorted(name for name in names if f"def {name}(" not in written) == []
