"""A sheet between memory and its tables."""

from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    Connection,
    Delete,
    RowMapping,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert

from camerasheet.sheet.changes import Change, On, fields_of
from camerasheet.sheet.errors import DatabaseCorrupt
from camerasheet.sheet.model import Camera, Cue, House, Live, Row, Sheet, Shot
from camerasheet.sheet.vocabulary import Family, Term, Vocabulary, default_terms
from camerasheet.storage.show import tables

Key = tuple[On, tuple[str, ...]]

_MOVE_ON = update(tables.show).values(seq=bindparam("now"))


def start_sheet(connection: Connection, show_id: str, epoch: str, at: int) -> None:
    """Fill the tables of a new show file: an empty sheet with the usual vocabulary."""
    connection.execute(
        insert(tables.show).values(only=1, show_id=show_id, epoch=epoch, seq=0, created_at=at)
    )
    connection.execute(insert(tables.live).values(only=1, **_columns(Live())))
    connection.execute(insert(tables.house).values(only=1, **_columns(House())))
    terms = [_term_columns(term, place) for place, term in enumerate(default_terms())]
    connection.execute(insert(tables.terms), terms)


def load_sheet(connection: Connection) -> Sheet:
    """The whole sheet as it stands in the tables. Raises :class:`DatabaseCorrupt`."""
    show = connection.execute(select(tables.show)).mappings().one_or_none()
    live = connection.execute(select(tables.live)).mappings().one_or_none()
    house = connection.execute(select(tables.house)).mappings().one_or_none()
    if show is None or live is None or house is None:
        raise DatabaseCorrupt("This show file lacks its own record. Restore it from a snapshot.")
    shots: dict[str, dict[str, Shot]] = {}
    for row in connection.execute(select(tables.shots)).mappings():
        fields = _fields(row, "cue_id", "camera_id")
        shots.setdefault(row["cue_id"], {})[row["camera_id"]] = Shot(**fields)
    cues = [Cue(**_fields(row)) for row in _all(connection, tables.cues)]
    cameras = [Camera(**_fields(row)) for row in _all(connection, tables.cameras)]
    terms = connection.execute(select(tables.terms).order_by(tables.terms.c.place)).mappings()
    ready = connection.execute(select(tables.ready.c.cue_id, tables.ready.c.camera_id))
    return Sheet(
        show=show["show_id"],
        epoch=show["epoch"],
        seq=show["seq"],
        rows={cue.id: Row(cue, shots.get(cue.id, {})) for cue in cues},
        order=tuple(cue.id for cue in cues),
        cameras={camera.id: camera for camera in cameras},
        camera_order=tuple(camera.id for camera in cameras),
        vocabulary=Vocabulary(
            {(row["family"], row["code"]): _term(row) for row in terms},
        ),
        live=Live(**_fields(live, "only")),
        ready=frozenset((cue, camera) for cue, camera in ready),
        house=House(**_fields(house, "only")),
    )


def _all(connection: Connection, table: Table) -> Iterable[RowMapping]:
    return connection.execute(select(table).order_by(table.c.rank, table.c.id)).mappings()


def _fields(row: RowMapping, *but: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in but}


def _term(row: RowMapping) -> Term:
    return Term(Family(row["family"]), row["code"], row["name"], tuple(row["aliases"]))


def _columns(thing: Cue | Camera | Shot | Live | House) -> dict[str, Any]:
    return {**fields_of(thing), "versions": dict(thing.versions)}


def _term_columns(term: Term, place: int) -> dict[str, Any]:
    return {
        "family": term.family.value,
        "code": term.code,
        "place": place,
        "name": term.name,
        "aliases": list(term.aliases),
    }


def touched(changes: Iterable[Change]) -> list[Key]:
    """The rows that some changes are about, each once."""
    return list(dict.fromkeys((change.on, change.key) for change in changes))


def save_sheet(connection: Connection, sheet: Sheet, keys: Iterable[Key]) -> None:
    """Make the named rows of the tables equal to ``sheet``, and its seq with them.

    Rows go before what they hang on, and come after it.
    """
    wanted = set(keys)
    if any(on is On.TERM for on, _ in wanted):  # the places of all move when one goes
        wanted |= {(On.TERM, key) for key in sheet.vocabulary.terms}
    for on in (On.READY, On.SHOT, On.CUE, On.CAMERA, On.TERM):
        _delete(
            connection,
            on,
            [key for each, key in wanted if each is on and _row(sheet, each, key) is None],
        )
    for on in (On.CUE, On.CAMERA, On.TERM, On.SHOT, On.READY):
        rows = [_row(sheet, each, key) for each, key in wanted if each is on]
        _put(connection, on, [row for row in rows if row is not None])
    if (On.LIVE, ()) in wanted:
        connection.execute(update(tables.live).values(_columns(sheet.live)))
    if (On.HOUSE, ()) in wanted:
        connection.execute(update(tables.house).values(_columns(sheet.house)))
    connection.execute(_MOVE_ON, {"now": sheet.seq})


_TABLES = {
    On.CUE: tables.cues,
    On.CAMERA: tables.cameras,
    On.SHOT: tables.shots,
    On.TERM: tables.terms,
    On.READY: tables.ready,
}


def _row(sheet: Sheet, on: On, key: tuple[str, ...]) -> dict[str, Any] | None:
    """The columns that a row of the tables should hold, or None when it should not be there."""
    if on is On.CUE:
        row = sheet.rows.get(key[0])
        return None if row is None else {"id": key[0], **_columns(row.cue)}
    if on is On.CAMERA:
        camera = sheet.cameras.get(key[0])
        return None if camera is None else {"id": key[0], **_columns(camera)}
    if on is On.SHOT:
        row = sheet.rows.get(key[0])
        shot = row.shots.get(key[1]) if row else None
        return None if shot is None else {"cue_id": key[0], "camera_id": key[1], **_columns(shot)}
    if on is On.READY:
        there = (key[0], key[1]) in sheet.ready
        return {"cue_id": key[0], "camera_id": key[1]} if there else None
    terms = sheet.vocabulary.terms
    term = terms.get((key[0], key[1]))
    return None if term is None else _term_columns(term, list(terms).index((key[0], key[1])))


# Statements are made once: making them is most of what a small transaction costs.


@cache
def _deletion(on: On) -> Delete:
    table = _TABLES[on]
    columns = table.primary_key.columns
    return delete(table).where(*(column == bindparam(f"key_{column.name}") for column in columns))


@cache
def _upsert(on: On) -> Insert:
    table = _TABLES[on]
    names = [column.name for column in table.primary_key.columns]
    statement = upsert(table)
    others = [column.name for column in table.columns if column.name not in names]
    if not others:
        return statement.on_conflict_do_nothing(index_elements=names)
    renewed = {name: cast("Any", statement.excluded)[name] for name in others}
    return statement.on_conflict_do_update(index_elements=names, set_=renewed)


def _delete(connection: Connection, on: On, keys: list[tuple[str, ...]]) -> None:
    if keys:
        names = [f"key_{column.name}" for column in _TABLES[on].primary_key.columns]
        rows = [dict(zip(names, key, strict=True)) for key in keys]
        connection.execute(_deletion(on), rows)


def _put(connection: Connection, on: On, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(_upsert(on), rows)
