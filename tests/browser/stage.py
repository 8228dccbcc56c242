"""A show for one test, made and read by a program with a token."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from camerasheet.office.client import ask
from tests.browser.house import Server

CONCERT = Path(__file__).with_name("concert.csv")
_numbers = count(1)


class Stage:
    """A show on a server. ``cue``, ``camera`` and ``shot`` put things on its sheet."""

    def __init__(self, server: Server, title: str = "Spring Gala") -> None:
        self.server = server
        self.slug = f"show-{next(_numbers)}"
        self.title = title
        self.call("/api/shows", {"title": title, "slug": self.slug})

    @property
    def path(self) -> str:
        """The sheet's address on the server; the show's other pages are under it."""
        return f"/shows/{self.slug}"

    def call(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """GET, or POST ``body``; the JSON that comes back."""
        content = None if body is None else json.dumps(body).encode()
        return self._send(path, content, "application/json")

    def bring_in(self, file: Path) -> None:
        """Import a file that needs no mapping."""
        edge = uuid4().hex
        head = f'Content-Disposition: form-data; name="file"; filename="{file.name}"'
        content = f"--{edge}\r\n{head}\r\n\r\n{file.read_text()}\r\n--{edge}--\r\n".encode()
        self._send(f"/api{self.path}/import", content, f"multipart/form-data; boundary={edge}")

    def _send(self, path: str, content: bytes | None, kind: str) -> Any:
        token = self.server.house.token
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
        request = urllib.request.Request(self.server.url + path, content, headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise AssertionError(f"{path}: {error.code} {error.read().decode()}") from None

    def edit(self, **payload: Any) -> int:
        """Have an edit made; its seq."""
        body = {"id": f"stage-edit-{next(_numbers):06}", "edit": payload}
        return int(self.call(f"/api{self.path}/edits", body)["seq"])

    def cue(self, title: str = "", **fields: Any) -> str:
        """Add a cue at the end; its id."""
        self.edit(kind="add_cue", title=title, **fields)
        return str(self.sheet()["cues"][-1]["id"])

    def cues(self, amount: int) -> list[str]:
        """Add so many cues; their ids."""
        for number in range(1, amount + 1):
            self.edit(kind="add_cue", title=f"Cue number {number}")
        return [cue["id"] for cue in self.sheet()["cues"]]

    def camera(self, name: str = "", **fields: Any) -> str:
        """Add a camera at the right; its id."""
        self.edit(kind="add_camera", name=name, **fields)
        return str(self.sheet()["cameras"][-1]["id"])

    def shot(self, cue: str, camera: str, **fields: Any) -> None:
        """Write fields of a cell, whatever is there."""
        for field, value in fields.items():
            self.edit(kind="write_shot", cue=cue, camera=camera, field=field, value=value)

    def sheet(self) -> Any:
        """The sheet as it stands."""
        return self.call(f"/api{self.path}/sheet")

    def cue_id(self, number: str) -> str:
        """The id of the cue with that number; of a heading by its title."""
        cues = self.sheet()["cues"]
        return str(next(c["id"] for c in cues if number == (c["number"] or c["title"])))

    def camera_id(self, number: str) -> str:
        """The id of the camera with that number."""
        return str(next(c["id"] for c in self.sheet()["cameras"] if c["number"] == number))

    def found(self, cue: str) -> Any:
        """A cue as it stands, with its shots."""
        return self.call(f"/api{self.path}/cues/{cue}")

    def said(self, cue: str, camera: str) -> Any:
        """A cell as it stands; {} when nothing is in it."""
        shots = self.found(cue)["shots"]
        return next((shot for shot in shots if shot["camera"] == camera), {})

    def numbers(self) -> list[str]:
        """The numbers down the sheet; a heading's title in brackets."""
        cues = self.sheet()["cues"]
        return [c["number"] or f"[{c['title']}]" for c in cues]

    def log(self, kind: str = "") -> list[Any]:
        """What happened to the show, oldest first; only events of ``kind`` if that is given."""
        events = self.call(f"/api{self.path}/events")["events"]
        return [event for event in events if not kind or event["kind"] == kind]

    def live(self, action: str, **more: Any) -> Any:
        """Move the live position; where it is then."""
        body = {"id": f"stage-live-{next(_numbers):06}", "action": action, **more}
        return self.call(f"/api{self.path}/live", body)["live"]

    def link(self, role: str, camera: str | None = None) -> str:
        """The path of a join link; ``camera`` is a number."""
        arguments = {"show": self.slug, "role": role, "label": role, "camera": camera}
        url = str(ask(self.server.house.data, "create_link", arguments)["url"])
        return "/join/" + url.rpartition("/")[2]


def concert(server: Server) -> Stage:
    """A show with cameras 1 to 4, a heading and five cues; each has a shot that is taken, on
    cameras 1, 2, 3, 1, 2, and a wide one on camera 4."""
    stage = Stage(server)
    stage.bring_in(CONCERT)
    return stage
