"""One of the fifty: it edits, vanishes, stalls, resends and comes back, by its own dice."""

from __future__ import annotations

import copy
import itertools
import random
import threading
import time
import traceback
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from tests.support.live import HTML, JSON, Follower, follow
from tests.support.view import View
from tests.torture.edits import Hand
from tests.torture.scene import Phase, Scene, Truth
from tests.torture.screen import Screen
from tests.torture.verdicts import agreed
from tests.torture.vices import VICES, commit

GONE = (ConnectionClosed, OSError, TimeoutError, InvalidHandshake, InvalidMessage, EOFError)
PAUSE = 1.2
"""Seconds between two actions, on average."""
RESEND_SECONDS = 2.0
"""An edit without an answer is sent again after so long."""


class Client(threading.Thread):
    """``name`` and the run's seed make its dice."""

    def __init__(self, name: str, seed: int, scene: Scene, *, browser: bool) -> None:
        super().__init__(name=name, daemon=True)
        self.scene = scene
        self.evidence = scene.evidence
        self.dice = random.Random(f"{seed}-{name}")
        self._prefix = f"{seed}-{name}"
        self._browser = browser
        self.view: View = self._blank()
        self._souvenir: View | None = None
        self._pending: dict[str, tuple[float, dict[str, Any]]] = {}
        self._answered: list[dict[str, Any]] = []
        self._count = 0
        # Each in turn, everybody beginning with another: all of them are in any run.
        self._vices = itertools.cycle(self.dice.sample(VICES, len(VICES)))

    def _blank(self) -> View:
        return Screen() if self._browser else View()

    def run(self) -> None:
        while self.scene.phase is not Phase.OVER:
            phase, port = self.scene.phase, self.scene.port
            if phase is Phase.AWAY or port is None:
                if phase is Phase.AWAY:
                    self.scene.report(phase, self.name, "away")
                self.scene.wait(0.1, phase)
                continue
            try:
                self._connection(port)
            except GONE:
                self.evidence.count("connection broken")
                self.scene.wait(0.1 + self.dice.random() * 0.3, phase)
            except Exception:
                self.evidence.trouble(f"{self.name}: {traceback.format_exc(limit=-4)}")
                self.view = self._blank()

    # -- one connection ---------------------------------------------------------------------------

    def _connection(self, port: int) -> None:
        """Come in, resume, send again what was not answered, and go on until it ends."""
        kind = HTML if self._browser else JSON
        with follow(port, self.scene.slug, self.scene.token, protocols=(kind,)) as there:
            there.view = self.view
            there.resume()
            self.evidence.count("resumed")
            self._send_again(there, at_once=True)
            while self.scene.port == port:
                if self.scene.phase is Phase.PLAY:
                    if not self._play(there, port):
                        return
                elif self.scene.phase is Phase.SETTLE:
                    self._settle(there)
                else:
                    return

    def _play(self, there: Follower, port: int) -> bool:
        """One action, and listening for a while; False when it has left."""
        self._listen(there, self.dice.expovariate(1 / PAUSE))
        self._send_again(there)
        chance = self.dice.random()
        if chance < 0.85:
            self._edit(there)
        elif chance < 0.90:
            self._resend(there)
        elif chance < 0.93:
            return self._vanish(there)
        elif chance < 0.95:
            self._stall()
        elif chance < 0.96:
            self.evidence.count("vice: goodbye")
            return False
        else:
            self._abuse(port)
        return True

    # -- what it does -----------------------------------------------------------------------------

    def _edit(self, there: Follower) -> None:
        edit = Hand(self.dice, self.view).edit()
        edit_id = f"{self._prefix}-{self._count:06}"
        self._count += 1
        message: dict[str, Any] = {"type": "edit", "id": edit_id, "edit": edit}
        if self.dice.random() < 0.5:
            message["epoch"] = self.view.epoch
        elif self.dice.random() < 0.02:
            message["epoch"] = "of-no-time"
            self.evidence.count("vice: another epoch")
        self.evidence.send(edit_id)
        self._pending[edit_id] = (time.monotonic(), message)
        for _ in range(2 if self.dice.random() < 0.05 else 1):
            there.send(message)

    def _resend(self, there: Follower) -> None:
        """An edit that was answered, once more."""
        if not self._answered:
            return
        message = self.dice.choice(self._answered)
        there.send(message)
        self.evidence.count("vice: sent again")

    def _vanish(self, there: Follower) -> bool:
        """Go without a word, sometimes with an edit just sent; come back as one was before."""
        if self.dice.random() < 0.7:
            self._edit(there)
        there.vanish()
        if self._souvenir is not None and self.dice.random() < 0.5:
            self.view, self._souvenir = self._souvenir, None
            self.evidence.count("vice: older seq")
        else:
            self._souvenir = copy.deepcopy(self.view) if not self._browser else None
        self.evidence.count("vice: vanished")
        return False

    def _stall(self) -> None:
        """Read nothing for a while."""
        self.evidence.count("vice: stalled")
        self.scene.wait(self.dice.uniform(2, 6), Phase.PLAY)

    def _abuse(self, port: int) -> None:
        """Something rude on a connection of its own, while this one is left unread."""
        commit(next(self._vices), port, self.scene, self.dice)

    # -- answers ----------------------------------------------------------------------------------

    def _listen(self, there: Follower, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                there.hear(there.receive(timeout=left))
            except TimeoutError:
                break
            if there.answers:
                self._answers(there)

    def _answers(self, there: Follower) -> None:
        for edit_id, message in list(there.answers.items()):
            del there.answers[edit_id]
            if not self.evidence.answer(message):
                continue
            sent = self._pending.pop(edit_id, None)
            if sent is not None:
                self._answered = [*self._answered[-30:], sent[1]]

    def _send_again(self, there: Follower, *, at_once: bool = False) -> None:
        """Edits without an answer."""
        now = time.monotonic()
        for edit_id, (when, message) in list(self._pending.items()):
            if at_once or now - when > RESEND_SECONDS:
                self._pending[edit_id] = (now, message)
                there.send(message)

    # -- quiet points -----------------------------------------------------------------------------

    def _settle(self, there: Follower) -> None:
        """Have everything answered; then compare with the truth, once there is one."""
        self._listen(there, 0.1)
        self._send_again(there)
        if self._pending:
            return
        self.scene.report(Phase.SETTLE, self.name, "settled")
        truth = self.scene.truth
        if truth is None:
            return
        there.catch_up(truth.seq)
        for finding in agreed(self.name, *self._compared(truth)):
            self.evidence.trouble(finding)
        self.evidence.count("view compared")
        self.scene.report(Phase.SETTLE, self.name, "compared")
        self.scene.wait(5.0, Phase.SETTLE)

    def _compared(self, truth: Truth) -> tuple[Any, Any]:
        if isinstance(self.view, Screen):
            return self.view.page.text(), truth.page
        return self.view.as_json(), truth.json
