"""What a running server does by itself: its write-ahead logs are folded while people edit."""

from pathlib import Path

from camerasheet.storage.checkpoints import PASSIVE_FROM_BYTES, wal_bytes
from tests.realtime.wire import eventually
from tests.support.live import serving


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
