"""camerasheet as anybody runs it: ``camerasheet serve`` on a data directory of its own."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks.load.crowd import Door, Edit
from benchmarks.machine import ROOT
from benchmarks.servers.contestant import CAMERAS, CUES, Greeting, Running
from benchmarks.servers.process import WORK, ServerProcess, free_port

PROGRAM = (sys.executable, "-m", "camerasheet.cli")
SHOW = "bench"
PASSWORD = "correct horse battery staple"
SIZES = ("MCU", "WS", "CU", "LS", "2S")
MOVES = ("pan left", "zoom in", "", "", "track right", "")


def write_sheet(path: Path, cues: int, cameras: int) -> None:
    """A sheet as a crew writes it: every second cell has a move or a note, one in ten is blank."""
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        heads = ["Cue", "Title", "Start", "Duration", "Notes"]
        table.writerow([*heads, *(f"Cam {camera + 1}" for camera in range(cameras))])
        for cue in range(cues):
            start = 19 * 3600 + cue * 15
            clock = f"{start // 3600 % 24:02d}:{start // 60 % 60:02d}:{start % 60:02d}"
            note = "wait for the lights" if cue % 7 == 0 else ""
            title = f"Song {cue // 12 + 1}, line {cue % 12 + 1}"
            cells = [_cell(cue, camera) for camera in range(cameras)]
            table.writerow([cue + 1, title, clock, "0:15", note, *cells])


def _cell(cue: int, camera: int) -> str:
    place = cue * 7 + camera * 3
    if place % 10 == 9:
        return ""
    who = ("singer", "guitar left", "drums", "choir, back row", "keys")[place % 5]
    move = MOVES[place % len(MOVES)]
    return f"{SIZES[place % len(SIZES)]} {who}" + (f", {move}" if move else "")


def _environment() -> dict[str, str]:
    """Ours without anybody's settings of the product, and with those of a benchmark.

    The product keeps its bytecode, as pip and the image see to it: a third of a start is compiling.
    """
    clean = {k: v for k, v in os.environ.items() if not k.startswith("CAMERASHEET_")}
    clean.pop("PYTHONDONTWRITEBYTECODE", None)
    return {
        **clean,
        "CAMERASHEET_ADMIN_PASSWORD": PASSWORD,
        "CAMERASHEET_MAX_CLIENTS": "100000",
    }


def command_line(data: Path, *words: str) -> str:
    """What the product's own command line says to that. Raises RuntimeError when it fails."""
    env = {**_environment(), "CAMERASHEET_DATA": str(data)}
    done = subprocess.run([*PROGRAM, *words], env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"camerasheet {' '.join(words)}: {done.stderr[-2000:]}")
    return done.stdout


def template(cues: int, cameras: int) -> Path:
    """A data directory with such a sheet, and a token for it; made once for each state of the
    product's code, as four starts of its command line take seconds."""
    code = hashlib.sha256()
    for file in sorted((ROOT / "camerasheet").rglob("*.py")):
        code.update(file.read_bytes())
    made = WORK / f"template-{cues}x{cameras}-{code.hexdigest()[:12]}"
    if made.is_dir():
        return made
    for old in WORK.glob(f"template-{cues}x{cameras}-*"):
        shutil.rmtree(old)
    fresh = made.with_suffix(f".{os.getpid()}")
    fresh.mkdir()
    data = fresh / "data"
    write_sheet(fresh / "sheet.csv", cues, cameras)
    command_line(data, "show", "create", SHOW, "--title", "Benchmark")
    command_line(data, "import", str(fresh / "sheet.csv"), "--show", SHOW, "--yes")
    made_token = command_line(data, "token", "create", "--role", "editor", "--show", SHOW)
    (fresh / "token").write_text(made_token.split()[-1])
    return fresh.rename(made)


class Product:
    """A data directory with one show, and the server on it."""

    def __init__(self, name: str, cues: int, cameras: int, core: int | None) -> None:
        self.data = WORK / f"product-{name}"
        port = free_port()
        env = {**_environment(), "CAMERASHEET_DATA": str(self.data)}
        command = (*PROGRAM, "serve", "--port", str(port))
        self.server = ServerProcess(command, port, env=env, core=core, ready="/readyz")
        shutil.rmtree(self.data, ignore_errors=True)
        made = template(cues, cameras)
        shutil.copytree(made / "data", self.data)
        self.token = (made / "token").read_text()

    @property
    def authorization(self) -> str:
        """The header that lets a program in."""
        return f"Authorization: Bearer {self.token}"

    def become_admin(self) -> None:
        """Have a token for everything from now on. The server must be up."""
        self.token = command_line(self.data, "token", "create", "--role", "admin").split()[-1]

    def sheet(self) -> dict[str, Any]:
        """The sheet as the HTTP API answers it."""
        return self.asked("GET", f"/api/shows/{SHOW}/sheet")

    def asked(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """What the HTTP API answers. Raises HTTPError for what it refuses."""
        address = f"http://127.0.0.1:{self.server.port}{path}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(address, data, method=method)
        request.add_header(*self.authorization.split(": "))
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)  # type: ignore[no-any-return]

    def door(self, *, html: bool) -> Door:
        """How its clients go in."""
        protocol = f"camerasheet.v1.{'html' if html else 'json'}"
        headers = (self.authorization, f"Sec-WebSocket-Protocol: {protocol}")
        first = greeting(None, None)
        path = f"/ws/shows/{SHOW}"
        return Door(self.server.port, path, headers, first.hello, first.state_marker)


def greeting(epoch: str | None, seq: int | None) -> Greeting:
    """The hello of who has seen so much, and how its answer begins."""
    hello = json.dumps({"type": "hello", "epoch": epoch, "seq": seq, "view": "sheet"})
    kind = "sheet" if seq is None else "events"
    return Greeting(hello, f'{{"type":"{kind}"')


def edits_of(sheet: dict[str, Any]) -> Edit:
    """Edits that write one cell after the other, with ids of their own and the sheet's epoch.

    They carry no base, for a cell is written more than once and no client keeps its version: the
    write wins, and the log says so. That spares the server one comparison.
    """
    cells: Iterator[tuple[str, str]] = product(
        [camera["id"] for camera in sheet["cameras"]], [cue["id"] for cue in sheet["cues"]]
    )
    places = [(cue, camera) for camera, cue in cells]
    run = os.urandom(4).hex()
    epoch = sheet["epoch"]

    def edit(number: int, marker: str) -> str:
        cue, camera = places[number % len(places)]
        return (
            f'{{"type":"edit","id":"{run}-{number:09d}","epoch":"{epoch}","edit":'
            f'{{"kind":"write_shot","cue":"{cue}","camera":"{camera}","field":"subject",'
            f'"value":"{marker} some cell text"}}}}'
        )

    return edit


@dataclass(frozen=True, slots=True)
class ProductContestant:
    """camerasheet with clients that all speak one of its subprotocols."""

    html: bool

    @property
    def name(self) -> str:
        """As the table calls it."""
        return f"camerasheet, {'html' if self.html else 'json'} clients"

    def prepare(self, core: int | None) -> Running:
        """A new data directory for it."""
        made = Product(f"fanout-{'html' if self.html else 'json'}", CUES, CAMERAS, core)
        with made.server:
            sheet = made.sheet()

        def back() -> Greeting:
            now = made.sheet()
            return greeting(now["epoch"], now["seq"])

        return Running(
            made.server, made.door(html=self.html), edits_of(sheet), back, supervised=True
        )
