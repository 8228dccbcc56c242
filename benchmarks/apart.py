"""A part of a run in a process of its own, so that it can fail or hang without the others."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from benchmarks.load.readings import tree
from benchmarks.machine import ROOT
from benchmarks.parts import PARTS, Part
from benchmarks.servers.process import WORK
from benchmarks.session import PICTURES, Session

OVERTIME, SLACK_SECONDS = 1.4, 30.0
"""A part that takes so many times its budget, and so much more, hangs."""

INTERRUPTED = "interrupted"
GRACE_SECONDS = 15.0
"""For taking its servers down."""


def run_apart(
    name: str, part: Part, options: argparse.Namespace, budget: float, scratch: Path
) -> tuple[str, str]:
    """The part's Markdown, and what went wrong in a few words, or ``""``."""
    whole = not options.quick and not options.print_only
    asked = {
        "name": name,
        "out": str(scratch / f"{name}.md"),
        "budget": budget,
        "quick": options.quick,
        "clients": options.clients,
        "rounds": options.rounds,
        "seconds": options.seconds,
        "pictures": str(PICTURES if whole else WORK / "pictures"),
    }
    command = [sys.executable, "-m", "benchmarks.apart", json.dumps(asked)]
    process = subprocess.Popen(command, cwd=ROOT)
    # Rounds by hand take what they take.
    patience = None if options.rounds else budget * OVERTIME + SLACK_SECONDS
    try:
        code = process.wait(patience)
    except subprocess.TimeoutExpired:
        _end(process)
        return _told(Path(asked["out"]), part, f"not done after {patience:.0f} s"), "hung"
    except KeyboardInterrupt:
        _end(process)  # it has had Ctrl-C itself, but not what was sent to us alone
        return _told(Path(asked["out"]), part, INTERRUPTED), INTERRUPTED
    return _told(Path(asked["out"]), part, f"exit code {code}"), "failed" if code else ""


def _told(out: Path, part: Part, otherwise: str) -> str:
    """What the part wrote, were it only of the rounds until it was ended."""
    return out.read_text() if out.is_file() else f"## {part.title}\n\n**Failed:** {otherwise}."


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to take its servers down, and take down what is left."""
    left = tree(process.pid)
    with suppress(subprocess.TimeoutExpired, ProcessLookupError):
        process.send_signal(signal.SIGINT)
        process.wait(GRACE_SECONDS)
    for pid in reversed(left):
        if _ours(pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    process.wait()


def _ours(pid: int) -> bool:
    """Whether a process that was ours still is: its number may have gone to somebody else."""
    with suppress(OSError):
        where = Path(f"/proc/{pid}/cwd").readlink()
        return where == ROOT
    return False


def main() -> None:
    """In the part's own process: measure, and write the Markdown, or what went wrong."""
    logging.basicConfig()
    asked = json.loads(sys.argv[1])
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    WORK.mkdir(exist_ok=True)
    part, out = PARTS[asked.pop("name")], Path(asked.pop("out"))
    session = Session(**{**asked, "pictures": Path(asked["pictures"])})
    text = ""
    try:
        with session.attempt(part.title):
            text = part.run()(session)
    except KeyboardInterrupt:
        sys.exit(130)
    parts = [text or f"## {part.title}"]
    if session.failures:
        lines = "\n".join(f"- {failure}" for failure in session.failures)
        parts.append(f"**Failed:**\n\n{lines}")
    out.write_text("\n\n".join(parts))
    sys.exit(1 if session.failures else 0)


if __name__ == "__main__":
    main()
