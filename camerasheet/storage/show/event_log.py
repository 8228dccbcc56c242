"""The log of a show: every event, in order, and the answers its edits got."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, delete, func, select

from camerasheet.sheet.events import Event, Happening, from_record, record_text
from camerasheet.storage.plain import query, run_many
from camerasheet.storage.show import tables

_APPEND_EVENTS = (
    "INSERT INTO events (seq, kind, by_id, by_name, at, edit, changes, notes) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_APPEND_ANSWERS = 'INSERT INTO answers (who, edit, digest, "at", answer) VALUES (?, ?, ?, ?, ?)'
_EVENTS = 'SELECT seq, kind, by_id, by_name, "at", edit, changes, notes FROM events '
_FIND_EVENT = f"{_EVENTS}WHERE seq = ?"
_EVENTS_AFTER = f"{_EVENTS}WHERE seq > ? ORDER BY seq LIMIT ?"
_FIND_ANSWERS = (
    'SELECT who, edit, digest, "at", answer FROM answers WHERE (who, edit) IN (VALUES {})'
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an edit was answered. ``digest`` tells the same payload from another one.

    ``answer`` is the JSON that the author got: ``{"seq"}`` or ``{"code", "message", …}``.
    """

    who: str
    edit: str
    digest: str
    at: int
    answer: dict[str, Any]


def append_events(
    connection: Connection,
    events: Sequence[Event],
    texts: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """Write events at the end of the log; ``texts`` as for :func:`record_text`."""
    if events:
        run_many(connection, _APPEND_EVENTS, [_columns(event, texts) for event in events])


def append_answers(connection: Connection, answers: Sequence[Answer]) -> None:
    """Remember what edits were answered."""
    if answers:
        rows = [(a.who, a.edit, a.digest, a.at, json.dumps(a.answer)) for a in answers]
        run_many(connection, _APPEND_ANSWERS, rows)


def find_answers(
    connection: Connection, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Answer]:
    """The answers already given to (who, edit id) pairs."""
    wanted = list(keys)
    if not wanted:
        return {}
    statement = _FIND_ANSWERS.format(", ".join(["(?, ?)"] * len(wanted)))
    found = query(connection, statement, tuple(chain.from_iterable(wanted)))
    return {
        (who, edit): Answer(who, edit, digest, at, json.loads(answer))
        for who, edit, digest, at, answer in found
    }


def events_after(connection: Connection, seq: int, most: int) -> list[Event]:
    """The first ``most`` events after ``seq``, in order."""
    return [_event(row) for row in query(connection, _EVENTS_AFTER, (seq, most))]


def find_event(connection: Connection, seq: int) -> Event | None:
    """One event, or None when the log does not (or no longer) hold it.

    An undo looks up whatever came since it was planned, while everybody waits.
    """
    found = query(connection, _FIND_EVENT, (seq,))
    return _event(found[0]) if found else None


def oldest_seq(connection: Connection) -> int | None:
    """The seq of the first event that the log still holds, or None when it is empty."""
    return connection.execute(select(func.min(tables.events.c.seq))).scalar()


def prune(connection: Connection, before: int) -> int:
    """Forget events and answers from before ``before`` (ms since the epoch); how many events."""
    connection.execute(delete(tables.answers).where(tables.answers.c.at < before))
    return connection.execute(delete(tables.events).where(tables.events.c.at < before)).rowcount


def _columns(event: Event, texts: Mapping[int, str]) -> tuple[Any, ...]:
    return (
        event.seq,
        event.kind.value,
        event.by,
        event.by_name,
        event.at,
        event.edit,
        record_text(event.changes, texts),
        json.dumps(dict(event.notes)),
    )


def _event(row: tuple[Any, ...]) -> Event:
    seq, kind, by, by_name, at, edit, changes, notes = row
    return Event(
        seq=seq,
        kind=Happening(kind),
        changes=from_record(json.loads(changes)),
        by=by,
        by_name=by_name,
        at=at,
        edit=edit,
        notes=json.loads(notes),
    )
