"""What happens to a pod, one thing after the other, and what must hold after each."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.rehearsal.cluster import Cluster
from tests.rehearsal.processes import PATIENCE


def rehearse(cluster: Cluster, edits: int = 20) -> None:
    """All scenarios, in an order in which each begins with what the one before left."""
    for scenario in SCENARIOS:
        cluster.say(f"\n{(scenario.__doc__ or '').splitlines()[0]}")
        began = time.monotonic()
        scenario(cluster, edits)
        cluster.say(f"  held, after {time.monotonic() - began:.1f} s")


def first_start(cluster: Cluster, edits: int) -> None:
    """First start: an empty volume, an empty bucket."""
    cluster.start()
    assert cluster.server.probe("app", "readiness")
    cluster.camerasheet("seed")
    assert _write(cluster, edits)
    _say_replicated(cluster)


def container_killed(cluster: Cluster, edits: int) -> None:
    """The server is killed with -9; the kubelet starts that container again."""
    before = _write(cluster, edits)
    cluster.server.restart("app")
    _nothing_lost(cluster, before)


def pod_killed(cluster: Cluster, edits: int) -> None:
    """The whole pod is killed with -9; another is started on the same volume."""
    before = _write(cluster, edits)
    cluster.server.kill()
    cluster.server.start()
    _nothing_lost(cluster, before)


def sidecar_killed(cluster: Cluster, edits: int) -> None:
    """Litestream is killed with -9 under edits; the kubelet starts it again."""
    cluster.server.process("litestream").kill()
    before = _write(cluster, edits)
    assert cluster.server.failing() == [], "the server would have been restarted"
    cluster.server.restart("litestream")
    _nothing_lost(cluster, before)
    _say_replicated(cluster)


def store_frozen(cluster: Cluster, edits: int) -> None:
    """The S3 store stops answering: edits go on, and no probe has the server restarted."""
    store = cluster.store.process("s3")
    store.freeze()
    try:
        before = _write(cluster, edits)
        assert cluster.server.failing() == [], "the server would have been restarted"
        assert cluster.server.probe("app", "readiness"), "nobody would have been sent to it"
    finally:
        store.thaw()
    _nothing_lost(cluster, before)
    _say_replicated(cluster)


def orderly_stop(cluster: Cluster, edits: int) -> None:
    """Stopped in order: the server first, Litestream last, with the last writes in the replica,
    and with a show that was made in the last moment."""
    before = _write(cluster, edits)
    cluster.call("POST", "/api/shows", {"title": "Last Moment", "slug": "last-moment"})
    began = time.monotonic()
    ended = cluster.server.stop()
    seconds = time.monotonic() - began
    assert ended == ["app", "litestream"], ended
    assert seconds < cluster.server.pod.grace
    cluster.say(f"  {' → '.join(ended)} in {seconds:.1f} s of {cluster.server.pod.grace:.0f}")
    cluster.lose_the_volume()
    cluster.server.start()
    _nothing_lost(cluster, before)
    assert cluster.call("GET", "/api/shows/last-moment/sheet")["epoch"], "the new show is lost"


def volume_lost(cluster: Cluster, edits: int) -> None:
    """The pod is killed and its volume deleted: it comes back from the replica."""
    _write(cluster, edits)
    _say_replicated(cluster)
    before = _write(cluster, edits)
    at = time.monotonic()
    cluster.server.kill()
    cluster.lose_the_volume()
    cluster.server.start()
    seq, note = cluster.note()
    lost = before[0] - seq
    cluster.say(
        f"  {lost} of {edits} edits of the last moment lost; back in "
        f"{time.monotonic() - at:.1f} s, at {note!r}"
    )
    assert 0 <= lost <= edits
    assert _write(cluster, 1)


def daily(cluster: Cluster, edits: int) -> None:
    """The daily job: a snapshot of every show, and it is pushed offsite."""
    _write(cluster, edits)
    before = len(cluster.call("GET", "/api/shows/spring-gala/offsite"))
    said = cluster.daily()
    for line in said.splitlines():
        cluster.say(f"  {line}")
    assert "spring-gala: " in said
    assert "accounts: " in said
    assert len(cluster.call("GET", "/api/shows/spring-gala/offsite")) == before + 1


SCENARIOS: tuple[Callable[[Cluster, int], None], ...] = (
    first_start,
    container_killed,
    pod_killed,
    sidecar_killed,
    store_frozen,
    daily,
    orderly_stop,
    volume_lost,
)

State = tuple[int, str]
"""A show's seq, and its last note."""


def _write(cluster: Cluster, edits: int) -> State:
    """That many edits, each acknowledged before the next; where the show stands then."""
    for number in range(edits):
        cluster.write_note(f"note {number + 1}")
    return cluster.note()


def _nothing_lost(cluster: Cluster, before: State) -> None:
    after = cluster.note()
    assert after == before, f"lost: {before} became {after}"
    cluster.say(f"  nothing lost: seq {after[0]}")


def _say_replicated(cluster: Cluster) -> None:
    seconds = cluster.wait_until_replicated()
    assert seconds < PATIENCE
    cluster.say(f"  all of it in the replica, {seconds:.1f} s later")
