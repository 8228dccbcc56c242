"""The state machine: anybody does anything at any moment, and every screen stays true."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from camerasheet.desk import Accepted
from tests.machines.crowd import Crowd, Device
from tests.support.content import sound
from tests.support.edits import payload
from tests.support.shows import code_of, error_of

Step = TypeVar("Step", bound=Callable[..., None])

DATA = st.data()
TROUBLES = {"storage", "trouble", "database_locked"}


def counted(step: Step) -> Step:
    """Count how often a rule ran."""

    def counting(self: Any, **arguments: Any) -> None:
        self.RAN[step.__name__] += 1
        step(self, **arguments)

    counting.__name__ = step.__name__
    return counting  # type: ignore[return-value]


class CrowdMachine(RuleBasedStateMachine):
    """``RAN`` counts each rule over the whole run."""

    RAN: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.directory = Path(tempfile.mkdtemp(prefix="camerasheet-machine-"))
        self.crowd = Crowd(self.directory)

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:  # or it would hide what went wrong
                self.crowd.check_all()
        finally:
            self.crowd.close()
            shutil.rmtree(self.directory)

    def any_device(self, data: st.DataObject, *, connected: bool | None = None) -> Device:
        devices = [d for d in self.crowd.devices if connected in (None, d.connected)]
        return data.draw(st.sampled_from(devices))

    def some_are(self, *, connected: bool) -> bool:
        return any(device.connected is connected for device in self.crowd.devices)

    @initialize()
    def begin(self) -> None:
        """Two devices and a sheet that is worth writing on."""
        for name in ("first", "second"):
            self.crowd.devices.append(Device(name))
        for device in self.crowd.devices:
            self.crowd.connect(device)
        kinds = [{"kind": "add_camera"}] * 2 + [{"kind": "add_cue"}] * 3
        asked = [(self.crowd.new_edit(), dict(kind)) for kind in kinds]
        self.crowd.hand_in(self.crowd.devices[0], asked)
        self.crowd.deliver()

    # -- editing --------------------------------------------------------------------------------

    @rule(data=DATA)
    @counted
    def edit(self, data: st.DataObject) -> None:
        """Any edit at all."""
        device, sheet = self.any_device(data), self.crowd.desk.sheet
        asked = payload(data.draw, sheet)
        (outcome,) = self.crowd.hand_in(device, [(self.crowd.new_edit(), asked)])
        assert code_of(outcome) not in TROUBLES, outcome
        self._moved_by(sheet.seq, [outcome])

    @rule(data=DATA)
    @counted
    def edit_several(self, data: st.DataObject) -> None:
        """Several in one message: decided together, refused alone."""
        device, sheet = self.any_device(data), self.crowd.desk.sheet
        count = data.draw(st.integers(2, 5))
        asked = [(self.crowd.new_edit(), payload(data.draw, sheet)) for _ in range(count)]
        outcomes = self.crowd.hand_in(device, asked)
        assert not TROUBLES & set(map(code_of, outcomes)), outcomes
        self._moved_by(sheet.seq, outcomes)

    @rule(data=DATA)
    @counted
    def write(self, data: st.DataObject) -> None:
        """A field of a cell or a cue, from what a device has seen: the oracle knows the outcome."""
        self.crowd.deliver()
        device, sheet = self.any_device(data), self.crowd.desk.sheet
        if not sheet.cue_ids or not sheet.camera_order:
            return
        cue = data.draw(st.sampled_from(sheet.cue_ids))
        camera = data.draw(st.sampled_from(sheet.camera_order))
        value = data.draw(st.sampled_from(["", "one", "two", "three"]))
        of_cell = data.draw(st.booleans())
        asked: dict[str, Any] = {"kind": "write_shot" if of_cell else "write_cue", "cue": cue}
        asked |= {"camera": camera, "field": "subject"} if of_cell else {"field": "title"}
        base = data.draw(st.sampled_from([device.view.seq, max(0, sheet.seq - 2), None]))
        base = None if base is None or base > sheet.seq else base
        asked |= {"value": value, **({} if base is None else {"base": base})}
        key = ("shot", cue, camera, "subject") if of_cell else ("cue", cue, "", "title")
        expected = self.crowd.oracle.expects(key, value, base)
        standing = self.crowd.oracle.fields.get(key)
        (outcome,) = self.crowd.hand_in(device, [(self.crowd.new_edit(), asked)])
        assert code_of(outcome) == expected, (asked, standing)
        if expected == "conflict" and standing is not None:
            current = error_of(outcome)["current"]
            assert (current["value"], current["seq"]) == standing
            assert current["by"]

    @precondition(lambda self: any(device.told for device in self.crowd.devices))
    @rule(data=DATA)
    @counted
    def resend(self, data: st.DataObject) -> None:
        """What was answered is answered the same again, and changes nothing."""
        devices = [device for device in self.crowd.devices if device.told]
        device = data.draw(st.sampled_from(devices))
        edit_id = data.draw(st.sampled_from(sorted(device.told)))
        asked, told = device.told[edit_id]
        seq = self.crowd.desk.sheet.seq
        (again,) = self.crowd.hand_in(device, [(edit_id, asked)])
        if code_of(told) in TROUBLES:  # then it may well work now, and that is its answer
            device.told[edit_id] = (asked, again)
        else:
            assert again == told
            assert self.crowd.desk.sheet.seq == seq

    @precondition(lambda self: any(device.told for device in self.crowd.devices))
    @rule(data=DATA)
    @counted
    def reuse_an_id(self, data: st.DataObject) -> None:
        """An id means one edit."""
        devices = [device for device in self.crowd.devices if device.told]
        device = data.draw(st.sampled_from(devices))
        edit_id = data.draw(st.sampled_from(sorted(device.told)))
        if code_of(device.told[edit_id][1]) in TROUBLES:
            return
        other = {"kind": "add_cue", "title": "something else"}
        (outcome,) = self.crowd.hand_in(device, [(edit_id, other)])
        assert code_of(outcome) == "id_reused"

    @rule(data=DATA)
    @counted
    def edit_on_a_full_disk(self, data: st.DataObject) -> None:
        """Nothing is acknowledged, nothing is shown, nothing is changed."""
        self.crowd.deliver()
        device, sheet = self.any_device(data), self.crowd.desk.sheet
        asked = (self.crowd.new_edit(), {"kind": "add_cue", "title": "x" * 150})
        with self.crowd.full_disk():
            (outcome,) = self.crowd.hand_in(device, [asked])
        assert code_of(outcome) in TROUBLES
        assert not self.crowd.committed, "shown before it was on disk"
        assert self.crowd.desk.sheet is sheet

    # -- coming and going -----------------------------------------------------------------------

    @rule()
    @counted
    def deliver(self) -> None:
        """The hub gets round to it."""
        self.crowd.deliver()

    @precondition(lambda self: len(self.crowd.devices) < 5)
    @rule()
    @counted
    def join(self) -> None:
        """Somebody new."""
        device = Device(f"device {len(self.crowd.devices)}")
        self.crowd.devices.append(device)
        self.crowd.connect(device)
        assert device.view.whole == 1

    @precondition(lambda self: self.some_are(connected=True))
    @rule(data=DATA)
    @counted
    def drop_off(self, data: st.DataObject) -> None:
        """A phone in a tunnel."""
        self.any_device(data, connected=True).connected = False

    @precondition(lambda self: self.some_are(connected=False))
    @rule(data=DATA)
    @counted
    def come_back(self, data: st.DataObject) -> None:
        """With what it has seen: never everything anew, for nothing is too long ago here."""
        device = self.any_device(data, connected=False)
        whole = device.view.whole
        self.crowd.connect(device)
        assert device.view.whole == whole

    @precondition(lambda self: self.some_are(connected=False))
    @rule(data=DATA, lie=st.sampled_from(["ahead", "behind", "epoch", "nothing"]))
    @counted
    def come_back_with_a_lie(self, data: st.DataObject, lie: str) -> None:
        """Whatever a client believes, it is put right."""
        device = self.any_device(data, connected=False)
        view = device.view
        seq, whole = view.seq or 0, view.whole
        if lie == "ahead":
            view.seq = self.crowd.channel.sheet.seq + data.draw(st.integers(1, 9))
        elif lie == "behind":
            view.seq = data.draw(st.integers(0, seq))
        elif lie == "epoch":
            view.epoch = "another"
        else:
            view.epoch = view.seq = None
        self.crowd.connect(device)
        assert view.whole == whole + (lie != "behind")

    @rule()
    @counted
    def restart(self) -> None:
        """The server stops and starts."""
        self.crowd.restart()

    @rule()
    @counted
    def look(self) -> None:
        """Everything is compared with everything."""
        self.crowd.check_all()

    @invariant()
    def every_screen_is_true(self) -> None:
        """Also between deliveries: a screen may be late, and never wrong."""
        self.crowd.check_views()

    @invariant()
    def the_sheet_is_sound(self) -> None:
        """No rank twice, no number twice, nothing that hangs on nothing."""
        sound(self.crowd.desk.sheet)

    def _moved_by(self, seq: int, outcomes: list[Any]) -> None:
        """The sheet has moved on by exactly what was accepted."""
        accepted = [outcome.seq for outcome in outcomes if isinstance(outcome, Accepted)]
        assert accepted == list(range(seq + 1, seq + 1 + len(accepted)))
        assert self.crowd.desk.sheet.seq == seq + len(accepted)
