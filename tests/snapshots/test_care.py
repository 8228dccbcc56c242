"""Retention, the schedule, and restore drills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camerasheet.sheet.errors import LastVerified, Malformed
from camerasheet.snapshots import JobKind, JobState, Kind, Manifest, Policy, caring
from camerasheet.snapshots.retention import SAFETY_DAYS, last_verified, to_prune
from tests.snapshots.house import ANN, Aside, House

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

Meanwhile = Callable[[Callable[[list[str]], object]], None]


def manifest(number: int, kind: Kind, minutes_ago: int, pinned: bool, ok: bool | None) -> Manifest:
    at = NOW - timedelta(minutes=minutes_ago)
    return Manifest(
        f"{at:%Y-%m-%d_%H-%M-%S}_{number + 1}.db",
        *(kind, 1, "", at, "", "", "", "", "", "0002", 0, 0, 0, "", 0, "", "0"),
        pinned=pinned,
        verified_ok=ok,
    )


shelves = st.lists(
    st.tuples(
        st.sampled_from(Kind),
        st.integers(0, 60 * 24 * 60),
        st.booleans(),
        st.sampled_from([None, True, False]),
    ),
    max_size=60,
).map(lambda each: [manifest(n, *fields) for n, fields in enumerate(each)])
policies = st.builds(
    Policy,
    keep_last=st.integers(1, 5),
    keep_hourly=st.integers(0, 5),
    keep_daily=st.integers(0, 5),
    keep_weekly=st.integers(0, 5),
)


@given(shelves, policies, st.integers(1, 5))
def test_what_retention_never_removes(shelf: list[Manifest], policy: Policy, keep: int) -> None:
    going = to_prune(shelf, policy, keep, NOW)
    gone = [each for each in shelf if each.filename in going]
    assert len(gone) == len(going) == len(set(going))
    sound = last_verified(shelf)
    for each in gone:
        assert not each.pinned
        assert each is not sound
        assert each.kind is not Kind.UPLOADED
        fresh = NOW - each.created < timedelta(days=SAFETY_DAYS)
        assert not (each.kind is Kind.PRE_RESTORE and fresh)
    left = [each for each in shelf if each.filename not in going]
    assert to_prune(left, policy, keep, NOW) == [], "pruning twice is pruning once"
    manual = [each for each in left if each.kind is Kind.MANUAL and not each.pinned]
    there = [each for each in shelf if each.kind is Kind.MANUAL and not each.pinned]
    assert min(keep, len(there)) <= len(manual) <= keep + 1  # the last verified one is extra
    if manual and there:
        assert max(e.created for e in manual) == max(e.created for e in there)


def test_grandfathers() -> None:
    """A year of hourly snapshots: the last ones close together, the old ones far apart."""
    shelf = [manifest(n, Kind.SCHEDULED, n * 60, False, None) for n in range(24 * 365)]
    policy = Policy(keep_last=3, keep_hourly=12, keep_daily=7, keep_weekly=4)
    going = set(to_prune(shelf, policy, 10, NOW))
    kept = [(NOW - each.created).days for each in shelf if each.filename not in going]
    assert len(kept) < 12 + 7 + 4
    assert kept.count(0) >= 12
    assert set(kept) >= {1, 2, 3, 4, 5}
    assert max(kept) >= 14, "the newest of each of four weeks"


def test_manual_ones_are_kept_to_a_number(house: House) -> None:
    house.create(name="pinned", pinned=True)
    for n in range(12):
        house.create(name=f"{n}")
    names = [each.name for each in house.snapshots.list(house.show_id)]
    assert names == [*(f"{n}" for n in range(11, 1, -1)), "pinned"]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Have something done, once, when a prune has chosen what goes and has removed nothing yet."""

    def arrange(deed: Callable[[list[str]], object]) -> None:
        def chosen(*known: Any) -> list[str]:
            going = to_prune(*known)
            if going:
                monkeypatch.setattr(caring, "to_prune", to_prune)
                deed(going)
            return going

        monkeypatch.setattr(caring, "to_prune", chosen)

    return arrange


def pruned(house: House) -> list[str]:
    """What the audit log says was pruned, newest first."""
    entries = house.control.audit.list()
    return [str(e.detail["filename"]) for e in entries if e.action == "snapshot_pruned"]


def test_what_is_pinned_while_others_are_pruned_stays(house: House, meanwhile: Meanwhile) -> None:
    made = [house.create(name=f"{n}").filename for n in range(10)]
    meanwhile(lambda going: house.snapshots.describe(house.show_id, going[0], pinned=True, by=ANN))
    made.append(house.create().filename)
    assert house.names() == made[::-1]
    assert pruned(house) == []
    made.append(house.create().filename)
    assert set(house.names()) == {*made} - {made[1]}


def test_what_is_gone_already_is_not_missed(house: House, meanwhile: Meanwhile) -> None:
    made = [house.create(name=f"{n}").filename for n in range(11)]
    assert pruned(house) == [made[0]]
    meanwhile(lambda going: house.snapshots.shelf(house.show_id).remove(going[0]))
    made.append(house.create().filename)
    assert house.names() == made[2:][::-1]


