"""The peer that most tutorials lead to: flask-sock, a thread for every client.

It has the grid of node.js: it checks an edit, commits it and tells everybody, one by one.
"""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sock import Sock

from camerasheet.storage.sqlite import driver

ROWS, COLUMNS = 300, 8
PADDING = "x" * 96


class Grid:
    """The cells, in SQLite. Its caller holds a lock."""

    def __init__(self, path: Path) -> None:
        fresh = not path.exists()
        self._database: Any = driver.connect(path, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        if fresh:
            self._fill()
        self._rev: int = self._database.execute("SELECT rev FROM meta").fetchone()[0]
        self._state = (-1, "")

    def _fill(self) -> None:
        run = self._database.execute
        run("BEGIN")
        run("CREATE TABLE cells(row, col, value, rev, PRIMARY KEY(row, col)) WITHOUT ROWID")
        run("CREATE TABLE meta(rev)")
        run("INSERT INTO meta VALUES(0)")
        for row in range(ROWS):
            for column in range(COLUMNS):
                text = f"cell {row},{column} text"
                run("INSERT INTO cells VALUES(?, ?, ?, 0)", (row, column, text))
        run("COMMIT")

    def apply(self, text: str) -> str:
        """The message for everybody. Raises ValueError for what is no edit."""
        edit = json.loads(text)
        row, column, value = edit["row"], edit["col"], edit["value"]
        if not (0 <= row < ROWS and 0 <= column < COLUMNS and len(value) <= 200):
            raise ValueError("not an edit")
        self._rev += 1
        where = {"type": "cell", "rev": self._rev, "row": row, "col": column, "value": value}
        run = self._database.execute
        run("BEGIN IMMEDIATE")
        run(
            "UPDATE cells SET value=?, rev=? WHERE row=? AND col=?", (value, self._rev, row, column)
        )
        run("UPDATE meta SET rev=?", (self._rev,))
        run("COMMIT")
        return json.dumps({**where, "client": edit["client"], "user": "somebody", "style": PADDING})

    def state(self) -> str:
        """All cells, for who comes."""
        if self._state[0] != self._rev:
            cells = self._database.execute("SELECT row, col, value, rev FROM cells").fetchall()
            message = {"type": "state", "rev": self._rev, "cells": cells}
            self._state = (self._rev, json.dumps(message))
        return self._state[1]


app = Flask(__name__)
sock = Sock(app)
grid = Grid(Path(os.environ["PEER_DATABASE"]))
clients: set[Any] = set()
lock = threading.Lock()


def _follow(ws: Any) -> None:
    with lock:
        ws.send(grid.state())
        clients.add(ws)
    try:
        while True:
            text = ws.receive()
            with lock:
                message = grid.apply(text)
                for each in clients:
                    each.send(message)
    finally:
        with lock:
            clients.discard(ws)


sock.route("/ws")(_follow)
