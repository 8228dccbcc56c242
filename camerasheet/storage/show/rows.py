"""A sheet's rows as its tables hold them, written many with one statement.

The statements are our own text, not SQLAlchemy's: a restore writes ten thousand rows while the
crew waits, and one statement for fifty rows gives other threads Python's lock for as long.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property, partial
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Connection, Table

from camerasheet.sheet.ahead import in_json
from camerasheet.sheet.changes import On
from camerasheet.sheet.model import Sheet, Versions
from camerasheet.storage.plain import run, run_many
from camerasheet.storage.show import tables

Key = tuple[On, tuple[str, ...]]
Columns = tuple[Any, ...]

AT_ONCE: Final = 50
"""Rows in one statement."""

TABLES: Final = {
    On.CUE: tables.cues,
    On.CAMERA: tables.cameras,
    On.SHOT: tables.shots,
    On.TERM: tables.terms,
    On.READY: tables.ready,
}


def _values(on: On) -> Callable[[object], Columns]:
    """Reads what is in a row's columns off its cue, camera or shot; versions come last."""
    names = [column.name for column in TABLES[on].columns]
    return attrgetter(*(name for name in names if name not in ("cue_id", "camera_id", "versions")))


_CUE, _CAMERA, _SHOT = _values(On.CUE), _values(On.CAMERA), _values(On.SHOT)


class Writing:
    """A sheet's rows, as tuples in the order of their columns.

    ``stamps`` has versions in JSON, by identity, as far as they are known.
    """

    def __init__(self, sheet: Sheet, stamps: Mapping[int, str]) -> None:
        self._sheet = sheet
        self._versions = dict(stamps)  # a restore stamps thousands alike

    def rows(
        self, on: On, keys: Iterable[tuple[str, ...]]
    ) -> tuple[list[Columns], list[tuple[str, ...]]]:
        """What the rows of those keys should hold, and the keys of those that should not be."""
        there, gone = list[Columns](), list[tuple[str, ...]]()
        row = self._shot if on is On.SHOT else partial(self._row, on)
        for key in keys:
            found = row(key)
            if found is None:
                gone.append(key)
            else:
                there.append(found)
        return there, gone

    def _shot(self, key: tuple[str, ...]) -> Columns | None:
        row = self._sheet.rows.get(key[0])
        shot = row.shots.get(key[1]) if row else None
        return None if shot is None else (*key, *_SHOT(shot), self._text(shot.versions))

    def _row(self, on: On, key: tuple[str, ...]) -> Columns | None:
        sheet = self._sheet
        if on is On.CUE:
            row = sheet.rows.get(key[0])
            return None if row is None else (*_CUE(row.cue), self._text(row.cue.versions))
        if on is On.CAMERA:
            camera = sheet.cameras.get(key[0])
            return None if camera is None else (*_CAMERA(camera), self._text(camera.versions))
        if on is On.READY:
            return key if (key[0], key[1]) in sheet.ready else None
        term = sheet.vocabulary.terms.get((key[0], key[1]))
        if term is None:
            return None
        return (*key, self._places[key[0], key[1]], term.name, json.dumps(term.aliases))

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], int]:
        return {key: place for place, key in enumerate(self._sheet.vocabulary.terms)}

    def _text(self, versions: Versions) -> str:
        text = self._versions.get(id(versions))
        if text is None:
            text = self._versions[id(versions)] = in_json(versions)
        return text


def put_rows(connection: Connection, on: On, rows: Sequence[Columns]) -> None:
    """Have the rows in their table, in place of any with the same keys."""
    whole = len(rows) - len(rows) % AT_ONCE
    for start in range(0, whole, AT_ONCE):
        values = tuple(chain.from_iterable(rows[start : start + AT_ONCE]))
        run(connection, _upsert(on, AT_ONCE), values)
    if whole < len(rows):
        run_many(connection, _upsert(on, 1), rows[whole:])


def delete_rows(connection: Connection, on: On, keys: Sequence[tuple[str, ...]]) -> None:
    """Have the rows of those keys gone."""
    whole = len(keys) - len(keys) % AT_ONCE
    for start in range(0, whole, AT_ONCE):
        values = tuple(chain.from_iterable(keys[start : start + AT_ONCE]))
        run(connection, _deletion(on, AT_ONCE), values)
    if whole < len(keys):
        run_many(connection, _deletion(on, 1), keys[whole:])


def _keys(table: Table) -> list[str]:
    return [column.name for column in table.primary_key.columns]


@cache
def _upsert(on: On, count: int) -> str:
    table = TABLES[on]
    names = [column.name for column in table.columns]
    keys = _keys(table)
    row = f"({','.join('?' * len(names))})"
    renewed = ",".join(f'"{name}"=excluded."{name}"' for name in names if name not in keys)
    return (
        f'INSERT INTO "{table.name}" ({_quoted(names)}) VALUES {",".join([row] * count)} '  # noqa: S608
        f"ON CONFLICT ({_quoted(keys)}) DO {f'UPDATE SET {renewed}' if renewed else 'NOTHING'}"
    )


@cache
def _deletion(on: On, count: int) -> str:
    table = TABLES[on]
    keys = _keys(table)
    row = f"({','.join('?' * len(keys))})"
    values = ",".join([row] * count)
    return f'DELETE FROM "{table.name}" WHERE ({_quoted(keys)}) IN (VALUES {values})'  # noqa: S608


def _quoted(names: Sequence[str]) -> str:
    return ",".join(f'"{name}"' for name in names)
