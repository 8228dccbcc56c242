"""Servers to be abused."""

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.live import LiveServer, serving


@pytest.fixture(scope="session", autouse=True)
def many_files() -> None:
    """As many open files as the system allows: attackers have no shortage of them."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server as it comes, for the whole module."""
    with serving(Path(tmp_path_factory.mktemp("abuse"))) as server:
        yield server
