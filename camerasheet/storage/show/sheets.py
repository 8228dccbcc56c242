"""A sheet between memory and its tables."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, insert, select, update

from camerasheet.sheet.changes import Change, On, fields_of
from camerasheet.sheet.errors import DatabaseCorrupt
from camerasheet.sheet.model import Camera, Cue, House, Live, Row, Sheet, Shot
from camerasheet.sheet.vocabulary import Family, Term, Vocabulary, default_terms
from camerasheet.storage.plain import run
from camerasheet.storage.show import tables
from camerasheet.storage.show.rows import TABLES, Columns, Key, Writing, delete_rows, put_rows

_MOVE_ON = "UPDATE show SET seq = ?"


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


def save_sheet(
    connection: Connection,
    sheet: Sheet,
    keys: Iterable[Key],
    stamps: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """Make the named rows of the tables equal to ``sheet``, and its seq with them.

    ``stamps`` has versions in JSON, by identity, where that was made before. Rows go before what
    they hang on, and come after it.
    """
    wanted = dict.fromkeys(keys)
    kinds = {on for on, _ in wanted}
    if On.TERM in kinds:  # the places of all move when one goes
        wanted |= dict.fromkeys((On.TERM, key) for key in sheet.vocabulary.terms)
    writing = Writing(sheet, stamps)
    there: dict[On, list[Columns]] = {}
    gone: dict[On, list[tuple[str, ...]]] = {}
    for on in TABLES:
        some = [key for kind, key in wanted if kind is on] if on in kinds else []
        there[on], gone[on] = writing.rows(on, some)
    for on in (On.READY, On.SHOT, On.CUE, On.CAMERA, On.TERM):
        delete_rows(connection, on, gone[on])
    for on in (On.CUE, On.CAMERA, On.TERM, On.SHOT, On.READY):
        put_rows(connection, on, there[on])
    if On.LIVE in kinds:
        connection.execute(update(tables.live).values(_columns(sheet.live)))
    if On.HOUSE in kinds:
        connection.execute(update(tables.house).values(_columns(sheet.house)))
    run(connection, _MOVE_ON, (sheet.seq,))
