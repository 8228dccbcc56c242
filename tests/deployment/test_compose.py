"""compose.yaml: read as Compose reads it, and true of the program. No Docker is at hand."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from camerasheet import __version__
from camerasheet.config import PREFIX, Settings, declarations
from camerasheet.gunicorn_conf import DRAIN_SECONDS, GRACEFUL_SECONDS
from camerasheet.replica.configuration import variables
from camerasheet.replica.places import Places
from tests.deployment.test_manifests import NEW_SHOW_SECONDS
from tests.rehearsal.manifests import ROOT

Service = dict[str, Any]
OURS = ("recover", "litestream", "app", "migrate", "seed", "reset")
FILLED_IN = {
    "CAMERASHEET_SECRET_KEY": "k" * 64,
    "AWS_ACCESS_KEY_ID": "id",
    "AWS_SECRET_ACCESS_KEY": "key",
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return read


@pytest.fixture
def services(compose: dict[str, Any]) -> dict[str, Service]:
    found: dict[str, Service] = compose["services"]
    return found


def interpolated(service: Service) -> dict[str, str]:
    """Its environment with ``FILLED_IN`` for ``.env``; a default where that has nothing."""

    def value(found: re.Match[str]) -> str:
        return FILLED_IN.get(found[1]) or (found[3] if found[2] == ":-" else "")

    pattern = re.compile(r"\$\{(\w+)(:-|:\?)([^}]*)\}")
    return {name: pattern.sub(value, text) for name, text in service["environment"].items()}


def seconds(text: str) -> float:
    return float(text.removesuffix("s"))


def test_there_is_no_default_password() -> None:
    text = (ROOT / "compose.yaml").read_text()
    for name in FILLED_IN:
        assert f"${{{name}:?" in text, "it must be refused when it is left out"
        assert f"${{{name}:-" not in text
        assert re.search(rf"^{name}=$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert "${CAMERASHEET_ADMIN_PASSWORD:-}" in text


def test_what_may_be_filled_in_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text()
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text()))
    assert asked == set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE))


def test_variables_are_settings(services: dict[str, Service]) -> None:
    declared = {entry.name for entry in declarations()}
    for name in OURS:
        environment = interpolated(services[name])
        assert {each for each in environment if each.startswith(PREFIX)} <= declared
        Settings.from_environment(environment)


def test_litestream_is_told_what_the_server_is(services: dict[str, Service]) -> None:
    server = interpolated(services["app"])
    settings = Settings.from_environment(server)
    assert settings.litestream == "sidecar"
    places = Places.from_settings(settings, server)
    assert places
    told = interpolated(services["litestream"])
    expected = variables(settings, places)
    assert {name: told[name] for name in expected} == expected
    for name in ("LITESTREAM_ACCESS_KEY_ID", "LITESTREAM_SECRET_ACCESS_KEY"):
        assert told[name] == places.environment[name]


def test_order_of_start_and_stop(services: dict[str, Service]) -> None:
    """Compose stops in the reverse order of what depends on what."""
    done = {"condition": "service_completed_successfully"}
    started = {"condition": "service_started"}
    assert services["app"]["depends_on"] == {"recover": done, "litestream": started}
    assert services["litestream"]["depends_on"] == {"recover": done}
    assert services["recover"]["depends_on"] == {"s3": {"condition": "service_healthy"}}


def test_there_is_time_to_stop(services: dict[str, Service]) -> None:
    assert seconds(services["app"]["stop_grace_period"]) > DRAIN_SECONDS + GRACEFUL_SECONDS + 5
    litestream = yaml.safe_load((ROOT / "litestream.yml").read_text())
    patience = seconds(services["litestream"]["stop_grace_period"])
    assert patience > seconds(litestream["shutdown-sync-timeout"]) + 5
    hook = {"command": ["sleep", str(NEW_SHOW_SECONDS)]}
    assert services["litestream"]["pre_stop"] == [hook], "a new show would be left out"


def test_volumes_are_named_and_shared(
    compose: dict[str, Any], services: dict[str, Service]
) -> None:
    for service in services.values():
        for volume in service["volumes"]:
            source = volume.partition(":")[0]
            assert source in compose["volumes"] or (ROOT / source).is_file()
    assert set(services["app"]["volumes"]) < set(services["litestream"]["volumes"])
    assert "./litestream.yml:/etc/litestream/litestream.yml:ro" in services["litestream"]["volumes"]


def test_every_container_of_ours_is_confined(services: dict[str, Service]) -> None:
    for name in OURS:
        service = services[name]
        assert service["image"] == f"camerasheet:{__version__}"
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_store_is_that_of_the_dev_overlay(services: dict[str, Service]) -> None:
    text = (ROOT / "k8s/overlays/dev/s3.yaml").read_text()
    assert f"image: {services['s3']['image']}" in text
    assert "-bucket=camerasheet" in services["s3"]["command"]


def test_what_runs_once_runs_only_when_asked(services: dict[str, Service]) -> None:
    for name in ("migrate", "seed", "reset"):
        assert services[name]["profiles"] == ["once"]
        assert services[name]["command"] == ["camerasheet", name]


def test_nobody_outside_the_machine_is_let_in_unless_asked(services: dict[str, Service]) -> None:
    assert services["app"]["ports"] == ["${CAMERASHEET_PUBLISH:-127.0.0.1:8000}:8000"]
    assert "ports" not in services["s3"]