def test_a_scheduled_prune_that_finds_nothing_has_not_failed(
    house: House, meanwhile: Meanwhile
) -> None:
    house.snapshots.set_policy(house.show_id, Policy(on=False, drill_hours=0), by=ANN)
    for n in range(10):
        house.create(name=f"{n}")
    pinned = house.create(pinned=True).filename
    house.snapshots.describe(house.show_id, pinned, pinned=False, by=ANN)
    meanwhile(lambda going: house.snapshots.shelf(house.show_id).remove(going[0]))
    house.clock.advance(hours=2)
    house.snapshots.tick()
    assert len(house.names()) == 10
    assert house.snapshots.jobs(house.show_id) == []


def test_one_prune_of_a_show_at_a_time(house: House, meanwhile: Meanwhile) -> None:
    made = [house.create(name=f"{n}").filename for n in range(10)]
    other = Aside(lambda: house.snapshots.prune(house.show_id))
    meanwhile(lambda going: other.begin())
    house.create()
    assert other.end() == [], "it waited, and there was nothing left to do"
    assert pruned(house) == [made[0]]


def test_what_was_sound_beside_one_that_is_pruned_stays(house: House, meanwhile: Meanwhile) -> None:
    made = [house.create(name=f"{n}").filename for n in range(10)]
    for filename in (made[0], made[-1]):
        house.snapshots.verify(house.show_id, filename, by=ANN)
    delete = Aside(lambda: house.snapshots.delete(house.show_id, made[-1], by=ANN))
    meanwhile(lambda going: delete.begin())
    house.create()
    assert isinstance(delete.end(), LastVerified)
    assert house.snapshots.find(house.show_id, made[-1]).verified_ok


def test_two_who_delete_the_last_sound_ones_do_not_both(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (house.create().filename for _ in range(2))
    for filename in (one, other):
        house.snapshots.verify(house.show_id, filename, by=ANN)
    delete = Aside(lambda: house.snapshots.delete(house.show_id, other, by=ANN))
    shelf = house.snapshots.shelf(house.show_id)
    usual = shelf.remove

    def held(filename: str) -> None:
        if filename == one:
            delete.begin()
        usual(filename)

    monkeypatch.setattr(shelf, "remove", held)
    house.snapshots.delete(house.show_id, one, by=ANN)
    assert isinstance(delete.end(), LastVerified)
    assert house.names() == [other]


def test_the_schedule_makes_one_when_it_is_due_and_something_changed(house: House) -> None:
    def scheduled() -> int:
        return sum(each.kind is Kind.SCHEDULED for each in house.snapshots.list(house.show_id))

    house.snapshots.tick()
    assert scheduled() == 0
    house.clock.advance(minutes=61)
    house.snapshots.tick()
    assert scheduled() == 1
    house.clock.advance(minutes=61)
    house.snapshots.tick()
    assert scheduled() == 1, "nothing has changed since"
    house.cue()
    house.snapshots.tick()
    assert scheduled() == 2
    house.snapshots.tick()
    assert scheduled() == 2
    house.snapshots.set_policy(house.show_id, Policy(on=False), by=ANN)
    house.cue()
    house.clock.advance(minutes=120)
    house.snapshots.tick()
    assert scheduled() == 2
    assert house.snapshots.policy(house.show_id) == Policy(on=False)
    with pytest.raises(Malformed, match="every_minutes"):
        house.snapshots.set_policy(house.show_id, Policy(every_minutes=0), by=ANN)


def test_a_schedule_that_fails_is_seen(house: House) -> None:
    house.clock.advance(minutes=61)
    house.shelf.parent.joinpath(house.show_id).write_text("in the way")
    house.snapshots.tick()
    house.snapshots.tick()
    failed = [job for job in house.snapshots.jobs(house.show_id) if job.kind is JobKind.SNAPSHOT]
    assert [job.state for job in failed] == [JobState.FAILED]
    house.shelf.unlink()
    house.clock.advance(minutes=11)
    house.snapshots.tick()
    assert house.names()


def test_drills(house: House) -> None:
    assert house.snapshots.last_drill(house.show_id) is None
    made = house.create()
    held = house.snapshots.drill(house.show_id, by=ANN)
    assert held.ok, held.problem
    assert held.filename == made.filename
    assert house.snapshots.last_drill(house.show_id) == replace(
        held,
        at=house.snapshots.last_drill(house.show_id).at,  # type: ignore[union-attr]
    )
    assert house.snapshots.find(house.show_id, made.filename).verified_ok
    path = house.shelf / made.filename
    content = bytearray(path.read_bytes())
    content[5000] ^= 1
    path.write_bytes(content)
    house.clock.advance(hours=25)
    house.snapshots.set_policy(house.show_id, Policy(on=False), by=ANN)
    house.snapshots.tick()
    failed = house.snapshots.last_drill(house.show_id)
    assert failed is not None
    assert not failed.ok
    assert "checksum" in failed.problem
    assert house.snapshots.find(house.show_id, made.filename).verified_ok is False
    assert not list(house.shelf.glob(".*"))


def test_control_db_is_copied_daily(house: House) -> None:
    house.clock.advance(hours=25)
    house.snapshots.tick()
    house.snapshots.tick()
    assert len(house.snapshots.list_control()) == 1
