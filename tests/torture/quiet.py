"""Quiet points: everybody stops, and what they see is compared with the tables and the replica."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.sheet.events import Event
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.wire import sheet_as_json
from camerasheet.web.sockets.content import Content
from tests.support.replicas import brought_back, fingerprint
from tests.support.shows import read_back
from tests.torture import verdicts
from tests.torture.evidence import Evidence
from tests.torture.scene import Phase, Scene, Truth
from tests.torture.screen import page_of
from tests.torture.stage import Stage
from tests.torture.verdicts import Held

PATIENCE = 90.0
"""Seconds that everybody has to come to rest; a machine that is busy needs many of them."""
GONE_SECONDS = 2.0
"""Before the first look: the sockets of those who have just left would hide as many that leak."""
ALLOWED = Held(threads=2, descriptors=4, databases=24, memory_kib=96 * 1024)
IN_A_MINUTE = replace(ALLOWED, memory_kib=48 * 1024)
"""What the server may hold more after a life than when it was warm, nobody being connected.

Most in some twenty lives: one thread, no descriptor, two of databases; 26 MB in a minute's run, and
50 in one of three. Once it was 16 descriptors, before those of databases were told apart.
Threads: Flask's eight are there from the warm-up on, and one snapshot job may just be ending.
Databases: eight readers of the pool, three files each. Memory: the last 1,000 events, rows drawn
and answers fill up within a life, and what restores and the queues of the deaf needed at their
height stays with malloc; lives of a hundred seconds took 13 to 77 MB. A slow leak is for the soak
to find, which lasts longer.
"""


class Painter:
    """Draws the page of a sheet with the product's own templates, beside a server of no concern."""

    def __init__(self, place: Path) -> None:
        self._app = create_app(Settings(data=place / "painter"))
        self._content = Content(self._app.jinja_env)

    def page(self, sheet: Sheet) -> str:
        """What a browser shows of that sheet."""
        return page_of(self._content.whole("sheet", sheet))

    def close(self) -> None:
        """End the server of no concern."""
        self._app.extensions["camerasheet"].drain(1)


class Quiet:
    """``names`` is everybody who is to come to rest."""

    def __init__(
        self, stage: Stage, scene: Scene, names: set[str], painter: Painter, allowed: Held
    ) -> None:
        self.stage, self.scene, self.names, self.painter = stage, scene, names, painter
        self.allowed = allowed
        self.evidence: Evidence = scene.evidence
        self._read: dict[int, int] = {}  # how much of each life's output has been judged

    def settle(self) -> None:
        """Everybody has their answers and stops."""
        self.scene.begin(Phase.SETTLE)
        for name in sorted(self.scene.missing(self.names, "settled", PATIENCE)):
            self.evidence.trouble(f"{name} did not get all answers in {PATIENCE:.0f} s")

    def compare(self) -> None:
        """Everybody sees what the tables hold; the log tells the same, and every answer."""
        sheet, log = read_back(self.stage.theatre.file)
        truth = json.loads(json.dumps(sheet_as_json(sheet)))
        self.scene.truth = Truth(sheet.seq, truth, self.painter.page(sheet))
        for name in sorted(self.scene.missing(self.names, "compared", PATIENCE)):
            self.evidence.trouble(f"{name} never came to seq {sheet.seq}")
        self._find(verdicts.agreed("the HTTP API", self.stage.theatre.sheet(), truth))
        self.judge(sheet, log)
        self.evidence.count("quiet point")

    def judge(self, sheet: Sheet, log: list[Event]) -> None:
        """The answers against the log, the log against the tables."""
        acknowledged = self.evidence.acknowledged()
        self._find(verdicts.once(acknowledged, self.evidence.refused(), self.evidence.sent, log))
        self._find(verdicts.accounted(acknowledged.keys(), log, sheet))
        self._find(verdicts.retold(log, sheet))
        printed, life = self.stage.output(), self.stage.port
        self._find(verdicts.broken(printed[self._read.get(life, 0) :]))
        self._read[life] = len(printed)

    def replica(self) -> None:
        """What the replica brings back is what is live; nobody edits."""
        try:
            self.stage.theatre.replicating()
        except AssertionError as error:
            self.evidence.trouble(f"{error}: {self.stage.last_words()}")
            return
        sheet, _ = read_back(self.stage.theatre.file)
        target = self.stage.place / "brought-back.db"
        there = brought_back(self.stage.places, self.stage.theatre.file, target)
        self._find(verdicts.brought_back(fingerprint(sheet), fingerprint(there)))
        self.evidence.count("replica compared")

    def leave(self) -> None:
        """Everybody goes."""
        self.scene.begin(Phase.AWAY)
        for name in sorted(self.scene.missing(self.names, "away", PATIENCE)):
            self.evidence.trouble(f"{name} did not leave")

    def held(self, before: Held | None = None) -> Held:
        """What the server holds now; against ``before``, it may take some seconds to let go."""
        if before is None:
            time.sleep(GONE_SECONDS)
        deadline = time.monotonic() + 15
        while True:
            found = self.stage.held()
            if before is None or not (grown := verdicts.grown(before, found, self.allowed)):
                break
            if time.monotonic() > deadline:
                self._find(grown)
                break
            time.sleep(0.2)
        if before is not None:
            self.evidence.count("leaks looked for")
        return found

    def _find(self, findings: verdicts.Findings) -> None:
        for finding in findings[:20]:
            self.evidence.trouble(finding)
