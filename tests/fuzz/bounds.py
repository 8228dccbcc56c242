"""How much an example may take: an input that hangs or fills the memory is a finding too.

Generous on purpose: these are no measurements, and say nothing of how fast anything is.
"""

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

CPU_SECONDS = 20.0
MEGABYTES = 400

_PEAK = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")


class TookTooMuch(BaseException):
    """Not an ``Exception``: no code under test may catch it and go on."""


@contextmanager
def bounded(seconds: float = CPU_SECONDS, megabytes: int = MEGABYTES) -> Iterator[None]:
    """Fail what uses more processor time or memory than this, where the system can tell."""
    before = _resident("VmRSS")
    with suppress(OSError):
        _PEAK.write_text("5")  # the peak begins anew: proc(5)
    with _alarm(seconds):
        yield
    grown = _resident("VmHWM") - before
    if grown > megabytes * 1024:
        raise TookTooMuch(f"{grown // 1024} MB, where {megabytes} are allowed")


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    assert threading.current_thread() is threading.main_thread()

    def ring(number: int, frame: FrameType | None) -> None:
        raise TookTooMuch(f"more than {seconds} s of processor time")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _resident(field: str) -> int:
    """KiB of memory that this process has (``VmRSS``) or had at most (``VmHWM``)."""
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:  # not Linux: the peak since the process began
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))
