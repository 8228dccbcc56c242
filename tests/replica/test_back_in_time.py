"""Going back to a moment: what the API, the panel and the commands give of a real replica."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.office.commands import carry_out
from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import Malformed, ReplicaEmpty
from camerasheet.snapshots import Kind
from camerasheet.web.production import Production
from tests.support.litestream import Litestream, litestream
from tests.web.crew import Crew

PATIENCE = 60.0


class Gala:
    """A show with a sidecar, asked by an admin's program."""

    def __init__(self, crew: Crew, place: Production, sidecar: Litestream) -> None:
        self.place = place
        self.sidecar = sidecar
        self.show = crew.show
        self.crew = crew
        self.file = place.data.show_file(self.show.id)
        self._program = crew.program(Role.ADMIN, everywhere=True)

    def ask(self, method: str, path: str, **more: Any) -> tuple[int, Any]:
        answer = self._program.open(f"/api/backups{path}", method=method, **more)
        return answer.status_code, answer.get_json()

    def page(self, path: str) -> str:
        answer = self._program.get(f"/admin/shows/gala{path}", headers={"Accept": "text/html"})
        return str(answer.text)

    def cue(self, title: str) -> int:
        """Add a cue; the transaction that holds it, in the replica."""
        self.crew.edit(self.show, kind="add_cue", title=title)
        return self.sidecar.sync(self.file)

    def titles(self, filename: str) -> list[str]:
        sheet = self.place.snapshots.sheet(self.show.id, filename)
        return [row.cue.title for row in sheet.in_order()]

    def status(self) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while True:
            found: dict[str, Any] = self.ask("GET", "/litestream/status")[1]
            synced = all(each["last_sync"] for each in found["databases"])
            if found["status"] == "active" and synced and len(found["databases"]) == 2:
                return found
            assert time.monotonic() < deadline, found
            time.sleep(0.1)


@pytest.fixture
def gala(tmp_path: Path) -> Iterator[Gala]:
    environ = {
        "CAMERASHEET_DATA": str(tmp_path / "data"),
        "CAMERASHEET_LITESTREAM": "sidecar",
        "CAMERASHEET_REPLICA_DIR": str(tmp_path / "disk"),
    }
    app = create_app(Settings.from_environment(environ))
    place: Production = app.extensions["camerasheet"]
    try:
        crew = Crew(app, place, place.create_show("gala", "Spring Gala", by=None))
        with litestream(environ) as sidecar:
            yield Gala(crew, place, sidecar)
    finally:
        place.drain(1)


def test_a_state_is_fetched_looked_at_and_restored(gala: Gala) -> None:
    early = gala.cue("Overture")
    time.sleep(1.1)  # the replica tells states apart by the second
    between = datetime.now(UTC)
    time.sleep(1.1)
    late = gala.cue("Finale")

    code, window = gala.ask("GET", "/litestream/points")
    assert code == 200
    assert {early, late} <= {point["txid"] for point in window["points"]}
    assert window["precision"][-1]["seconds"] == 1

    code, made = gala.ask("POST", "/litestream/fetch", json={"txid": early})
    assert code == 201, made
    assert made["kind"] == "replica"
    assert gala.titles(made["filename"]) == ["Overture"]
    code, made = gala.ask("POST", "/litestream/fetch", json={"time": between.isoformat()})
    assert code == 201, made
    assert gala.titles(made["filename"]) == ["Overture"]
    assert f"{between:%Y-%m-%d %H:%M:%S} UTC" in made["name"]
    now = datetime.now(UTC).isoformat()
    code, last = gala.ask("POST", "/litestream/fetch", json={"time": now})
    assert gala.titles(last["filename"]) == ["Overture", "Finale"]

    code, restored = gala.ask("POST", f"/{made['filename']}/restore")
    assert code == 200, restored
    result = restored["job"]["result"]
    assert late <= result["txid_before"] < result["txid_after"]
    titles = [row.cue.title for row in gala.place.desk(gala.show.id).sheet.in_order()]
    assert titles == ["Overture"]
    kinds = {each.kind for each in gala.place.snapshots.list(gala.show.id)}
    assert kinds == {Kind.REPLICA, Kind.PRE_RESTORE}


def test_a_time_outside_the_window_is_refused_with_the_window(gala: Gala) -> None:
    gala.cue("Overture")
    before = sorted(path.name for path in gala.place.data.backups.rglob("*"))
    for away in (timedelta(days=1), timedelta(days=-30)):
        moment = (datetime.now(UTC) + away).isoformat()
        code, error = gala.ask("POST", "/litestream/fetch", json={"time": moment})
        assert (code, error["code"]) == (400, "malformed")
        assert "The replica goes back from now to" in error["message"]
    code, error = gala.ask("POST", "/litestream/fetch", json={"txid": 10_000})
    assert (code, error["code"]) == (404, "replica_empty")
    for wrong in ({"time": "20:15"}, {"time": "2026-05-01T20:15:00"}, {}, {"txid": 0}):
        assert gala.ask("POST", "/litestream/fetch", json=wrong)[0] == 400
    after = sorted(path.name for path in gala.place.data.backups.rglob("*"))
    assert [name for name in after if name.endswith(".db")] == [
        name for name in before if name.endswith(".db")
    ]
    assert not [name for name in after if name.startswith(".")]


def test_how_it_stands_is_the_same_everywhere(gala: Gala) -> None:
    txid = gala.cue("Overture")
    told = gala.status()
    assert list(told) == sorted(told)
    assert set(told) == {
        *("status", "lag_seconds", "last_sync", "replica_url", "retention_hours"),
        *("databases", "error", "version"),
    }
    show = next(each for each in told["databases"] if each["path"].startswith("shows/"))
    assert show["txid"] == show["replicated_txid"] == txid
    assert show["lag_seconds"] == 0.0
    assert "✓ Replicated" in gala.page("/replica/status")
    assert "Choose a moment" in gala.page("/replica/points")
    found = carry_out(gala.place.premises, "replica_status", {})
    assert found["status"] == "active"
    points = carry_out(gala.place.premises, "replica_points", {"show": "gala"})
    assert points["points"][0]["txid"] == txid
    with pytest.raises(Malformed):
        carry_out(gala.place.premises, "fetch_point", {"show": "gala", "at": "yesterday"})
    with pytest.raises(ReplicaEmpty):
        carry_out(gala.place.premises, "fetch_point", {"show": "gala", "txid": 10_000})


def test_the_show_goes_on_without_its_sidecar(gala: Gala) -> None:
    gala.status()
    gala.sidecar.kill()
    deadline = time.monotonic() + PATIENCE
    while gala.ask("GET", "/litestream/status")[1]["status"] != "down":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    gala.crew.edit(gala.show, kind="add_cue", title="All the same")
    browser = gala.crew.app.test_client()
    assert browser.get("/readyz").status_code == 200
    assert browser.get("/healthz").get_json()["replica"] == "down"
    page = gala.page("/replica/status")
    assert "✕ Litestream is down" in page
    assert "--litestream" in page
