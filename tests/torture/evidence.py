"""What the clients and the director saw, for the verdicts."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Answer = tuple[str, Any]
"""``("ack", seq)`` or ``("refused", code)``: the same whenever the same edit is sent again."""

TRANSIENT = frozenset({"storage", "shutting_down", "trouble", "database_locked", "busy"})
"""Refusals that say: nothing was changed, send it again."""

FINAL = frozenset(
    {
        *("malformed", "conflict", "gone", "number_taken", "nothing_to_do", "cannot_undo"),
        *("stale_position", "on_hold", "nothing_next", "refused", "exists", "epoch", "id_reused"),
    }
)
"""Refusals that a random edit may well earn."""


class Evidence:
    """Written by many threads. ``tell`` hears of every trouble at once."""

    def __init__(self, tell: Callable[[str], object] = lambda _: None) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self.answers: dict[str, Answer] = {}
        self.sent: set[str] = set()
        self.troubles: list[str] = []
        self.counts: Counter[str] = Counter()

    def trouble(self, what: str) -> None:
        """Something that must never be. The run goes on, and fails."""
        with self._lock:
            self.troubles.append(what)
        self._tell(f"FOUND {what[:5000]}")

    def count(self, what: str, number: int = 1) -> None:
        """Something that happened, under a name."""
        with self._lock:
            self.counts[what] += number

    def send(self, edit_id: str) -> None:
        """An edit is about to be sent, perhaps not for the first time."""
        with self._lock:
            self.sent.add(edit_id)

    def answer(self, message: Json) -> bool:
        """Keep the answer to an edit; False when it is one that asks for another attempt.

        The same edit sent again must be answered with the same: anything else is a trouble.
        """
        edit_id = str(message["id"])
        found = answer_of(message)
        if message.get("retry"):
            self.count(f"try again: {found[1]}")
            if found[1] not in TRANSIENT:
                self.trouble(f"{edit_id}: {found[1]} asks for another attempt")
            return False
        with self._lock:
            before = self.answers.setdefault(edit_id, found)
        if before != found:
            self.trouble(f"{edit_id} was answered {before}, and then {found}")
        elif found[0] == "refused" and found[1] not in FINAL:
            self.trouble(f"{edit_id} was refused: {message}")
        self.count(found[0] if found[0] == "ack" else f"refused: {found[1]}")
        return True

    def acknowledged(self) -> dict[str, int]:
        """Every edit that was, with the place in the log that was said."""
        with self._lock:
            return {name: said for name, (kind, said) in self.answers.items() if kind == "ack"}

    def refused(self) -> dict[str, str]:
        """Every edit that was refused for good, with the code."""
        with self._lock:
            return {name: said for name, (kind, said) in self.answers.items() if kind != "ack"}


def answer_of(message: Json) -> Answer:
    """What may not change when the same edit is sent again."""
    if message["type"] == "ack":
        return "ack", int(message["seq"])
    return "refused", str(message["code"])
