"""Servers that do as little as can be for the same effect: no roles, no log, no rendering."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load.crowd import Door
from benchmarks.servers.contestant import CAMERAS, CUES, Running
from benchmarks.servers.process import WORK, ServerProcess, free_port

PEERS = Path(__file__).parents[1] / "peers"


def edit(number: int, marker: str) -> str:
    """One cell of the peers' grid, one after the other."""
    cell = {"row": number % CUES, "col": number // CUES % CAMERAS}
    value = f"{marker} some cell text"
    client = f"bench-{number:012d}"
    return json.dumps({"type": "edit", **cell, "value": value, "client": client})


def install_node_modules() -> None:
    """What package-lock.json says, once. Building better-sqlite3 may take some minutes."""
    stamp = PEERS / "node_modules" / ".package-lock.json"
    if not stamp.is_file() or stamp.stat().st_mtime < (PEERS / "package-lock.json").stat().st_mtime:
        subprocess.run(["npm", "ci", "--no-fund", "--no-audit"], cwd=PEERS, check=True)


def _running(name: str, command: tuple[str, ...], core: int | None) -> Running:
    port = free_port()
    database = WORK / f"peer-{name}.db"
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    words = [word.format(port=port) for word in command]
    env = {**os.environ, "PEER_DATABASE": str(database)}
    server = ServerProcess(words, port, env=env, core=core)
    return Running(server, Door(port, "/ws", state_marker='"state"'), edit)


@dataclass(frozen=True, slots=True)
class NodePeer:
    """Node, ``ws`` and better-sqlite3; ``batched`` or with a transaction and a frame per edit."""

    batched: bool

    @property
    def name(self) -> str:
        """As the table calls it."""
        return "Node ws, batched" if self.batched else "Node ws"

    def prepare(self, core: int | None) -> Running:
        """A new database for it."""
        install_node_modules()
        mode = "batched" if self.batched else "plain"
        return _running(f"node-{mode}", ("node", str(PEERS / "node.js"), "{port}", mode), core)


@dataclass(frozen=True, slots=True)
class ThreadsPeer:
    """flask-sock as its documentation has it: a thread for each client, a loop over all."""

    clients: int
    name: str = "flask-sock, a thread per client"

    def prepare(self, core: int | None) -> Running:
        """A new database for it."""
        threads = str(self.clients + 40)
        command = (
            *(sys.executable, "-m", "gunicorn", "benchmarks.peers.threads:app"),
            *("--bind", "127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "1"),
            *("--threads", threads, "--worker-connections", threads, "--backlog", "4096"),
            *("--timeout", "120", "--log-level", "error", "--no-control-socket"),
        )
        return _running("threads", command, core)
