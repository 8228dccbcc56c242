import os
import signal
import stat
import subprocess
import sys

import pytest

from camerasheet.sheet.errors import DataInUse, StorageFailed
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.ownership import own

HOLD = """
import os, sys, time
from pathlib import Path
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.ownership import own
owned = own(DataDirectory(Path(sys.argv[1])), "camerasheet serve")
if sys.argv[2] == "fork":
    if os.fork() == 0:
        print(os.getpid(), flush=True)
        os.close(0); os.close(1); os.close(2)
        time.sleep(30)
        os._exit(0)
elif sys.argv[2] == "exec":
    import subprocess
    print(subprocess.Popen(["sleep", "30"], stdout=2, close_fds=False).pid, flush=True)
else:
    print(0, flush=True)
time.sleep(30)
"""


class Holder:
    """Another process that owns the directory, and perhaps has a child."""

    def __init__(self, data: DataDirectory, child: str = "none") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(data.path), child],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        self.child = int(self.process.stdout.readline())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def kill_child(self) -> None:
        os.kill(self.child, signal.SIGKILL)


def test_a_second_process_is_told_who_has_it(data: DataDirectory) -> None:
    holder = Holder(data)
    try:
        with pytest.raises(DataInUse) as refused:
            own(data)
    finally:
        holder.kill()
    assert f"camerasheet serve (process {holder.process.pid})" in refused.value.message
    assert str(data.path) in refused.value.message
    assert refused.value.details["pid"] == holder.process.pid


def test_a_killed_owner_leaves_nothing_behind(data: DataDirectory) -> None:
    Holder(data).kill()
    own(data).release()


@pytest.mark.parametrize("child", ["fork", "exec"])
def test_children_do_not_keep_it(data: DataDirectory, child: str) -> None:
    holder = Holder(data, child)
    holder.kill()
    try:
        own(data).release()
    finally:
        holder.kill_child()


def test_a_child_that_ends_does_not_give_it_away(data: DataDirectory) -> None:
    with own(data):
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        with pytest.raises(DataInUse):
            own(data)


def test_the_same_process_cannot_own_it_twice_until_released(data: DataDirectory) -> None:
    first = own(data)
    with pytest.raises(DataInUse, match=rf"process {os.getpid()}\)"):
        own(data)
    first.release()
    first.release()
    with own(data, "camerasheet restore"):
        assert data.lock.read_text() == f"{os.getpid()} camerasheet restore\n"
        assert stat.S_IMODE(data.lock.stat().st_mode) == 0o600


def test_two_directories_are_owned_apart(data: DataDirectory) -> None:
    other = DataDirectory(data.path.parent / "other")
    other.prepare()
    with own(data), own(other):
        pass


def test_a_directory_in_place_of_the_lock(data: DataDirectory) -> None:
    data.lock.mkdir()
    with pytest.raises(StorageFailed):
        own(data)
