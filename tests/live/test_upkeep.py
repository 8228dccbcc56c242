"""What a running server does by itself: logs are folded, and whoever may not stay is sent out."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from camerasheet.storage.checkpoints import PASSIVE_FROM_BYTES, wal_bytes
from tests.realtime.wire import eventually
from tests.support.live import LiveServer, serving
from tests.support.shows import PATIENCE


def test_a_log_that_grew_is_folded_within_seconds(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server, server.join() as client:
        client.resume()
        client.edit("add_cue", title="the first")
        show = max((tmp_path / "data" / "shows").glob("*.db"), key=wal_bytes)
        before = show.stat().st_size
        while wal_bytes(show) < PASSIVE_FROM_BYTES:
            client.edit("add_cue", title="x" * 150)
        assert show.stat().st_size == before, "it was all in the log"
        eventually(lambda: show.stat().st_size > before, "the log to be folded")


def ends_in(server: LiveServer, seconds: float) -> None:
    """All sessions end then, as if they were old."""
    with closing(sqlite3.connect(server.data / "control.db", isolation_level=None)) as control:
        control.execute(
            "UPDATE sessions SET expires_at = ?", (int((time.time() + seconds) * 1000),)
        )


@pytest.mark.parametrize("disk", ["sound", "full"])
def test_a_session_that_ends_takes_its_socket_along_whatever_the_disk_does(
    tmp_path: Path, disk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAGE_FOLD_SECONDS", "0.5")
    with serving(tmp_path / "data") as server, server.join() as client:
        show = server.data / "shows" / f"{server.people['show']}.db"
        ends_in(server, 8)
        origin = f"http://127.0.0.1:{server.port}"
        eve = server.join(None, headers={"Cookie": server.people["cookie"]}, origin=origin)
        with eve:
            eve.resume()
            if disk == "full":
                client.resume()
                while wal_bytes(show) < PASSIVE_FROM_BYTES:
                    client.edit("add_cue", title="x" * 150)
                assert str(show) not in server.log()
                assert server.get("/test/fill")[0] == 200
                eventually(lambda: str(show) in server.log(), "the log not to be folded")
            with pytest.raises(ConnectionClosed) as gone:
                eve.receive("nothing that there is", timeout=PATIENCE)
            assert gone.value.rcvd is not None
            assert (gone.value.rcvd.code, gone.value.rcvd.reason) == (
                1008,
                "your access has changed",
            )
        assert client.hello()["type"] == "sheet", "a token that holds stays"
