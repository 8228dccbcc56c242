"""A server with everything behind it: a real bucket, and a real Litestream as its sidecar."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.browser.house import House, Server
from tests.browser.stage import Stage
from tests.support.litestream import Litestream, litestream
from tests.support.seaweed import Seaweed, seaweed


@dataclass(frozen=True)
class Backed:
    """Its parts may be frozen and killed; whoever does that mends them again."""

    server: Server
    litestream: Litestream
    store: Seaweed

    def replicated(self, stage: Stage) -> None:
        """Wait until all of a show is in the replica."""
        show = stage.call(f"/api{stage.path}")["id"]
        self.litestream.sync(self.server.house.data / "shows" / f"{show}.db")

    @contextmanager
    def without_litestream(self) -> Iterator[None]:
        """Killed within the block."""
        self.litestream.kill()
        try:
            yield
        finally:
            self.litestream.start()


@contextmanager
def serving(house: House, directory: Path) -> Iterator[Backed]:
    """Such a server on a copy of the house, ended with the block. Nothing is pushed by itself."""
    data = shutil.copytree(house.data, directory / "data")
    with ExitStack() as stack:
        store = stack.enter_context(seaweed(directory / "store"))
        environ = {
            **store.settings(store.make_bucket("crew")),
            "CAMERASHEET_DATA": str(data),
            "CAMERASHEET_LITESTREAM": "sidecar",
            "CAMERASHEET_OFFSITE_HOURS": "0",
        }
        sidecar = stack.enter_context(litestream(environ))
        server = Server(replace(house, data=data), environ)
        stack.callback(server.kill)
        server.start()
        yield Backed(server, sidecar, store)
