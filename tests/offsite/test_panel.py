"""The panel beside a store: what it says of a copy that arrives while it is being drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.offsite import Known
from camerasheet.sheet.crew import Role
from camerasheet.web.production import Production
from tests.offsite.abroad import PATIENCE
from tests.snapshots.house import ANN
from tests.support.seaweed import Seaweed
from tests.web.crew import Crew

AT = "/admin/shows/gala/snapshots"
ASKS_AGAIN = 'hx-trigger="every 1s"'


@pytest.fixture
def crew(store: Seaweed, bucket: str, prefix: str, keys: None, tmp_path: Path) -> Iterator[Crew]:
    app = create_app(
        Settings(
            data=tmp_path / "data", s3_bucket=bucket, s3_endpoint=store.endpoint, s3_prefix=prefix
        )
    )
    production: Production = app.extensions["camerasheet"]
    crew = Crew(app, production, production.create_show("gala", "Spring Gala", by=None))
    crew.add_cue(title="Doors")
    yield crew
    production.drain(PATIENCE)


@pytest.mark.parametrize("path", ["", "/offsite"])
def test_a_push_that_ends_while_the_panel_is_drawn_is_asked_for_again(
    crew: Crew, store: Seaweed, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    offsite, show = crew.production.offsite, crew.show.id
    admin = crew.signed_in(Role.ADMIN)
    made = crew.production.snapshots.create(show, by=ANN)
    assert offsite.list(show) == []  # so that what is known is fresh, and nothing looks
    usual = offsite.known
    with store.frozen():
        job = offsite.push(show, made.filename, by=ANN)

        def just_before_its_end(show_id: str, *, anew: bool = False) -> Known:
            found = usual(show_id, anew=anew)
            store.thaw()
            assert not offsite.wait(job.id, PATIENCE).under_way
            return found

        monkeypatch.setattr(offsite, "known", just_before_its_end)
        answer = admin.get(f"{AT}{path}", headers={"HX-Request": "true"} if path else {})
    assert answer.status_code == 200
    assert ASKS_AGAIN in answer.text, "what it says is from before the copy arrived"
    monkeypatch.setattr(offsite, "known", usual)
    now = admin.get(f"{AT}/offsite?seen=other", headers={"HX-Request": "true"}).text
    assert "1 copy in" in now
    assert ASKS_AGAIN not in now
