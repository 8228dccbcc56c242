"""Edits, snapshots, restores, undos, deletions and crashes in any order, against a dict."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from camerasheet.sheet.errors import CannotUndo
from camerasheet.sheet.replacement import Selection
from camerasheet.snapshots import Job, JobState
from tests.snapshots.house import ANN, House
from tests.support.content import content_of, sound
from tests.support.edits import payload
from tests.support.effort import examples
from tests.support.rehearsal import ADMIN
from tests.support.shows import read_back, replayed, same, slip

Content = dict[str, Any]


def planned(house: House) -> Content:
    """What a restore brings back: all content but the switches of how the show is run."""
    return {name: part for name, part in content_of(house.sheet).items() if name != "house"}


class SnapshotMachine(RuleBasedStateMachine):
    """``live`` is what the sheet must say, ``shelf`` what each snapshot must."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = Path(tempfile.mkdtemp(prefix="camerasheet-"))
        self.house = House(self.directory / "data", snapshots_keep=100)
        self.house.fill(2, 1)
        self.live = planned(self.house)
        self.shelf: dict[str, Content] = {}
        self.before: list[tuple[Job, Content]] = []
        self.undone: set[str] = set()

    def teardown(self) -> None:
        self.house.close()
        shutil.rmtree(self.directory)

    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        for _ in range(3):
            self.house.desk.apply(slip(payload(data.draw, self.house.sheet), by=ADMIN))
        self.live = planned(self.house)  # that edits do what they say is tested elsewhere

    @rule()
    def create(self) -> None:
        self.shelf[self.house.create().filename] = self.live

    @precondition(lambda self: self.shelf)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        filename = data.draw(st.sampled_from(sorted(self.shelf)))
        self._done(self.house.restore(filename))
        self.live = self.shelf[filename]

    @precondition(lambda self: self.shelf)
    @rule(data=st.data())
    def restore_a_cue(self, data: st.DataObject) -> None:
        filename = data.draw(st.sampled_from(sorted(self.shelf)))
        there = self.shelf[filename]
        cues = [cue["id"] for cue in (*there["cues"], *self.live["cues"])]
        if not cues:
            return
        chosen = data.draw(st.sampled_from(cues))
        others = {key: shot for key, shot in self.live["shots"].items() if key[0] != chosen}
        self._done(self.house.restore(filename, Selection(cues=frozenset({chosen}))))
        after = planned(self.house)
        assert {k: s for k, s in after["shots"].items() if k[0] == chosen} == {
            k: s for k, s in there["shots"].items() if k[0] == chosen
        }
        assert {k: s for k, s in after["shots"].items() if k[0] != chosen} == others
        self.live = after

    def _done(self, job: Job) -> None:
        assert job.state is JobState.DONE, job.error
        self.shelf[job.result["safety"]] = self.live
        if job.result["status"] != "unchanged":
            self.before.append((job, self.live))

    @precondition(lambda self: self.before)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.before) - 1))
        job, then = self.before[place]
        if job.id in self.undone:
            with pytest.raises(CannotUndo, match="already"):
                self.house.undo(job, keep_edits=False)
            return
        undone = self.house.undo(job, keep_edits=False)
        self._done(undone)
        if undone.result["status"] == "undone":
            self.undone.add(job.id)
        self.live = then

    @precondition(lambda self: self.shelf)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        filename = data.draw(st.sampled_from(sorted(self.shelf)))
        self.house.snapshots.delete(self.house.show_id, filename, by=ANN, last_verified_too=True)
        del self.shelf[filename]

    @rule()
    def crash(self) -> None:
        """The files as they lie at this moment are all that is left."""
        copy = self.directory / f"after-{len(list(self.directory.iterdir()))}"
        shutil.copytree(self.house.data.path, copy)
        self.house.close()
        self.house = House(copy, snapshots_keep=100)
        assert self.house.snapshots.clear_leftovers() == []

    @invariant()
    def everything_is_as_it_should_be(self) -> None:
        assert planned(self.house) == self.live
        sound(self.house.sheet)
        assert sorted(self.house.names()) == sorted(self.shelf)
        assert self.house.snapshots.running(self.house.show_id) is None

    @precondition(lambda self: self.shelf)
    @rule(data=st.data())
    def look_into_one(self, data: st.DataObject) -> None:
        filename = data.draw(st.sampled_from(sorted(self.shelf)))
        sheet = self.house.snapshots.sheet(self.house.show_id, filename)
        found = {name: part for name, part in content_of(sheet).items() if name != "house"}
        assert found == self.shelf[filename]
        stored, events = read_back(self.house.file)
        same(stored, self.house.sheet)
        same(replayed(events), stored)


TestSnapshots = SnapshotMachine.TestCase
TestSnapshots.settings = examples(8, stateful_step_count=14)
