"""A pod template, read: its containers in the order in which they start."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.rehearsal.manifests import Document, Manifests

Secrets = Mapping[str, Mapping[str, str]]
"""The Secrets of the namespace: no overlay has any."""


@dataclass(frozen=True, slots=True)
class Probe:
    """An ``httpGet`` of ours: where, and how often it may fail."""

    path: str
    port: int
    period: float
    timeout: float
    failures: int


@dataclass(frozen=True, slots=True)
class Mount:
    """A volume and where a container sees it."""

    volume: str
    path: str


@dataclass(frozen=True, slots=True)
class Container:
    """``sidecar``: an init container that stays (``restartPolicy: Always``)."""

    name: str
    image: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    mounts: tuple[Mount, ...]
    ports: tuple[int, ...]
    probes: Mapping[str, Probe]
    directory: str | None
    init: bool
    sidecar: bool
    before_stop: tuple[str, ...]
    """The command of its ``preStop``; () where there is none."""


@dataclass(frozen=True, slots=True)
class Volume:
    """``files`` are those of a ConfigMap or a Secret; ``claimed`` ones outlive the pod."""

    name: str
    claimed: bool
    files: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Pod:
    """``grace`` is in seconds, from SIGTERM to SIGKILL, for all containers together."""

    name: str
    containers: tuple[Container, ...]
    volumes: tuple[Volume, ...]
    grace: float


def stateful_pod(manifests: Manifests, name: str, secrets: Secrets) -> Pod:
    """The one pod of a StatefulSet."""
    spec = manifests.one("StatefulSet", name)["spec"]
    assert spec["replicas"] == 1
    claims = [each["metadata"]["name"] for each in spec["volumeClaimTemplates"]]
    return _Reader(manifests, secrets).pod(f"{name}-0", spec["template"]["spec"], claims)


def job_pod(manifests: Manifests, name: str, secrets: Secrets) -> Pod:
    """The pod that a CronJob makes."""
    template = manifests.one("CronJob", name)["spec"]["jobTemplate"]["spec"]["template"]
    return _Reader(manifests, secrets).pod(name, template["spec"], [])


@dataclass(frozen=True, slots=True)
class _Reader:
    manifests: Manifests
    secrets: Secrets

    def pod(self, name: str, spec: Document, claims: list[str]) -> Pod:
        containers = [
            *(self._container(each, init=True) for each in spec.get("initContainers", [])),
            *(self._container(each, init=False) for each in spec["containers"]),
        ]
        volumes = [Volume(each, True, None) for each in claims]
        volumes += [self._volume(each) for each in spec.get("volumes", [])]
        grace = float(spec.get("terminationGracePeriodSeconds", 30))
        return Pod(name, tuple(containers), tuple(volumes), grace)

    def _container(self, said: Document, *, init: bool) -> Container:
        ports = {each["name"]: int(each["containerPort"]) for each in said.get("ports", [])}
        mounts = [Mount(each["name"], each["mountPath"]) for each in said.get("volumeMounts", [])]
        assert not any(each.get("subPath") for each in said.get("volumeMounts", []))
        return Container(
            name=said["name"],
            image=said["image"],
            command=(*said["command"], *said.get("args", [])),
            environment=dict(self._environment(said)),
            mounts=tuple(mounts),
            ports=tuple(ports.values()),
            probes={
                kind: _probe(said[f"{kind}Probe"], ports)
                for kind in ("startup", "readiness", "liveness")
                if f"{kind}Probe" in said
            },
            directory=said.get("workingDir"),
            init=init,
            sidecar=init and said.get("restartPolicy") == "Always",
            before_stop=_before_stop(said),
        )

    def _environment(self, said: Document) -> Iterator[tuple[str, str]]:
        """As Kubernetes does it: ``env`` wins over ``envFrom``."""
        for source in said.get("envFrom", []):
            yield from self.manifests.one("ConfigMap", source["configMapRef"]["name"])[
                "data"
            ].items()
        for each in said.get("env", []):
            value = each.get("value")
            if value is None:
                value = self._secret(each["valueFrom"]["secretKeyRef"])
            if value is not None:
                yield each["name"], value

    def _secret(self, asked: Document) -> str | None:
        """Raises ``LookupError`` where Kubernetes would not start the container."""
        found = self.secrets.get(asked["name"], {}).get(asked["key"])
        if found is None and not asked.get("optional"):
            raise LookupError(f"Secret {asked['name']} has no {asked['key']}")
        return found

    def _volume(self, said: Document) -> Volume:
        files: Mapping[str, str] | None = None
        if "configMap" in said:
            files = _data(self.manifests.one("ConfigMap", said["configMap"]["name"]))
        elif "secret" in said:
            files = self.secrets[said["secret"]["secretName"]]
        else:
            assert "emptyDir" in said, said
        return Volume(said["name"], False, files)


def _data(config_map: Document) -> dict[str, str]:
    binary = config_map.get("binaryData", {})
    found = {name: base64.b64decode(text).decode() for name, text in binary.items()}
    return {**config_map.get("data", {}), **found}


def _before_stop(said: Document) -> tuple[str, ...]:
    hooks = said.get("lifecycle", {})
    assert hooks.keys() <= {"preStop"}
    return tuple(hooks["preStop"]["exec"]["command"]) if hooks else ()


def _probe(said: Document, ports: Mapping[str, int]) -> Probe:
    get: Any = said["httpGet"]
    return Probe(
        path=get["path"],
        port=ports.get(get["port"], get["port"]),
        period=float(said.get("periodSeconds", 10)),
        timeout=float(said.get("timeoutSeconds", 1)),
        failures=int(said.get("failureThreshold", 3)),
    )
