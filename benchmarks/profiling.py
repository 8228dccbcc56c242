"""Where the server's time goes under load: ``python -m benchmarks.profiling --help``.

Samples every thread of the worker with py-spy, and prints what each thread did, by function.
py-spy comes with benchmarks/requirements.txt.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.load.crowd import Crowd
from benchmarks.load.readings import tree
from benchmarks.servers.process import WORK
from benchmarks.servers.product import Product, edits_of

FRAME = re.compile(r"^(.*) \((.*):(\d+)\)$")
THREAD = re.compile(r"^thread \((?:0x)?[0-9a-fA-F]+\)(?:: ?(.+))?$")
RECORD = re.compile(r"^(?=thread \()", re.MULTILINE)
"""Where a sample begins: with --threads, all of them begin with their thread."""


def py_spy() -> str:
    """The program that ``make bench`` installs. Exits with a sentence when it is not there."""
    program = Path(sys.executable).with_name("py-spy")
    if not program.exists():
        sys.exit("py-spy is missing: .venv/bin/pip install -r benchmarks/requirements.txt")
    return str(program)


class Profile:
    """Samples by thread: of each function itself, and with all that it called.

    ``raw`` is what py-spy writes with --threads. It looks on while the program runs, and takes some
    other text for a function's name now and then, even one of many lines: such a sample is only
    counted, as ``misread``.
    """

    def __init__(self, raw: str) -> None:
        self.total = 0
        self.misread = 0
        self.threads: Counter[str] = Counter()
        self.alone: dict[str, Counter[str]] = defaultdict(Counter)
        self.within: dict[str, Counter[str]] = defaultdict(Counter)
        for record in filter(None, RECORD.split(raw)):
            stack, _, count = record.rstrip("\n").rpartition(" ")
            frames = stack.split(";")
            thread = THREAD.match(frames[0])
            if thread is None or "\n" in stack or not count.isdecimal():
                self.misread += 1
                continue
            self._add(thread[1] or thread[0], frames[1:], int(count))

    def _add(self, thread: str, frames: list[str], count: int) -> None:
        names = [_short(frame) for frame in frames if FRAME.match(frame)]
        self.total += count
        self.threads[thread] += count
        if names:
            self.alone[thread][names[-1]] += count
        for name in dict.fromkeys(names):
            self.within[thread][name] += count

    def text(self, most: int) -> str:
        """Percent of all samples."""
        lines = [f"{self.misread} samples were misread"] if self.misread else []
        for thread, count in self.threads.most_common():
            if count < self.total / 50:
                continue
            lines.append(f"\n{thread}: {100 * count / self.total:.0f} % of {self.total} samples")
            for title, found in (("with callees", self.within), ("alone", self.alone)):
                lines.append(f"  {title}")
                lines += [
                    f"    {100 * samples / self.total:5.1f} %  {name}"
                    for name, samples in found[thread].most_common(most)
                ]
        return "\n".join(lines)


def _short(frame: str) -> str:
    match = FRAME.match(frame)
    assert match is not None
    parts = Path(match[2]).parts
    at = parts.index("site-packages") + 1 if "site-packages" in parts else -3
    return f"{match[1]}  {'/'.join(parts[at:])}"


def record(worker: int, seconds: float, rate: int) -> subprocess.Popen[bytes]:
    """Sample from now on; the raw stacks go into ``.work/profile.raw``."""
    command = [py_spy(), "record", "--pid", str(worker), "--duration", str(int(seconds))]
    command += ["--rate", str(rate), "--threads", "--format", "raw", "--function"]
    command += ["--output", str(WORK / "profile.raw"), "--nonblocking"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def main() -> None:
    """One load, one profile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--cues", type=int, default=300)
    parser.add_argument("--cameras", type=int, default=8)
    parser.add_argument("--json", action="store_true", help="JSON clients instead of HTML")
    parser.add_argument("--rate", type=float, default=600.0, help="edits a second")
    parser.add_argument("--window", type=int, default=0, help="edits in flight, instead of a rate")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--most", type=int, default=40, help="lines of each list")
    options = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # or the server would stay
    core = max(os.sched_getaffinity(0))
    made = Product("profile", options.cues, options.cameras, core)
    with made.server:
        edit = edits_of(made.sheet())
        crowd = Crowd(options.clients, made.door(html=not options.json))
        crowd.connect()
        crowd.load(edit, rate=20, seconds=1, server=made.server.pid)
        sampling = record(tree(made.server.pid)[-1], options.seconds, 500)
        rate = 0.0 if options.window else options.rate
        load = crowd.load(
            *(edit,), rate=rate, window=options.window, seconds=options.seconds + 1,
            server=made.server.pid,
        )  # fmt: skip
        _, trouble = sampling.communicate(timeout=60)
    print(load)
    if sampling.returncode:
        sys.exit(trouble.decode())
    print(Profile((WORK / "profile.raw").read_text()).text(options.most))


if __name__ == "__main__":
    main()
