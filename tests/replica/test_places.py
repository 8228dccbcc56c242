"""Where the replica is, from settings alone."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from camerasheet.config import Settings
from camerasheet.replica.places import InBucket, Places
from camerasheet.sheet.errors import BadSetting

SHOW = "01JZZZZZZZZZZZZZZZZZZZZZZZ"
OLDER = "01JAAAAAAAAAAAAAAAAAAAAAAA"


def places(**variables: str) -> Places | None:
    environ = {"CAMERASHEET_DATA": "/srv/crew", **variables}
    return Places.from_settings(Settings.from_environment(environ), environ)


def found(**variables: str) -> Places:
    there = places(**variables)
    assert there
    return there


def test_nothing_was_asked_for() -> None:
    assert places() is None


def test_a_bucket_comes_before_a_directory() -> None:
    there = found(
        CAMERASHEET_S3_BUCKET="crew",
        CAMERASHEET_S3_ENDPOINT="http://127.0.0.1:8333",
        CAMERASHEET_REPLICA_DIR="/mnt/disk2",
    )
    show = there.data.show_file(SHOW)
    assert there.url(show) == (
        f"s3://crew/camerasheet/replica/shows/{SHOW}.db"
        "?endpoint=http://127.0.0.1:8333&region=us-east-1&force-path-style=true"
    )
    assert there.shown(show) == f"s3://crew/camerasheet/replica/shows/{SHOW}.db"
    assert there.shown() == "s3://crew/camerasheet/replica"
    assert isinstance(there.where, InBucket)
    assert there.where.key == "camerasheet/replica"


def test_aws_needs_no_endpoint_and_a_prefix_may_be_left_out() -> None:
    there = found(
        CAMERASHEET_S3_BUCKET="crew", CAMERASHEET_S3_PREFIX="", CAMERASHEET_S3_REGION="eu-west-1"
    )
    assert there.url(there.data.control) == "s3://crew/replica/control.db?region=eu-west-1"


def test_a_directory_of_ones_own_or_within_the_data() -> None:
    chosen = found(CAMERASHEET_REPLICA_DIR="/mnt/disk2")
    assert chosen.url(chosen.data.control) == "file:///mnt/disk2/control.db"
    usual = found(CAMERASHEET_LITESTREAM="supervised")
    assert usual.shown() == "file:///srv/crew/replica"


@pytest.mark.parametrize("path", ["/mnt/two words", "/mnt/100%", "/mnt/#1", "/mnt/café"])
def test_a_path_that_litestream_cannot_be_told_is_refused(path: str) -> None:
    with pytest.raises(BadSetting, match="CAMERASHEET_REPLICA_DIR"):
        places(CAMERASHEET_REPLICA_DIR=path)


def test_a_data_directory_that_cannot_be_quoted_is_refused() -> None:
    with pytest.raises(BadSetting, match="CAMERASHEET_DATA"):
        places(CAMERASHEET_DATA='/srv/"crew"', CAMERASHEET_LITESTREAM="sidecar")


@pytest.mark.parametrize("name", ["other.db", "shows/notes.db", f"backups/{SHOW}.db"])
def test_other_files_have_no_replica(name: str) -> None:
    there = found(CAMERASHEET_REPLICA_DIR="/mnt/disk2")
    with pytest.raises(ValueError, match="not replicated"):
        there.url(there.data.path / name)


def test_shows_are_found_in_a_directory(tmp_path: Path) -> None:
    there = found(CAMERASHEET_REPLICA_DIR=str(tmp_path))
    assert there.shows_listing() == []
    for name in (f"{SHOW}.db", f"{OLDER}.db", "lost+found"):
        (tmp_path / "shows" / name).mkdir(parents=True)
    assert there.shows_listing() == [OLDER, SHOW]


def test_shows_are_found_among_the_keys_of_a_bucket() -> None:
    there = found(CAMERASHEET_S3_BUCKET="crew")
    keys = [
        f"camerasheet/replica/shows/{SHOW}.db/ltx/0/0000000000000001-0000000000000001.ltx",
        f"camerasheet/replica/shows/{SHOW}.db/",
        f"camerasheet/replica/shows/{OLDER}.db/",
        "camerasheet/replica/control.db/ltx/9/0000000000000001-0000000000000001.ltx",
    ]
    assert there.shows_listing(keys) == [OLDER, SHOW]


KEYS: Mapping[str, str] = {
    "CAMERASHEET_S3_BUCKET": "crew",
    "CAMERASHEET_ADMIN_PASSWORD": "correct horse",
    "AWS_ACCESS_KEY_ID": "boto-id",
    "AWS_SECRET_ACCESS_KEY": "boto-secret",
    "AWS_CA_BUNDLE": "/etc/our.pem",
    "PATH": "/bin",
}


def test_the_child_gets_the_keys_and_nothing_of_ours() -> None:
    environment = dict(found(**KEYS).environment)
    assert environment == {
        "AWS_ACCESS_KEY_ID": "boto-id",
        "AWS_SECRET_ACCESS_KEY": "boto-secret",
        "LITESTREAM_ACCESS_KEY_ID": "boto-id",
        "LITESTREAM_SECRET_ACCESS_KEY": "boto-secret",
        "SSL_CERT_FILE": "/etc/our.pem",
        "PATH": "/bin",
    }


def test_litestreams_own_keys_win_and_no_key_is_shown() -> None:
    there = found(
        **KEYS, LITESTREAM_ACCESS_KEY_ID="own-id", LITESTREAM_SECRET_ACCESS_KEY="own-secret"
    )
    assert there.environment["LITESTREAM_ACCESS_KEY_ID"] == "own-id"
    assert there.environment["AWS_SECRET_ACCESS_KEY"] == "own-secret"
    assert "secret" not in repr(there)
