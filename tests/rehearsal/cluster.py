"""The dev overlay on this machine: its S3 store, its server, its daily job."""

from __future__ import annotations

import json
import secrets as randomness
import shutil
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.rehearsal.containers import Pod, Secrets, job_pod, stateful_pod
from tests.rehearsal.kubelet import Kubelet, Say
from tests.rehearsal.manifests import Document, rendered
from tests.rehearsal.processes import PATIENCE
from tests.rehearsal.table import LOOPBACK, Table

OVERLAY = "overlays/dev"


class Cluster:
    """Nothing runs yet: start ``store``, then ``server``."""

    def __init__(self, place: Path, say: Say) -> None:
        self.place = place
        self.say = say
        self.manifests = rendered(OVERLAY)
        self.secrets: dict[str, dict[str, str]] = {
            "camerasheet": {"secret-key": randomness.token_hex(32)},
            "camerasheet-s3": {
                "access-key-id": randomness.token_hex(8),
                "secret-access-key": randomness.token_hex(16),
            },
        }
        self.table = self._table()
        self.store = self._kubelet("s3")
        self.server = self._kubelet("camerasheet")

    def _table(self) -> Table:
        """What both pods must agree on: ports, and the services by name."""
        table = Table()
        table.address("0.0.0.0", LOOPBACK)
        for port in self._every_port():
            table.port(port)
        for service in self.manifests.every("Service"):
            if service["spec"].get("clusterIP") == "None":
                continue
            name = service["metadata"]["name"]
            for port in service["spec"]["ports"]:
                here = f"{LOOPBACK}:{table.port(self._target(service, port))}"
                table.host(f"{name}:{port['port']}", here)
                if port["port"] == 80:
                    table.host(name, here)
        return table

    def _every_port(self) -> list[int]:
        """Of both pods, also those that a store uses within itself (``-….port…=N``)."""
        found: list[int] = []
        for name in ("camerasheet", "s3"):
            for container in self._pod(name).containers:
                found += container.ports
                options = (word.partition("=") for word in container.command)
                found += [
                    int(value) for option, _, value in options if ".port" in option and int(value)
                ]
        return list(dict.fromkeys(found))

    def _target(self, service: Document, port: Document) -> int:
        """The port of the containers that a service's port leads to."""
        for name in ("camerasheet", "s3"):
            labels = self.manifests.one("StatefulSet", name)["spec"]["template"]["metadata"]
            if service["spec"]["selector"].items() <= labels["labels"].items():
                spec = self.manifests.one("StatefulSet", name)["spec"]["template"]["spec"]
                for each in (p for c in spec["containers"] for p in c.get("ports", [])):
                    if each["name"] == port["targetPort"]:
                        return int(each["containerPort"])
        raise LookupError(f"{service['metadata']['name']} leads nowhere")

    def _pod(self, name: str) -> Pod:
        return stateful_pod(self.manifests, name, self.secrets)

    def _kubelet(self, name: str) -> Kubelet:
        return Kubelet(self._pod(name), self.place / name, self.table, self.say)

    # -- what an admin does ---------------------------------------------------------------------

    def start(self) -> None:
        """The store, then the server, each until it is ready."""
        self.store.start()
        self.server.start()

    @property
    def data(self) -> Path:
        """The server's volume."""
        return self.server.volume("data")

    def camerasheet(self, *words: str) -> str:
        """``kubectl exec camerasheet-0 -c app -- camerasheet …``; what it printed."""
        log = self.place / "exec.log"
        log.unlink(missing_ok=True)
        code = self.server.execute("app", ["camerasheet", *words], log)
        said = log.read_text()
        assert code == 0, said
        return said

    @cached_property
    def token(self) -> str:
        """An admin's token, also put where the daily job looks for it."""
        token = self.camerasheet("token", "create", "--role", "admin").split()[-1]
        self.secrets["camerasheet-daily"] = {"token": token}
        return token

    def daily(self) -> str:
        """The CronJob's pod, run once; what it printed."""
        assert self.token
        secrets: Secrets = self.secrets
        pod = job_pod(self.manifests, "camerasheet-daily", secrets)
        job = Kubelet(pod, self.place / "daily", self.table, self.say)
        try:
            return job.run_to_end()
        finally:
            job.kill()

    def lose_the_volume(self) -> None:
        """``kubectl delete pvc``: what was on the disk is gone. The pod must not run."""
        shutil.rmtree(self.data)

    # -- what the crew does -----------------------------------------------------------------------

    def call(self, method: str, path: str, body: object = None) -> Any:
        """One request to the API, as an admin; its JSON."""
        url = f"http://{LOOPBACK}:{self.server.port('app')}{path}"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read())

    def write_note(self, text: str) -> int:
        """One edit, acknowledged: the notes of the demo show's first cue. Its seq."""
        sheet = self.call("GET", "/api/shows/spring-gala/sheet")
        cue = sheet["cues"][0]
        edit = {"kind": "write_cue", "cue": cue["id"], "field": "notes", "value": text}
        body = {"id": randomness.token_hex(16), "edit": edit}
        return int(self.call("POST", "/api/shows/spring-gala/edits", body)["seq"])

    def note(self) -> tuple[int, str]:
        """The show's seq, and what ``write_note`` wrote last."""
        sheet = self.call("GET", "/api/shows/spring-gala/sheet")
        return int(sheet["seq"]), str(sheet["cues"][0]["notes"])

    def wait_until_replicated(self) -> float:
        """Until the replica has everything of this moment, as the server says; in seconds."""
        began, now = time.monotonic(), datetime.now(UTC)
        path = "/api/shows/spring-gala/backups/litestream/status"
        while True:
            status = self.call("GET", path)
            synced = [each["last_sync"] or "" for each in status["databases"]]
            if synced and all(at and datetime.fromisoformat(at) >= now for at in synced):
                assert status["status"] == "active", status
                return time.monotonic() - began
            assert time.monotonic() - began < PATIENCE, status
            time.sleep(0.2)


@contextmanager
def cluster(say: Say = print) -> Iterator[Cluster]:
    """Everything in it ends with the block; its files too."""
    # A short path: Unix sockets have room for about 100 characters.
    place = Path(tempfile.mkdtemp(prefix="pod-", dir="/tmp"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        made = Cluster(place, say)
        stack.callback(made.store.kill)
        stack.callback(made.server.kill)
        yield made
