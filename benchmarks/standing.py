"""How soon the server is there, what it holds at rest and at work, and what it takes on a disk."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections import defaultdict
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from benchmarks.fanout.cores import on_the_crowds_core, server_core
from benchmarks.load.crowd import Crowd
from benchmarks.load.readings import Usage, usage
from benchmarks.machine import ROOT
from benchmarks.packages import needed_by
from benchmarks.servers.contestant import Running
from benchmarks.servers.peers import NodePeer
from benchmarks.servers.process import WORK
from benchmarks.servers.product import ProductContestant
from benchmarks.session import Session
from benchmarks.tables import number, spread, table

CLIENTS, ROUNDS, QUICK_ROUNDS = 1000, 5, 1
LOADED_RATE, LOADED_SECONDS = 600, 4.0
SETTLING_SECONDS = 1.0
MOST_PACKAGES = 8
WHEEL_PATIENCE = 60.0

Samples = dict[str, list[float]]


def run(session: Session) -> str:
    """Measure, and give the Markdown."""
    core = server_core()
    peer = NodePeer(batched=True)
    running = {
        "camerasheet": ProductContestant(html=True).prepare(core),
        peer.name: peer.prepare(core),
    }
    started: dict[str, Samples] = {name: defaultdict(list) for name in running}
    held: dict[str, list[tuple[str, Usage]]] = {}
    with on_the_crowds_core():
        for turn in session.turns(QUICK_ROUNDS if session.quick else ROUNDS, 0.5):
            session.say(f"starting, round {turn + 1}")
            for name, each in running.items():
                for how in ("warm", "cold"):
                    if how == "cold":
                        forget_files()
                    started[name][how].append(_start(each))
        session.say("memory at rest and at work")
        for name, each in running.items():
            held[name] = _memory(each, session)
    session.say("size on a disk")
    return "\n\n".join(_report(session, started, held))


def _start(running: Running) -> float:
    """Seconds from the start of the process until it answers."""
    began = time.monotonic()
    with running.server:
        return time.monotonic() - began


def forget_files() -> None:
    """Have the kernel forget the code of Python's packages, so that it is read from the disk.

    What other processes have mapped stays, so this is less cold than a machine just started.
    """
    places = (Path(os.__file__).parent, ROOT / ".venv" / "lib", ROOT / "camerasheet")
    for place in (*places, ROOT / "benchmarks" / "peers" / "node_modules"):
        for file in place.rglob("*"):
            if file.suffix in {".py", ".pyc", ".so", ".js", ".node", ".json"} and file.is_file():
                with suppress(OSError):
                    _forget(file)


def _forget(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def _memory(running: Running, session: Session) -> list[tuple[str, Usage]]:
    clients = session.clients or (CLIENTS // 4 if session.quick else CLIENTS)
    seconds = LOADED_SECONDS / 4 if session.quick else LOADED_SECONDS
    crowd = Crowd(clients, running.door)
    with running.server as server:
        time.sleep(SETTLING_SECONDS)
        found = [("just started", usage(server.pid))]
        crowd.connect()
        crowd.idle(SETTLING_SECONDS)
        found.append((f"with {clients:,} clients at rest", usage(server.pid)))
        crowd.load(running.edit, rate=LOADED_RATE, seconds=seconds, server=server.pid, drain=3)
        found.append((f"after {LOADED_RATE} edits/s to them", usage(server.pid)))
        crowd.hang_up()
    return found


def _report(
    session: Session, started: dict[str, Samples], held: dict[str, list[tuple[str, Usage]]]
) -> list[str]:
    names = list(started)
    starts = [
        [f"started and answering, {how}, s", *(spread(started[name][how]) for name in names)]
        for how in ("warm", "cold")
    ]
    rows = []
    for at, (when, _) in enumerate(held[names[0]]):
        rows.append(
            [f"memory, {when}, MiB", *(number(held[n][at][1].memory_kib / 1024) for n in names)]
        )
    for what in ("threads", "descriptors"):
        rows.append([f"{what}, just started", *(str(getattr(held[n][0][1], what)) for n in names)])
    heads = ["", *names]
    rounds = len(started[names[0]]["warm"])
    text = (
        "## Start-up, memory and size\n\n"
        f"From the start of the process until it answers (`/readyz`; the peer: until it listens), "
        f"{rounds} rounds, lowest and highest in brackets, on the server's core. Cold: after the "
        "kernel was told to forget the files of the code. Memory is the proportional set size of "
        "all of a server's processes."
    )
    return [text, table(heads, [*starts, *rows]), _sizes(session)]


def _sizes(session: Session) -> str:
    sizes = sorted(((_size(name), name) for name in needed_by("camerasheet")), reverse=True)
    wheel = _wheel() if not session.quick else 0
    rows = [["the wheel", _megabytes(wheel) if wheel else "not built"]]
    rows.append([f"{len(sizes)} packages that it needs", _megabytes(sum(s for s, _ in sizes))])
    rows += [[f"… {name}", _megabytes(size)] for size, name in sizes[:MOST_PACKAGES]]
    note = "No Docker engine was at hand: an image is these and its base."
    return "### On a disk\n\n" + table(["", "MB"], rows) + f"\n\n{note}"


def _megabytes(size: int) -> str:
    return number(size / 1e6)


def _size(name: str) -> int:
    """Bytes of an installed package's files."""
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        return 0
    found = (Path(str(file.locate())) for file in files)
    return sum(file.stat().st_size for file in found if file.is_file())


def _wheel() -> int:
    """Bytes of the wheel; 0 when it cannot be built here."""
    with tempfile.TemporaryDirectory(dir=WORK) as directory:
        command = [str(ROOT / ".venv" / "bin" / "python"), "-m", "pip", "wheel", "--quiet"]
        command += ["--no-deps", "--wheel-dir", directory, str(ROOT)]
        with suppress(subprocess.SubprocessError, OSError):
            subprocess.run(command, check=True, timeout=WHEEL_PATIENCE, capture_output=True)
        return sum(file.stat().st_size for file in Path(directory).glob("*.whl"))
