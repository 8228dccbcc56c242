"""A restore while twenty people edit: in the end everybody, the tables and the log say the same."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path
from typing import Any

from camerasheet.sheet.changes import apply
from camerasheet.storage.datadir import DataDirectory
from tests.support.live import LiveServer, serving
from tests.support.shows import PATIENCE, empty_show, read_back

CLIENTS = 20
RATE = 50
"""Edits in a second, of all of them together."""


class Editor(threading.Thread):
    """Edits cells and adds cues until told to stop; every edit is answered."""

    def __init__(self, server: LiveServer, number: int, stop: threading.Event) -> None:
        super().__init__()
        self.number, self.stop = number, stop
        self.client = server.join("editor")
        self.client.resume()
        self.answers: list[str] = []
        self.trouble: BaseException | None = None

    def run(self) -> None:
        try:
            for turn in itertools.count():
                if self.stop.wait(CLIENTS / RATE):
                    return
                self.answers.append(self._edit(turn)["type"])
        except BaseException as trouble:
            self.trouble = trouble

    def _edit(self, turn: int) -> dict[str, Any]:
        sheet = self.client.view.as_json()
        cues, cameras = sheet["cues"], sheet["cameras"]
        if turn % 4 == 0 or not cues:
            return self.client.edit("add_cue", title=f"Of {self.number}")
        cue = cues[(self.number + turn) % len(cues)]["id"]
        camera = cameras[self.number % len(cameras)]["id"]
        text = f"{self.number}, {turn}"
        return self.client.edit("write_shot", cue=cue, camera=camera, field="subject", value=text)


def test_a_restore_and_its_undo_among_edits(tmp_path: Path) -> None:
    stop = threading.Event()
    with serving(tmp_path / "data") as server:
        at = "/api/shows/gala/backups"
        status, made = server.request("POST", at, {}, role="admin")
        assert status == 201, made
        editors = [Editor(server, number, stop) for number in range(CLIENTS)]
        for editor in editors:
            editor.start()
        stop.wait(1.5)
        status, done = server.request("POST", f"{at}/{made['filename']}/restore", {}, role="admin")
        assert (status, done["status"]) == (200, "restored"), done
        stop.wait(1)
        undo = f"/api/jobs/{done['job']['id']}/undo"
        status, undone = server.request("POST", undo, {"keep_edits": True}, role="admin")
        assert (status, undone["status"]) == (200, "undone"), undone
        stop.set()
        for editor in editors:
            editor.join(3 * PATIENCE)
        assert [editor.trouble for editor in editors] == [None] * CLIENTS
        answers = [answer for editor in editors for answer in editor.answers]
        assert set(answers) <= {"ack", "refused"}
        assert answers.count("ack") > CLIENTS
        sheet = server.sheet()
        for editor in editors:
            editor.client.catch_up(sheet["seq"])
            assert editor.client.view.as_json() == sheet
            editor.client.close()
    path = DataDirectory(tmp_path / "data").show_file(done["job"]["show_id"])
    tables, events = read_back(path)
    assert tables.seq == sheet["seq"]
    replayed, _ = read_back(empty_show(tmp_path))
    for event in events:
        replayed = apply(replayed, event.seq, event.changes)
    assert (replayed.rows, replayed.order) == (tables.rows, tables.order)
    assert (replayed.cameras, replayed.ready) == (tables.cameras, tables.ready)
