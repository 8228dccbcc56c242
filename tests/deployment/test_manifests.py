"""k8s/, rendered: valid for Kubernetes, and true of the program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml

from camerasheet import __version__
from camerasheet.config import PREFIX, Settings, declarations
from camerasheet.gunicorn_conf import DRAIN_SECONDS, GRACEFUL_SECONDS
from camerasheet.replica.configuration import variables
from camerasheet.replica.places import Places
from tests.rehearsal.containers import Pod, stateful_pod
from tests.rehearsal.manifests import ROOT, Document, Manifests, rendered

OVERLAYS = ("overlays/dev", "overlays/prod")
KUBERNETES = ("1.29", "1.37")
"""The first with native sidecars, and the newest that kubernetes-validate knows."""

NEW_SHOW_SECONDS = 4
"""Litestream has replicated a show that is as old as that; see docs/litestream.md."""

SECRETS = {
    "camerasheet": {"secret-key": "k" * 64},
    "camerasheet-s3": {"access-key-id": "id", "secret-access-key": "key"},
    "camerasheet-daily": {"token": "t"},
}


@pytest.fixture(params=OVERLAYS)
def manifests(request: pytest.FixtureRequest) -> Manifests:
    return rendered(request.param)


@pytest.fixture
def pod(manifests: Manifests) -> Pod:
    return stateful_pod(manifests, "camerasheet", SECRETS)


def templates(manifests: Manifests) -> Iterator[Document]:
    """Every pod that anything makes."""
    for each in manifests.every("StatefulSet"):
        yield each["spec"]["template"]["spec"]
    for each in manifests.every("CronJob"):
        yield each["spec"]["jobTemplate"]["spec"]["template"]["spec"]


def containers(manifests: Manifests) -> Iterator[Document]:
    for spec in templates(manifests):
        yield from spec.get("initContainers", [])
        yield from spec["containers"]


@pytest.mark.parametrize("version", KUBERNETES)
def test_every_document_is_valid(manifests: Manifests, version: str) -> None:
    for each in manifests.documents:
        kubernetes_validate.validate(each, version, strict=True)


def test_what_there_is(manifests: Manifests) -> None:
    kinds = {each["kind"] for each in manifests.documents}
    assert kinds >= {"StatefulSet", "Service", "Ingress", "NetworkPolicy", "PodDisruptionBudget"}
    assert kinds >= {"ConfigMap", "CronJob", "ServiceAccount", "Namespace"}
    assert "Secret" not in kinds, "a secret in a repository is none"


def test_everything_is_in_the_namespace(manifests: Manifests) -> None:
    (namespace,) = manifests.every("Namespace")
    for each in manifests.documents:
        if each["kind"] != "Namespace":
            assert each["metadata"]["namespace"] == namespace["metadata"]["name"], each["kind"]


def test_litestream_is_configured_by_the_file_at_the_top(manifests: Manifests) -> None:
    top = (ROOT / "litestream.yml").read_text()
    assert (ROOT / "k8s/base/litestream.yml").read_text() == top, "run “make manifests”"
    found = [each["data"] for each in manifests.every("ConfigMap")]
    assert {"litestream.yml": top} in found


def test_order_of_start_and_stop(pod: Pod) -> None:
    recover, litestream, app = pod.containers
    assert recover.init
    assert not recover.sidecar, "nothing would wait for it"
    assert recover.command == ("camerasheet", "recover")
    assert litestream.sidecar, "it would stop before the server"
    assert not litestream.probes, "the server would wait for it"
    assert app.command == ("camerasheet", "serve")


def test_there_is_time_for_the_last_writes(pod: Pod) -> None:
    litestream = yaml.safe_load((ROOT / "litestream.yml").read_text())
    sync = float(litestream["shutdown-sync-timeout"].removesuffix("s"))
    hooks = {each.name: each.before_stop for each in pod.containers if each.before_stop}
    assert hooks == {"litestream": ("sleep", str(NEW_SHOW_SECONDS))}
    # The hook begins together with the server's end; should it begin after it, there is time, too.
    assert pod.grace >= DRAIN_SECONDS + GRACEFUL_SECONDS + NEW_SHOW_SECONDS + sync + 10


def test_the_key_of_the_cookies_outlives_the_volume(manifests: Manifests) -> None:
    spec = manifests.one("StatefulSet", "camerasheet")["spec"]["template"]["spec"]
    (app,) = spec["containers"]
    (key,) = (each for each in app["env"] if each["name"] == "CAMERASHEET_SECRET_KEY")
    assert key["valueFrom"] == {"secretKeyRef": {"name": "camerasheet", "key": "secret-key"}}


def test_one_server_owns_the_volume(manifests: Manifests) -> None:
    server = manifests.one("StatefulSet", "camerasheet")
    assert server["spec"]["replicas"] == 1
    (claim,) = server["spec"]["volumeClaimTemplates"]
    assert claim["spec"]["accessModes"] == ["ReadWriteOnce"]
    for spec in templates(manifests):
        assert not [v for v in spec.get("volumes", []) if "persistentVolumeClaim" in v]


def test_mounts_are_volumes_and_every_volume_is_mounted(manifests: Manifests) -> None:
    for each in (*manifests.every("StatefulSet"), *manifests.every("CronJob")):
        spec = each["spec"].get("jobTemplate", each)["spec"]["template"]["spec"]
        claims = each["spec"].get("volumeClaimTemplates", [])
        volumes = {v["name"] for v in spec.get("volumes", [])}
        volumes |= {claim["metadata"]["name"] for claim in claims}
        mounts = [
            mount["name"]
            for container in (*spec.get("initContainers", []), *spec["containers"])
            for mount in container["volumeMounts"]
        ]
        assert set(mounts) == volumes


def test_variables_are_settings(pod: Pod) -> None:
    declared = {entry.name for entry in declarations()}
    for container in pod.containers:
        ours = {name for name in container.environment if name.startswith(PREFIX)}
        assert ours <= declared
        Settings.from_environment(container.environment)  # and every value is accepted


def test_litestream_is_told_what_the_server_is(pod: Pod) -> None:
    *_, litestream, app = pod.containers
    settings = Settings.from_environment(app.environment)
    assert settings.litestream == "sidecar"
    places = Places.from_settings(settings, app.environment)
    assert places
    expected = variables(settings, places)
    assert {name: litestream.environment[name] for name in expected} == expected
    for name in ("LITESTREAM_ACCESS_KEY_ID", "LITESTREAM_SECRET_ACCESS_KEY"):
        assert litestream.environment[name] == places.environment[name]


def test_the_server_and_the_sidecar_share_data_and_socket(pod: Pod) -> None:
    recover, litestream, app = ({m.path: m.volume for m in c.mounts} for c in pod.containers)
    assert recover == app
    settings = Settings.from_environment(pod.containers[-1].environment)
    assert settings.litestream_socket
    for path in (settings.data, settings.litestream_socket.parent):
        assert app[str(path)] == litestream[str(path)]


def test_ports(manifests: Manifests, pod: Pod) -> None:
    app = pod.containers[-1]
    settings = Settings.from_environment(app.environment)
    assert app.ports == (settings.port,)
    assert settings.host == "0.0.0.0"
    for service in ("camerasheet", "camerasheet-headless"):
        (port,) = manifests.one("Service", service)["spec"]["ports"]
        assert port["targetPort"] == "http"


def test_services_policies_and_the_budget_find_the_pod(manifests: Manifests) -> None:
    template = manifests.one("StatefulSet", "camerasheet")["spec"]["template"]
    labels = template["metadata"]["labels"].items()
    for name in ("camerasheet", "camerasheet-headless"):
        assert manifests.one("Service", name)["spec"]["selector"].items() <= labels
    budget = manifests.one("PodDisruptionBudget", "camerasheet")["spec"]
    policy = manifests.one("NetworkPolicy", "camerasheet")["spec"]
    assert budget["selector"]["matchLabels"].items() <= labels
    assert policy["podSelector"]["matchLabels"].items() <= labels
    daily = manifests.one("CronJob", "camerasheet-daily")["spec"]["jobTemplate"]["spec"]["template"]
    allowed = [each.get("podSelector") for each in policy["ingress"][0]["from"]]
    assert {"matchLabels": daily["metadata"]["labels"]} in allowed


def test_probes_ask_what_they_mean(pod: Pod) -> None:
    probes = pod.containers[-1].probes
    assert {kind: probe.path for kind, probe in probes.items()} == {
        "startup": "/healthz",
        "readiness": "/readyz",
        "liveness": "/healthz",  # looks at nothing that a restart would not mend
    }
    assert probes["startup"].period * probes["startup"].failures >= 60
    assert probes["liveness"].period * probes["liveness"].failures >= 30


def test_every_container_is_confined(manifests: Manifests) -> None:
    for spec in templates(manifests):
        security = spec["securityContext"]
        assert security["runAsNonRoot"]
        assert security["runAsUser"] > 0
        assert security["fsGroup"]
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}
        assert spec["automountServiceAccountToken"] is False
        assert spec["enableServiceLinks"] is False, "CAMERASHEET_PORT would be tcp://…"
    for each in containers(manifests):
        assert each["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert each["resources"]["requests"].keys() == {"cpu", "memory"}
        assert each["resources"]["limits"].keys() == {"cpu", "memory"}


def test_images_are_pinned(manifests: Manifests) -> None:
    for each in containers(manifests):
        name, _, tag = each["image"].rpartition(":")
        assert name
        assert tag[0].isdigit(), each["image"]
        if name.endswith("camerasheet"):
            assert tag == __version__


def test_websockets_last_and_snapshots_fit(manifests: Manifests, pod: Pod) -> None:
    ingress = manifests.one("Ingress", "camerasheet")
    said = {
        name.rpartition("/")[2]: value for name, value in ingress["metadata"]["annotations"].items()
    }
    assert int(said["proxy-read-timeout"]) >= 3600
    assert int(said["proxy-send-timeout"]) >= 3600
    settings = Settings.from_environment(pod.containers[-1].environment)
    assert int(said["proxy-body-size"].removesuffix("m")) * 1024**2 >= settings.max_upload_bytes
    assert settings.trusted_proxies == 1
    (path,) = ingress["spec"]["rules"][0]["http"]["paths"]
    assert path["backend"]["service"] == {"name": "camerasheet", "port": {"name": "http"}}


def test_the_secrets_that_are_asked_for_are_in_the_example(manifests: Manifests) -> None:
    text = (ROOT / "k8s/secrets.example.yaml").read_text()
    examples = {each["metadata"]["name"]: each for each in yaml.safe_load_all(text)}
    assert all(not value for each in examples.values() for value in each["stringData"].values())
    for name, key in _asked_secrets(manifests):
        assert name in examples
        assert key is None or f"{key}:" in text


def _asked_secrets(manifests: Manifests) -> Iterator[tuple[str, str | None]]:
    for spec in templates(manifests):
        for volume in spec.get("volumes", []):
            if "secret" in volume:
                yield volume["secret"]["secretName"], None
    for container in containers(manifests):
        for variable in container.get("env", []):
            asked: Any = variable.get("valueFrom", {}).get("secretKeyRef")
            if asked:
                yield asked["name"], asked["key"]


def test_nothing_in_k8s_is_left_out() -> None:
    listed: set[Path] = set()
    for kustomization in (ROOT / "k8s").rglob("kustomization.yaml"):
        said = yaml.safe_load(kustomization.read_text())
        names = [*said.get("resources", []), *said.get("patchesStrategicMerge", [])]
        for generator in said.get("configMapGenerator", []):
            names += [name.rpartition("=")[2] for name in generator.get("files", [])]
        listed |= {kustomization, *(kustomization.parent / name for name in names)}
    there = {path for path in (ROOT / "k8s").rglob("*") if path.is_file()}
    outside = {ROOT / "k8s/secrets.example.yaml", ROOT / "k8s/secrets.yaml"}
    junk = {path for path in there if "__pycache__" in path.parts}
    assert there - outside - junk == listed
