"""A browser and a server for the package; a show, people and a watch on them for each test."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser.backed import Backed, serving
from tests.browser.chromium import launch
from tests.browser.house import House, Server, prepare
from tests.browser.people import People
from tests.browser.stage import Stage, concert
from tests.browser.watch import Watch

ARTIFACTS = Path(__file__).parents[2] / "test-artifacts" / "browser"
FAILED = pytest.StashKey[bool]()

expect.set_options(timeout=10_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Remember whether a test failed, for the fixtures that end after it."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed  # type: ignore[attr-defined]
    return report


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Never served itself: every server gets a copy."""
    return prepare(tmp_path_factory.mktemp("house") / "data")


@pytest.fixture(scope="package")
def server(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that tests share; each has a show of its own on it."""
    yield from _serve(house, tmp_path_factory.mktemp("served") / "data")


@pytest.fixture(scope="package")
def backed(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backed]:
    """Another one, with a replica and a bucket."""
    with serving(house, tmp_path_factory.mktemp("backed")) as running:
        yield running


@pytest.fixture
def own_server(house: House, tmp_path: Path) -> Iterator[Server]:
    """A server that the test may stop, kill and start again."""
    yield from _serve(house, tmp_path / "data")


def _serve(house: House, data: Path) -> Iterator[Server]:
    running = Server(replace(house, data=shutil.copytree(house.data, data)))
    running.start()
    yield running
    running.kill()


@pytest.fixture
def watch(request: pytest.FixtureRequest) -> Iterator[Watch]:
    watching = Watch()
    yield watching
    try:
        complaints = watching.complaints()
        if complaints or request.node.stash.get(FAILED, False):
            watching.keep(ARTIFACTS / re.sub(r"[^\w.-]+", "-", request.node.nodeid))
    finally:
        watching.close()
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def people(browser: Browser, server: Server, watch: Watch) -> People:
    return People(browser, server, watch)


@pytest.fixture
def stage(server: Server) -> Stage:
    """An empty show."""
    return Stage(server)


@pytest.fixture
def gala(server: Server) -> Stage:
    """A show with four cameras, a heading and five cues."""
    return concert(server)


@pytest.fixture
def kept(backed: Backed) -> Stage:
    """The same show on the server with a replica and a bucket."""
    return concert(backed.server)
