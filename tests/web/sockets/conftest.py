"""One real server for all of these tests: each finds the show as the others left it."""

from collections.abc import Iterator

import pytest

from tests.support.live import LiveServer, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("stage") / "data") as server:
        yield server
