"""A ``kubectl`` for the rehearsed pod: as much of it as the runbook uses, and no more.

A script of that name on the PATH of a shell hands its words over a Unix socket to us; what is not
known here is refused, so that no command of the runbook passes without having done something.
"""

from __future__ import annotations

import json
import os
import re
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.rehearsal.cluster import Cluster
from tests.rehearsal.manifests import rendered

POD = "camerasheet-0"

_SCRIPT = """#!{python}
import json, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect({socket!r})
    typed = sys.stdin.read() if "--stdin" in sys.argv else ""
    line.sendall(json.dumps([sys.argv[1:], typed]).encode() + b"\\n")
    code, said = json.loads(line.makefile().readline())
sys.stdout.write(said)
sys.exit(code)
"""


class Kubectl:
    """Answers as ``kubectl`` would, about one cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._server = cluster.server
        # The runbook is for shows; what is rehearsed is the overlay that has its own store.
        self._namespace = next(rendered("overlays/prod").every("Namespace"))["metadata"]["name"]
        self._runs = True

    def answer(self, words: list[str], typed: str) -> tuple[int, str]:
        """The exit code, and what is printed."""
        own, inner = " ".join(words), list[str]()
        if "--" in words:
            at = words.index("--")
            own, inner = " ".join(words[:at]), words[at + 1 :]
        found = re.fullmatch(rf"--namespace {self._namespace} (.*)", own)
        if found is None:
            return 1, f"error: not the namespace {self._namespace}: {own}\n"
        try:
            return self._carry_out(found[1], inner, typed)
        except (AssertionError, LookupError) as error:
            return 1, f"error: {error}\n"

    def _carry_out(self, asked: str, inner: list[str], typed: str) -> tuple[int, str]:
        if asked == "get pods":
            ready = self._runs and self._server.probe("app", "readiness")
            return 0, f"NAME           READY\n{POD}  {'2/2' if ready else '0/2'}\n"
        if found := re.fullmatch(rf"exec --stdin {POD} --container (app)", asked):
            return self._execute(found[1], inner, typed)
        if found := re.fullmatch(rf"logs {POD} --container (\w+)", asked):
            log = self._server.place / f"{found[1]}.log"
            return 0, log.read_text(errors="replace")
        if found := re.fullmatch(rf"delete pod {POD}(?: --grace-period=(\d+))?", asked):
            self._server.stop(float(found[1]) if found[1] else None)
            self._server.start()
            return 0, f'pod "{POD}" deleted\n'
        if found := re.fullmatch(r"scale statefulset camerasheet --replicas=([01])", asked):
            return self._scale(found[1] == "1")
        if asked == f"delete pvc data-{POD}":
            assert not self._runs, "the pod holds its volume"
            self._cluster.lose_the_volume()
            return 0, f'persistentvolumeclaim "data-{POD}" deleted\n'
        if asked == "rollout status statefulset camerasheet":
            ready = self._runs and self._server.probe("app", "readiness")
            return 0 if ready else 1, ""
        if re.fullmatch(r"create job --from=cronjob/camerasheet-daily [a-z0-9-]+", asked):
            return 0, self._cluster.daily()
        return 1, f"error: this kubectl does not know: {asked}\n"

    def _execute(self, container: str, inner: list[str], typed: str) -> tuple[int, str]:
        log = self._cluster.place / "kubectl.log"
        log.unlink(missing_ok=True)
        code = self._server.execute(container, inner, log, typed)
        return code, log.read_text(errors="replace")

    def _scale(self, up: bool) -> tuple[int, str]:
        if up and not self._runs:
            self._server.start()
        elif not up and self._runs:
            self._server.stop()
        self._runs = up
        return 0, "statefulset.apps/camerasheet scaled\n"


@contextmanager
def on_the_path(kubectl: Kubectl, directory: Path) -> Iterator[str]:
    """``directory`` holds the script and its socket meanwhile; the PATH that finds it first."""
    path = directory / "kubectl.sock"

    class Answering(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            said = kubectl.answer(*json.loads(self.rfile.readline()))
            self.wfile.write(json.dumps(said).encode() + b"\n")

    with socketserver.UnixStreamServer(str(path), Answering) as server:
        script = directory / "kubectl"
        script.write_text(_SCRIPT.format(python=sys.executable, socket=str(path)))
        script.chmod(0o700)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"{directory}:{Path(sys.executable).parent}:{os.defpath}"
        finally:
            server.shutdown()
            thread.join()
            path.unlink()
