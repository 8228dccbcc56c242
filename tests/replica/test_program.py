"""What is written beside a real Litestream comes back from a real store."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from camerasheet.config import Settings
from camerasheet.replica import program
from camerasheet.replica.places import Places
from camerasheet.sheet.errors import ReplicaEmpty, ReplicaFailed
from camerasheet.storage.datadir import DataDirectory
from tests.support.litestream import litestream
from tests.support.seaweed import Seaweed
from tests.support.shows import SHOW, empty_show, read_back, standing

Environ = dict[str, str]


def furnished(path: Path) -> DataDirectory:
    data = DataDirectory(path)
    data.prepare()
    empty_show(data.shows)
    return data


@pytest.fixture(params=["bucket", "directory"])
def environ(request: pytest.FixtureRequest, tmp_path: Path) -> Environ:
    """A server's environment, with either kind of replica."""
    common = {"CAMERASHEET_DATA": str(tmp_path / "data"), "CAMERASHEET_LITESTREAM": "sidecar"}
    if request.param == "directory":
        return {**common, "CAMERASHEET_REPLICA_DIR": str(tmp_path / "second-disk")}
    return {**common, **request.getfixturevalue("there")}


def test_the_last_state_and_an_earlier_one_come_back(environ: Environ, tmp_path: Path) -> None:
    data = furnished(tmp_path / "data")
    file = data.show_file(SHOW)
    with litestream(environ) as sidecar, standing(file) as stand:
        stand.cue(title="Overture")
        early = sidecar.sync(file)
        stand.cue(title="Finale")
        late = sidecar.sync(file)
        fetched = program.restore(sidecar.places, file, tmp_path / "last.db")
        assert fetched.txid == late > early
        assert read_back(fetched.path)[0] == stand.desk.sheet
        first = program.restore(sidecar.places, file, tmp_path / "first.db", txid=early)
        assert [row.cue.title for row in read_back(first.path)[0].in_order()] == ["Overture"]
        files = program.ltx_files(sidecar.places, file)
        assert {each.level for each in files} >= {0}
        assert max(each.last for each in files) == late
    assert first.path.stat().st_mode & 0o777 == 0o600


def test_what_is_not_there_is_said_and_leaves_nothing(environ: Environ, tmp_path: Path) -> None:
    data = furnished(tmp_path / "data")
    file, target = data.show_file(SHOW), tmp_path / "out" / "target.db"
    target.parent.mkdir()
    with litestream(environ) as sidecar:
        sidecar.sync(file)
        places = sidecar.places
        other = data.show_file("01JAAAAAAAAAAAAAAAAAAAAAAA")
        long_ago = datetime.now(UTC) - timedelta(days=1)
        assert program.ltx_files(places, other) == []
        with pytest.raises(ReplicaEmpty):
            program.restore(places, other, target)
        with pytest.raises(ReplicaEmpty):
            program.restore(places, file, target, txid=1000)
        with pytest.raises(ReplicaEmpty):
            program.restore(places, file, target, at=long_ago)
    assert list(target.parent.iterdir()) == []


def refused(do: Callable[[], object]) -> str:
    with pytest.raises(ReplicaFailed) as caught:
        do()
    return caught.value.message


def test_wrong_keys_are_said_and_not_shown(
    there: Environ, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = furnished(tmp_path / "data")
    environ = {
        **there,
        "CAMERASHEET_DATA": str(data.path),
        "AWS_SECRET_ACCESS_KEY": "a-very-wrong-secret",
    }
    places = Places.from_settings(Settings.from_environment(environ), environ)
    assert places
    with caplog.at_level(logging.ERROR):
        said = refused(lambda: program.restore(places, data.control, tmp_path / "target.db"))
    assert "SignatureDoesNotMatch" in said
    assert "a-very-wrong-secret" not in said + caplog.text + repr(places)


def test_a_store_that_hangs_is_given_up(store: Seaweed, there: Environ, tmp_path: Path) -> None:
    data = furnished(tmp_path / "data")
    environ = {**there, "CAMERASHEET_DATA": str(data.path)}
    places = Places.from_settings(Settings.from_environment(environ), environ)
    assert places
    with store.frozen():
        said = refused(lambda: program.ltx_files(places, data.control, seconds=1))
    assert "did not answer within 1 s" in said
