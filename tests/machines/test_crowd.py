"""The machine's run, with how often each rule ran; and what it catches when the code is wrong."""

import inspect
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from camerasheet.desk import batch, desk
from camerasheet.sheet.events import Event
from camerasheet.sheet.rules import cameras, cells, cues
from camerasheet.web.sockets.channel import ShowChannel
from tests.machines.machine import CrowdMachine
from tests.support.effort import examples


def test_a_crowd(capsys: pytest.CaptureFixture[str]) -> None:
    """Replayed log = tables = what every client shows, whatever happens."""
    CrowdMachine.RAN.clear()
    for _ in range(3):  # Hypothesis leaves rules out on purpose; once in a while one all the time
        run_state_machine_as_test(CrowdMachine, settings=examples(40, stateful_step_count=40))
        if set(CrowdMachine.RAN) == _rules():
            break
    with capsys.disabled():
        print("\nhow often each rule of the crowd ran:")
        for name, times in sorted(CrowdMachine.RAN.items()):
            print(f"  {times:6} {name}")
    assert set(CrowdMachine.RAN) == _rules(), "a rule never ran"


def _rules() -> set[str]:
    marked = vars(CrowdMachine).items()
    return {name for name, value in marked if hasattr(value, "hypothesis_stateful_rule")}


# -- mutants: the same machine, code that is wrong --------------------------------------------


def _mutated(module: ModuleType, *pairs: str) -> dict[str, Any]:
    """The names of ``module`` as they would be with each right text of its source made wrong."""
    source = inspect.getsource(module)
    for right, wrong in zip(pairs[::2], pairs[1::2], strict=True):
        assert source.count(right) == 1, f"{module.__name__} reads otherwise by now: {right}"
        source = source.replace(right, wrong)
    namespace = dict(vars(module))
    exec(compile(source, module.__name__, "exec"), namespace)
    return namespace


def _no_base_check(patch: pytest.MonkeyPatch) -> None:
    for module in (cells, cues, cameras):
        patch.setattr(module, "check_base", lambda *asked, **more: None)


def _published_before_the_commit(patch: pytest.MonkeyPatch) -> None:
    saved = "                save_sheet(connection, batch.sheet, touched(changes), batch.stamps)\n"
    early = "                self._show(Committed(self._sheet, batch.sheet, tuple(batch.events)))\n"
    late = "            self._show(committed)\n        return outcomes\n"
    commit = _mutated(desk, saved, saved + early, late, "        return outcomes\n")
    patch.setattr(desk.Desk, "_commit", commit["Desk"]._commit)


def _no_memory_of_answers(patch: pytest.MonkeyPatch) -> None:
    right = "before = self._known.get((slip.who, slip.id))"
    patch.setattr(batch.Batch, "take", _mutated(batch, right, "before = None")["Batch"].take)


def _memory_within_a_batch_only(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(desk, "find_answers", lambda connection, keys: {})


def _resume_skips_one(patch: pytest.MonkeyPatch) -> None:
    right = ShowChannel._missed

    def wrong(self: ShowChannel, epoch: str | None, seq: int | None) -> list[Event] | None:
        missed = right(self, epoch, seq)
        return missed[1:] if missed else missed

    patch.setattr(ShowChannel, "_missed", wrong)


MUTANTS = {
    _no_base_check: "conflict",
    _published_before_the_commit: "shown before it was on disk",
    _no_memory_of_answers: None,
    _memory_within_a_batch_only: None,
    _resume_skips_one: "came after|told to be at",
}
"""What is wrong, and what the machine must say about it."""

SHORT = settings(
    max_examples=200,
    stateful_step_count=30,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__.strip("_"))
def test_the_machine_catches(mutant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    CrowdMachine.RAN.clear()
    with pytest.raises(AssertionError, match=MUTANTS[mutant]):
        run_state_machine_as_test(CrowdMachine, settings=SHORT)
    assert CrowdMachine.RAN, "it broke before anything had happened"
