"""One job at a time for a show, however many ask at once."""

import threading
from dataclasses import replace

import pytest

from camerasheet.sheet.errors import Busy, NotFound
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.identity import SYSTEM, Who
from camerasheet.storage.control.jobs import Job, JobKind, JobState, StepState

ANN = Who("account:ann", "Ann", "10.0.0.5")


def take(control: ControlDatabase, show: str = "show", by: Who = ANN) -> Job:
    return control.jobs.take(show, JobKind.RESTORE, ["stage", "verify"], {"snapshot": "a.db"}, by)


def test_what_is_written_is_read_back(control: ControlDatabase) -> None:
    job = take(control)
    assert control.jobs.by_id(job.id) == job
    assert control.jobs.running("show") == job
    at = job.created
    done = replace(
        job.with_step("stage", StepState.DONE, at, "Copied."),
        state=JobState.DONE,
        finished=at,
        result={"seq": 7},
    )
    control.jobs.record(done)
    assert control.jobs.by_id(job.id) == done
    assert control.jobs.running("show") is None
    assert control.jobs.of_show("show") == [done]
    with pytest.raises(NotFound):
        control.jobs.by_id("nobody")


def test_the_second_is_told_who_was_first(control: ControlDatabase) -> None:
    job = take(control)
    take(control, "another show")
    with pytest.raises(Busy, match="Ann started a restore") as told:
        take(control, by=SYSTEM)
    assert told.value.details == {"job": job.id, "by": "Ann"}
    control.jobs.record(replace(job, state=JobState.FAILED, error={"code": "storage"}))
    take(control)


def test_of_many_at_once_one_gets_it(control: ControlDatabase) -> None:
    gate = threading.Barrier(8)
    won: list[Job] = []
    lost: list[Busy] = []

    def ask() -> None:
        gate.wait()
        try:
            won.append(take(control))
        except Busy as busy:
            lost.append(busy)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 7)


def test_carrying_copies_takes_no_lease(control: ControlDatabase) -> None:
    push = control.jobs.take("show", JobKind.PUSH, ["send"], {"snapshot": "a.db"}, ANN)
    fetch = control.jobs.take("show", JobKind.FETCH, ["fetch"], {"snapshot": "b.db"}, ANN)
    assert control.jobs.running("show") is None
    assert control.jobs.all_running() == [push, fetch]
    restore = take(control)
    assert control.jobs.running("show") == restore
