"""``litestream.yml``: no key that is silently ignored, and nothing that would break a promise."""

from __future__ import annotations

import copy
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from camerasheet.config import Settings
from camerasheet.replica.configuration import (
    configuration_file,
    retention_hours,
    socket_path,
    variables,
)
from camerasheet.replica.places import Places
from camerasheet.replica.points import PRECISION
from camerasheet.replica.program import find_program
from camerasheet.sheet.errors import BadSetting
from tests.support.litestream_schema import wrong_with

Configuration = dict[str, Any]


@pytest.fixture
def ours() -> Configuration:
    loaded: Configuration = yaml.safe_load(configuration_file().read_text())
    return loaded


def test_every_key_is_known_where_it_stands(ours: Configuration) -> None:
    assert list(wrong_with(ours)) == []


def _into_replica(configuration: Configuration) -> None:
    configuration["dbs"][0]["replica"]["retention"] = configuration["snapshot"].pop("retention")


def _misspelt(configuration: Configuration) -> None:
    configuration["l0_retention"] = configuration.pop("l0-retention")


def _in_days(configuration: Configuration) -> None:
    configuration["snapshot"]["retention"] = "7d"


def _several(configuration: Configuration) -> None:
    configuration["dbs"][1]["replicas"] = [configuration["dbs"][1].pop("replica")]


def _interval_in_replica(configuration: Configuration) -> None:
    configuration["dbs"][1]["replica"]["snapshot-interval"] = "1h"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_into_replica, "dbs[0].replica.retention is ignored"),
        (_misspelt, "l0_retention is ignored"),
        (_in_days, "snapshot.retention cannot be '7d'"),
        (_several, "dbs[1].replicas is ignored"),
        (_interval_in_replica, "dbs[1].replica.snapshot-interval is ignored"),
    ],
)
def test_what_would_be_ignored_is_found(
    ours: Configuration, spoil: Callable[[Configuration], None], said: str
) -> None:
    spoilt = copy.deepcopy(ours)
    spoil(spoilt)
    assert list(wrong_with(spoilt)) == [said]


def test_the_binary_does_ignore_a_misplaced_retention(ours: Configuration, tmp_path: Path) -> None:
    """Which is why it is looked for: it reads the file without a word."""
    _into_replica(ours)
    for database in ours["dbs"]:
        database["replica"]["url"] = f"file://{tmp_path}/replica"
    ours["dbs"] = [{**ours["dbs"][0], "path": str(tmp_path / "control.db")}]
    file = tmp_path / "litestream.yml"
    file.write_text(yaml.safe_dump(ours))
    done = subprocess.run(
        [find_program(), "databases", "-config", file], capture_output=True, text=True, check=True
    )
    assert "control.db" in done.stdout
    assert done.stderr == ""


def test_it_keeps_what_is_promised(ours: Configuration) -> None:
    assert ours["snapshot"] == {"interval": "1h", "retention": "168h"}
    assert retention_hours() == 7 * 24
    assert ours["l0-retention"] == "24h"
    assert {each["replica"]["sync-interval"] for each in ours["dbs"]} == {"1s"}
    assert [each["interval"] for each in ours["levels"]] == ["30s", "5m", "1h"]
    assert [PRECISION[level] for level in (1, 2, 3)] == [30, 300, 3600]
    assert ours["socket"]["enabled"]
    assert ours["socket"]["permissions"] == 0o660


def test_every_variable_in_it_is_given(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, litestream="supervised")
    places = Places.from_settings(settings, {})
    assert places
    given = variables(settings, places)
    text = configuration_file().read_text()
    assert set(given) == {each.split("}")[0] for each in text.split("${")[1:]}


def test_a_socket_with_too_long_a_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="CAMERASHEET_LITESTREAM_SOCKET"):
        socket_path(Settings(data=tmp_path / ("long" * 30)))
