"""k8s/monitoring: what it asks for is what /metrics has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.web.metrics import scraped
from tests.rehearsal.manifests import ROOT, Document, rendered

DIRECTORY = "monitoring"
WHILE_REPLICATING = {"camerasheet_replica_lag_seconds"}
"""There only while there is a replica."""


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names that can be asked for, of every figure there is."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("metrics") / "data"))
    place = app.extensions["camerasheet"]
    try:
        families = list(text_string_to_metric_families(scraped(place).decode()))
    finally:
        place.drain(1)
    names = {f"{each.name}_total" if each.type == "counter" else each.name for each in families}
    return names | WHILE_REPLICATING


def asked(text: str) -> set[str]:
    """The names in a Prometheus expression."""
    return set(re.findall(r"\bcamerasheet_\w+", text))


def panels() -> Iterator[Document]:
    path: Path = ROOT / "k8s" / DIRECTORY / "camerasheet.json"
    yield from json.loads(path.read_text())["panels"]


def rules() -> Iterator[Document]:
    rule = rendered(DIRECTORY).one("PrometheusRule", "camerasheet")
    for group in rule["spec"]["groups"]:
        yield from group["rules"]


def test_the_dashboard_shows_every_figure_and_no_other(metrics: set[str]) -> None:
    expressions = [target["expr"] for panel in panels() for target in panel["targets"]]
    assert asked(" ".join(expressions)) == metrics


def test_panels_have_places_of_their_own() -> None:
    numbers = [panel["id"] for panel in panels()]
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels()]
    assert len(set(numbers)) == len(set(places)) == len(numbers)


def test_the_dashboard_is_what_grafana_is_given() -> None:
    (given,) = rendered(DIRECTORY).every("ConfigMap")
    assert given["metadata"]["labels"] == {"grafana_dashboard": "1"}
    text = (ROOT / "k8s" / DIRECTORY / "camerasheet.json").read_text()
    assert given["data"] == {"camerasheet.json": text}


def test_alerts_ask_for_figures_that_exist(metrics: set[str]) -> None:
    for rule in rules():
        assert asked(rule["expr"]), rule
        assert asked(rule["expr"]) <= metrics
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert rule["annotations"].keys() == {"summary", "description"}


def test_the_alert_on_size_is_the_setting_s_default() -> None:
    (rule,) = (each for each in rules() if each["alert"] == "CamerasheetDatabaseLarge")
    assert float(rule["expr"].rpartition(">")[2]) == Settings().database_alert_mb * 1e6


def test_prometheus_finds_the_server_once() -> None:
    monitor = rendered(DIRECTORY).one("ServiceMonitor", "camerasheet")["spec"]
    wanted = monitor["selector"]["matchLabels"].items()
    found = [
        each["metadata"]["name"]
        for each in rendered("overlays/prod").every("Service")
        if wanted <= each["metadata"]["labels"].items()
    ]
    assert found == ["camerasheet"]
    (endpoint,) = monitor["endpoints"]
    assert endpoint["path"] == "/metrics"
    text = (ROOT / "k8s/secrets.example.yaml").read_text()
    assert f"name: {endpoint['authorization']['credentials']['name']}" in text
