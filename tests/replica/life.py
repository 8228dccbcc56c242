"""Everything that is done with a secret on a server, each once the right way and once the wrong."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from camerasheet.storage import sqlite
from tests.cli.program import Served, run, said
from tests.support.visitor import Visitor

PASSWORD = "Velvet-Curtain-81723"
OTHER_PASSWORD = "Marble-Staircase-55120"
WRONG_PASSWORD = "Not-The-Password-90210"
MISTYPED = "Mistyped-In-A-Hurry-4471"
SHOW = "spring-gala"
PLANTED = "planted-beside-the-secrets"
"""A path that somebody asks for: it is no secret, and must be found where secrets must not."""


class Life:
    """One server's life. ``secrets`` says what each secret is that was used."""

    def __init__(self, server: Served, data: Path, environ: dict[str, str]) -> None:
        self.server = server
        self.data = data
        self.environ = environ
        self.secrets = {
            PASSWORD: "a password",
            OTHER_PASSWORD: "a password set by the command line",
            WRONG_PASSWORD: "a wrong password",
            MISTYPED: "a password that was mistyped",
        }
        self.admin = Visitor(server.url)
        self.guest = Visitor(server.url)

    def live(self) -> str:
        """All of it; the API token that was made."""
        self.set_up()
        self.sign_in()
        token = self.make_token()
        self.join()
        self.open_sockets(token)
        self.be_refused(token)
        self.command(token)
        for visitor in (self.admin, self.guest):
            self.secrets |= dict.fromkeys(visitor.secrets, "a cookie or a form's token")
        assert self.admin.open(f"/{PLANTED}")[0] == 404
        return token

    def set_up(self) -> None:
        """The first admin, by the link that the server printed. It works once."""
        link = re.search(r"/setup/(\S+)", self.server.output())
        assert link is not None
        path, self.secrets[link[1]] = link[0], "the set-up link"
        wrong = {"login": "ada", "name": "Ada", "password": PASSWORD, "again": MISTYPED}
        assert "not the same password" in self.admin.submit(path, **wrong)[1]
        assert self.admin.submit(path, **{**wrong, "again": PASSWORD})[0] == 200
        assert self.guest.open(path)[0] in (403, 410)
        assert self.guest.open(f"{path}x")[0] in (403, 410)

    def sign_in(self) -> None:
        self.admin.submit("/logout", "/shows")
        fields = {"login": "ada", "next": "/shows"}
        assert self.admin.submit("/login", **fields, password=WRONG_PASSWORD)[0] >= 400
        assert self.admin.submit("/login", **fields, password=PASSWORD)[0] == 200

    def make_token(self) -> str:
        fields = {"name": "rundown", "role": "admin", "show": "", "camera": ""}
        page = self.admin.submit("/admin/tokens", **fields)[1]
        token = re.search(r"cst_[A-Za-z0-9_-]+", page)
        assert token is not None
        self.secrets[token[0]] = "an API token"
        assert self.server.get("/api/shows", token[0])[0] == 200
        return token[0]

    def join(self) -> None:
        words = ("link", "create", "--show", SHOW, "--role", "editor", "--json")
        made = json.loads(said(*words, data=self.data))
        link = re.search(r"/join/([^/\"\s]+)", json.dumps(made))
        assert link is not None
        self.secrets[link[1]] = "a join link"
        assert self.guest.submit(link[0], name="Gus")[0] == 200
        assert self.guest.open(f"{link[0]}x")[0] == 404

    def open_sockets(self, token: str) -> None:
        """By token and by cookie; and with the token where it does not belong."""
        bearer = {"Authorization": f"Bearer {token}"}
        self._talk(bearer, ['{"type":"hello"}', f'{{"type":"{token}"}}', f"{token}{{"])
        self._talk({"Cookie": self.guest.cookie}, ['{"type":"hello"}'], origin=self.server.url)
        with contextlib.suppress(WebSocketException):
            self._talk({"Cookie": self.admin.cookie}, ["{}"], origin="http://elsewhere.example")

    def _talk(self, headers: dict[str, str], said: list[str], origin: str = "") -> None:
        with connect(
            f"{self.server.url.replace('http', 'ws', 1)}/ws/shows/{SHOW}",
            additional_headers=headers,
            subprotocols=[Subprotocol("camerasheet.v1.json")],
            origin=Origin(origin) if origin else None,
            open_timeout=30,
        ) as socket:
            for message in said:
                socket.send(message)
                socket.recv(timeout=30)

    def be_refused(self, token: str) -> None:
        """A secret in the query, in odd headers, mutilated; a form from another site."""
        asked = f"/admin/tokens?token={token}&password={WRONG_PASSWORD}"
        assert self.guest.open(asked)[0] == 403
        for header in ("Authorization", "X-Api-Key", "X-Token", "Cookie"):
            self.guest.open("/api/shows", {header: f"Bearer {token}"})
        assert self.server.get("/api/shows", f"{token}x")[0] == 401
        assert self.server.get(f"/api/shows/{SHOW}/nothing?secret={token}", token)[0] == 404

    def command(self, token: str) -> None:
        """The command line beside the server."""
        typed = f"{OTHER_PASSWORD}\n"
        add = ("user", "add", "bea", "--role", "admin", "--password-stdin")
        said(*add, data=self.data, typed=typed)
        said("user", "passwd", "bea", "--password-stdin", data=self.data, typed=typed)
        said("snapshot", "create", "--show", SHOW, data=self.data)
        run("token", "revoke", token, data=self.data)

    def fail(self, token: str) -> None:
        """Errors that nobody foresaw, in the middle of every way in: a table is not there."""
        with contextlib.closing(sqlite.open_raw(self.data / "control.db", "rw")) as database:
            for table in ("sessions", "tokens", "links"):
                database.execute(f"ALTER TABLE {table} RENAME TO gone_{table}")
        again = Visitor(self.server.url)
        answers = [
            self.server.get(f"/api/shows?token={token}", f"{token}y")[0],  # another: not known yet
            again.submit("/login", login="ada", password=PASSWORD, next="/")[0],
            *(again.open(f"/join/{s}")[0] for s, what in self.secrets.items() if "join" in what),
        ]
        assert set(answers) == {500}, answers
        self.secrets |= dict.fromkeys(again.secrets, "a cookie or a form's token")
