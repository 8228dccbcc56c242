"""The process that reads a file apart, as a fork of one that has imported everything already.

An operation that is killed at twenty steps has some forty files read: forty new interpreters would
spend a minute on imports. The forks do what ``python -m camerasheet.snapshots.inspect`` does,
within the same limits.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from multiprocessing.connection import Client, Listener
from pathlib import Path
from typing import Any

from camerasheet.snapshots import inspect

INSPECT = "camerasheet.snapshots.inspect"


def in_child(work: Callable[[], Any]) -> tuple[int, str]:
    """Run something in a fork; how that ended (as ``waitpid`` says), and the JSON it returned."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            os.write(writing, json.dumps(work()).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    return status, said


@contextmanager
def examined_by_forks(directory: Path) -> Iterator[None]:
    """Within the block, this process and its forks have files read by forks of this one as it is
    now. It must have one thread."""
    address = str(directory / "examiner")
    with Listener(address) as listener:  # its name goes with the block
        server = os.fork()
        if server == 0:
            _serve(listener)
        usual = subprocess.run
        subprocess.run = _asking(address, usual)
        try:
            yield
        finally:
            subprocess.run = usual
            os.kill(server, signal.SIGKILL)
            os.waitpid(server, 0)


def _serve(listener: Listener) -> None:
    while True:
        with suppress(OSError, EOFError), listener.accept() as asking:
            wanted = asking.recv_bytes().decode()
            status, said = in_child(lambda wanted=wanted: _answer(wanted))  # type: ignore[misc]
            asking.send((os.waitstatus_to_exitcode(status), said))


def _answer(wanted: str) -> Any:
    sys.stdin = io.StringIO(wanted)
    with redirect_stdout(io.StringIO()) as said:
        inspect.main()
    return json.loads(said.getvalue())


def _asking(address: str, usual: Callable[..., Any]) -> Callable[..., Any]:
    def run(command: list[str], *arguments: Any, **named: Any) -> Any:
        if command[-1] != INSPECT:
            return usual(command, *arguments, **named)
        with Client(address) as server:
            server.send_bytes(named["input"])
            code, said = server.recv()
        return subprocess.CompletedProcess(command, code, said.encode(), b"")

    return run
