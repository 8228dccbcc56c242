"""``python -m tests.cli.warmed ADDRESS``: what `tests.cli.warm` forks its commands from."""

from __future__ import annotations

import importlib
import json
import os
import runpy
import signal
import socket
import sys
from typing import Any, Final

LIBRARIES: Final = (
    *("argon2", "click", "flask", "flask_compress", "flask_sock", "flask_wtf.csrf", "htmx_flask"),
    *("pydantic", "pydantic._internal._generate_schema", "pydantic._internal._model_construction"),
    *("asyncio", "gunicorn.app.base", "http.client", "sqlalchemy", "sqlalchemy.dialects.sqlite"),
    *("ulid", "werkzeug", "wsproto"),
)


def wait_for_a_command(address: str) -> socket.socket:
    """Fork for each that is asked for. Returns in the forked process, with whoever asked."""
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen()
        print("open", flush=True)
        while True:
            asking, _ = door.accept()
            if os.fork() == 0:
                return asking
            asking.close()


def become_the_command(asking: socket.socket) -> None:
    """Fork once more, and wait for that one's end. Returns in the command's own process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, files, _, _ = socket.recv_fds(asking, 1, 3)
    with asking.makefile("rb") as reader:
        request: dict[str, Any] = json.load(reader)
    command = os.fork()
    if command:
        asking.sendall(b"%d\n" % command)
        _, status = os.waitpid(command, 0)
        asking.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
        os._exit(0)
    asking.close()
    for ours, theirs in enumerate(files):
        os.dup2(theirs, ours)
        os.close(theirs)
    os.chdir(request["directory"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["camerasheet", *request["words"]]


if __name__ == "__main__":
    for library in LIBRARIES:
        importlib.import_module(library)
    assert not [name for name in sys.modules if name.startswith("camerasheet")]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the guardians
    become_the_command(wait_for_a_command(sys.argv[1]))
    runpy.run_module("camerasheet.cli", run_name="__main__", alter_sys=True)
