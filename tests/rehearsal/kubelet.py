"""What the kubelet does with one pod: start it in order, probe it, stop it in order."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.rehearsal.containers import Container, Pod, Probe, Volume
from tests.rehearsal.dockerfile import Dockerfile
from tests.rehearsal.manifests import ROOT
from tests.rehearsal.processes import PATIENCE, Process
from tests.rehearsal.table import Table

Say = Callable[[str], object]

OURS = "camerasheet"
"""What the name of our image ends in, before its tag."""


class Kubelet:
    """One pod. Its claimed volumes outlive it; everything else is made anew at each start."""

    def __init__(self, pod: Pod, place: Path, table: Table, say: Say) -> None:
        """``place`` is an empty directory with a short path: there are sockets in it."""
        self.pod = pod
        self.place = place
        self._say = say
        self._table = Table(list(table.rows))
        for path, volume in sorted(
            {m.path: m.volume for c in pod.containers for m in c.mounts}.items(), reverse=True
        ):
            self._table.path(path, str(self.volume(volume)))
        self._running: dict[str, Process] = {}
        place.mkdir(exist_ok=True)

    @property
    def table(self) -> Table:
        """The common rows, and those of this pod's volumes."""
        return self._table

    def volume(self, name: str) -> Path:
        """Where a volume is."""
        return self.place / name

    # -- starting -----------------------------------------------------------------------------

    def start(self) -> None:
        """Init containers one after the other, sidecars on the way, then the rest, until ready."""
        for volume in self.pod.volumes:
            self._provide(volume)
        for container in self.pod.containers:
            began = time.monotonic()
            process = self._run(container)
            if container.init and not container.sidecar:
                code = process.wait(PATIENCE)
                assert code == 0, f"{container.name} ended with {code}: {process.last_words()}"
                del self._running[container.name]
                self._say(f"{container.name}: done in {time.monotonic() - began:.1f} s")
                continue
            for kind in ("startup", "readiness"):
                self._wait_for(container, kind)
            self._say(f"{container.name}: runs after {time.monotonic() - began:.1f} s")

    def run_to_end(self) -> str:
        """A job's pod: what its one container printed. Raises ``AssertionError`` on failure."""
        for volume in self.pod.volumes:
            self._provide(volume)
        (container,) = self.pod.containers
        process = self._run(container)
        code = process.wait(PATIENCE)
        said = process.log()
        assert code == 0, f"{container.name} ended with {code}: {said}"
        del self._running[container.name]
        return said

    def _provide(self, volume: Volume) -> None:
        where = self.volume(volume.name)
        if volume.claimed:
            where.mkdir(exist_ok=True)
            return
        shutil.rmtree(where, ignore_errors=True)
        where.mkdir()
        for name, text in (volume.files or {}).items():
            (where / name).write_text(text)
            (where / name).chmod(0o440)

    def _run(self, container: Container) -> Process:
        directory = Path(self._table.here(container.directory or "/tmp"))  # WORKDIR
        log = self.place / f"{container.name}.log"
        command = [self._table.here(word) for word in container.command]
        process = Process(
            command,
            self.environment(container),
            directory if directory.is_dir() else self.place,
            log,
        )
        self._running[container.name] = process
        return process

    def environment(self, container: Container) -> dict[str, str]:
        """The image's, the manifest's over it; and nothing of ours but where programs are."""
        image: Mapping[str, str] = {}
        if container.image.rpartition(":")[0].endswith(OURS):
            image = Dockerfile.read(ROOT / "Dockerfile").stages[-1].environment
        said = {**image, **container.environment}
        here = {name: self._table.here(value) for name, value in said.items()}
        here["PATH"] = f"{Path(sys.executable).parent}:{os.defpath}"
        here.setdefault("HOME", self._table.here("/tmp"))
        here["TMPDIR"] = self._table.here("/tmp")
        return here

    # -- looking ------------------------------------------------------------------------------

    def container(self, name: str) -> Container:
        """Raises ``LookupError``."""
        for each in self.pod.containers:
            if each.name == name:
                return each
        raise LookupError(name)

    def process(self, name: str) -> Process:
        """Of a container that was started. Raises ``LookupError``."""
        return self._running[name]

    def port(self, container: str) -> int:
        """Where the first port of a container is, here."""
        return self._table.port(self.container(container).ports[0])

    def probe(self, container: str, kind: str) -> bool:
        """One probe, as the manifest says."""
        return self._answers(self.container(container).probes[kind])

    def failing(self) -> list[str]:
        """Liveness probes that fail as often as they may: whom the kubelet would restart."""
        return [
            each.name
            for each in self.pod.containers
            if "liveness" in each.probes and self._fails(each.probes["liveness"])
        ]

    def _fails(self, probe: Probe) -> bool:
        for _ in range(probe.failures):
            if self._answers(probe):
                return False
            time.sleep(0.1)
        return True

    def _answers(self, probe: Probe) -> bool:
        url = f"http://127.0.0.1:{self._table.port(probe.port)}{probe.path}"
        try:
            with urllib.request.urlopen(url, timeout=probe.timeout) as answer:
                return 200 <= int(answer.status) < 400
        except OSError:
            return False

    def _wait_for(self, container: Container, kind: str) -> None:
        """As long as the manifest has patience for a start; a readiness probe has no end to it."""
        if kind not in container.probes:
            return
        probe = container.probes[kind]
        patience = probe.period * probe.failures if kind == "startup" else PATIENCE
        deadline = time.monotonic() + patience
        while not self._answers(probe):
            process = self._running[container.name]
            assert process.runs, f"{container.name} ended: {process.last_words()}"
            assert time.monotonic() < deadline, f"{container.name}: {kind}: {process.last_words()}"
            time.sleep(min(probe.period, 0.1))

    def execute(self, name: str, command: Sequence[str], log: Path, typed: str = "") -> int:
        """``kubectl exec``: a command beside a container, its exit code."""
        return self._beside(self.container(name), command, log, typed).wait(PATIENCE)

    def _beside(
        self, container: Container, command: Sequence[str], log: Path, typed: str = ""
    ) -> Process:
        words = [self._table.here(word) for word in command]
        place = Path(self._table.here("/tmp"))
        return Process(words, self.environment(container), place, log, typed)

    # -- ending -------------------------------------------------------------------------------

    def restart(self, name: str) -> None:
        """A container died and is started again by itself; init containers are not."""
        self._running[name].kill()
        container = self.container(name)
        self._run(container)
        for kind in ("startup", "readiness"):
            self._wait_for(container, kind)

    def stop(self, grace: float | None = None) -> list[str]:
        """SIGTERM: containers first, then sidecars in reverse; who ended, in order.

        Every ``preStop`` begins at once, a sidecar's too; nobody gets SIGTERM before its own has
        ended. What has not ended after ``grace`` seconds (left out, the pod's own), all of that
        included, is killed, and stands there as ``name (killed)``.
        """
        deadline = time.monotonic() + (self.pod.grace if grace is None else grace)
        hooks = {
            each.name: self._beside(each, each.before_stop, self.place / f"{each.name}.hook.log")
            for each in self.pod.containers
            if each.before_stop and each.name in self._running
        }
        ended: list[str] = []
        main = [each.name for each in self.pod.containers if not each.init]
        sidecars = [each.name for each in reversed(self.pod.containers) if each.sidecar]
        for group in (main, *([name] for name in sidecars)):
            running = [name for name in group if name in self._running]
            for name in running:
                if name in hooks:
                    hooks[name].end_by(deadline)
                self._running[name].terminate()
            for name in running:
                process = self._running.pop(name)
                try:
                    process.wait(max(0.0, deadline - time.monotonic()))
                    ended.append(name)
                except subprocess.TimeoutExpired:
                    ended.append(f"{name} (killed)")
                finally:
                    process.kill()
        return ended

    def kill(self) -> None:
        """SIGKILL for everything at once, as when a node dies."""
        for process in self._running.values():
            process.kill()
        self._running.clear()
