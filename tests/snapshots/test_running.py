"""The runner of jobs: what is begun ends, and says how."""

from __future__ import annotations

import threading

import pytest

from camerasheet.sheet.errors import Busy, NothingToDo, ShuttingDown
from camerasheet.snapshots import JobKind, JobState
from camerasheet.snapshots.progress import BROKEN, Progress
from camerasheet.snapshots.running import Runner, Task, Work
from tests.snapshots.house import ANN, PATIENCE, House


@pytest.fixture
def runner(house: House) -> Runner:
    return Runner(house.control.jobs, house.clock)


def task(house: House, kind: JobKind = JobKind.PUSH, snapshot: str = "a.db") -> Task:
    return Task(house.show_id, kind, ("read",), {"snapshot": snapshot}, ANN)


def done(progress: Progress) -> None:
    with progress.step("read"):
        progress.say("It is sound.")
    progress.done()


def held(event: threading.Event) -> Work:
    """Work that ends when the event is set."""

    def work(progress: Progress) -> None:
        event.wait(PATIENCE)
        progress.done()

    return work


def test_a_job_is_worked_on_in_a_thread_and_is_waited_for(house: House, runner: Runner) -> None:
    may_go_on = threading.Event()
    job = runner.start(task(house), held(may_go_on))
    assert runner.wait(job.id, 0.01).under_way
    assert [each.id for each in runner.under_way(house.show_id)] == [job.id]
    may_go_on.set()
    assert runner.wait(job.id, PATIENCE).state is JobState.DONE
    assert runner.under_way(house.show_id) == []


def test_the_same_is_not_done_twice_at_once(house: House, runner: Runner) -> None:
    may_go_on = threading.Event()
    work = held(may_go_on)
    job = runner.start(task(house), work, once=True)
    assert runner.start(task(house), work, once=True).id == job.id
    other = runner.start(task(house, snapshot="b.db"), work, once=True)
    assert other.id != job.id
    may_go_on.set()
    for each in (job, other):
        runner.wait(each.id, PATIENCE)
    assert runner.start(task(house), done, once=True).id != job.id


def test_what_has_just_ended_is_done_again(house: House, runner: Runner) -> None:
    ended, may_go_on = threading.Event(), threading.Event()

    def lingers(progress: Progress) -> None:
        progress.done()
        ended.set()
        may_go_on.wait(PATIENCE)

    job = runner.start(task(house), lingers, once=True)
    assert ended.wait(PATIENCE)
    again = runner.start(task(house), held(may_go_on), once=True)
    assert again.id != job.id
    assert runner.start(task(house), done, once=True).id == again.id
    may_go_on.set()
    for each in (job, again):
        assert runner.wait(each.id, PATIENCE).state is JobState.DONE


def test_what_fails_says_why_and_frees_the_show(house: House) -> None:
    runner = Runner(
        house.control.jobs, house.clock, lambda job, error: {"code": error.code, "message": job.id}
    )

    def refused(progress: Progress) -> None:
        raise NothingToDo("It is like that already.")

    def broken(progress: Progress) -> None:
        raise ZeroDivisionError

    for work, code in ((refused, NothingToDo.code), (broken, BROKEN.code)):
        job = runner.start(task(house, JobKind.RESTORE), work)
        ended = runner.wait(job.id, PATIENCE)
        assert ended.state is JobState.FAILED
        assert ended.error == {"code": code, "message": job.id}


def test_a_show_is_changed_by_one_job_at_a_time(house: House, runner: Runner) -> None:
    may_go_on = threading.Event()
    job = runner.start(task(house, JobKind.RESTORE), held(may_go_on))
    with pytest.raises(Busy):
        runner.start(task(house, JobKind.UNDO), done)
    may_go_on.set()
    runner.wait(job.id, PATIENCE)


def test_nothing_begins_while_it_closes(house: House, runner: Runner) -> None:
    def breaks_off(progress: Progress) -> None:
        while not runner.closing:
            threading.Event().wait(0.01)
        raise ShuttingDown("Not now.")

    job = runner.start(task(house), breaks_off)
    runner.close(PATIENCE)
    assert runner.job(job.id).state is JobState.FAILED
    with pytest.raises(ShuttingDown):
        runner.start(task(house), done)
