"""Assets keep their addresses as long as their contents, and a module brings its family."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.web.assets import Assets


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(Settings(data=tmp_path_factory.mktemp("assets") / "data"))
    yield app
    app.extensions["camerasheet"].drain(1)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def tree(path: Path, **files: str) -> Assets:
    for name, text in files.items():
        file = path / f"{name.replace('__', '/')}.js"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return Assets(path)


def test_every_address_of_a_page_is_there_and_kept_for_good(client: FlaskClient) -> None:
    page = client.get("/login").get_data(as_text=True)
    addresses = re.findall(r'(?:href|src)="(/static/[^"#]+)', page)
    assert any("/js/core/page.js" in each for each in addresses)
    for address in addresses:
        with client.get(address) as answer:
            assert answer.status_code == 200, address
            assert "immutable" in answer.headers["Cache-Control"], address


@pytest.mark.parametrize("file", ["js/core/page.js", "css/tokens.css", "icons/sprite.svg"])
def test_it_is_sent_as_it_lies_there_small_to_whom_can_read_that(
    app: Flask, client: FlaskClient, file: str
) -> None:
    with app.test_request_context():
        address = app.jinja_env.globals["asset"](file)  # type: ignore[operator]
    lies = (Path(app.static_folder or "") / file).read_bytes()
    with client.get(address) as plain:
        assert plain.data == lies
        assert "Content-Encoding" not in plain.headers
    with client.get(address, headers={"Accept-Encoding": "br, gzip"}) as small:
        assert small.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.data) == lies
        assert small.headers["Vary"] == "Accept-Encoding"
        assert small.headers["X-Content-Type-Options"] == "nosniff"
        assert small.content_type == plain.content_type
    with client.head(address) as asked:
        assert (asked.status_code, asked.data) == (200, b"")


@pytest.mark.parametrize("before", ["", "v-000000000000/"])
def test_an_address_without_our_version_is_asked_for_again(
    client: FlaskClient, before: str
) -> None:
    with client.get(f"/static/{before}css/tokens.css") as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "path", ["nothing.css", "{}/nothing.css", "{}/../../pyproject.toml", "{}//etc/passwd", "{}/"]
)
def test_what_is_not_there_is_not_found(app: Flask, client: FlaskClient, path: str) -> None:
    with app.test_request_context():
        ours = app.jinja_env.globals["asset"]("x")  # type: ignore[operator]
    for version in (ours.split("/")[2], "v-000000000000"):
        assert client.get(f"/static/{path.format(version)}").status_code in (404, 308)


def test_the_version_changes_with_any_file(tmp_path: Path) -> None:
    before = tree(tmp_path, a="one").version
    assert Assets(tmp_path).version == before
    assert tree(tmp_path, a="two").version != before
    assert tree(tmp_path, a="one", b="").version != before


def test_a_module_brings_all_that_it_imports(tmp_path: Path) -> None:
    assets = tree(
        tmp_path,
        sheet__page='import { a,\n  b } from "../core/dom.js";\nimport "./keys.js";\n',
        core__dom='export { c } from "./bus.js";\n',
        core__bus='const text = "import ./nothing.js";\n',
        sheet__keys='import { d } from "./page.js"; // a circle\n',
        sheet__alone="",
    )
    assert set(assets.imports("sheet/page.js")) == {"core/dom.js", "core/bus.js", "sheet/keys.js"}
    assert assets.imports("sheet/alone.js") == ()


def test_each_of_the_family_is_named_and_the_module_is_last(app: Flask) -> None:
    with app.test_request_context():
        said = str(app.jinja_env.globals["module"]("js/sheet/page.js"))  # type: ignore[operator]
    links, script = said.splitlines()[:-1], said.splitlines()[-1]
    assert all(each.startswith('<link rel="modulepreload" href="/static/v-') for each in links)
    assert any(each.endswith('/js/sheet/grid.js">') for each in links)
    assert re.fullmatch(
        r'<script type="module" src="/static/v-.{12}/js/sheet/page.js"></script>', script
    )
