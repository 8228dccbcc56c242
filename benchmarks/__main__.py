"""``python -m benchmarks [--quick] [name …]``: measure, print, and keep it under results/."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import big_grid, fanout
from benchmarks.machine import description
from benchmarks.servers.process import WORK

RESULTS = Path(__file__).with_name("results")

Say = Callable[[str], None]


def _fanout(options: argparse.Namespace, say: Say) -> str:
    quick = options.quick
    plan = fanout.Plan(
        clients=options.clients,
        rounds=options.rounds or (3 if quick else 5),
        seconds=options.seconds or (1.5 if quick else 5.0),
        threads=not quick,
    )
    return fanout.run(plan, say)


def _big_grid(options: argparse.Namespace, say: Say) -> str:
    rounds = options.rounds or (3 if options.quick else 5)
    return big_grid.run(rounds, say)


BENCHMARKS: dict[str, Callable[[argparse.Namespace, Say], str]] = {
    "fanout": _fanout,
    "big-grid": _big_grid,
}
"""Every benchmark by its name. Each gives a part of the report."""


def main() -> None:
    """Run the chosen benchmarks, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="within 3 minutes, less exactly")
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--rounds", type=int, help="left out: 5, and 3 when quick")
    parser.add_argument("--seconds", type=float, help="of each load in the fan-out")
    parser.add_argument("--print-only", action="store_true", help="leave results/ as it is")
    options = parser.parse_args()
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    # Told to end, too, we take our servers down first.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    report = _report(options)
    print(report)
    if not options.print_only:
        kept = RESULTS / f"{datetime.now(UTC):%Y-%m-%d}{'-quick' if options.quick else ''}.md"
        kept.write_text(report)
        print(f"kept in {kept}", file=sys.stderr)


def _report(options: argparse.Namespace) -> str:
    def say(what: str) -> None:
        print(f"[{time.monotonic() - began:5.0f} s] {what}", file=sys.stderr, flush=True)

    began = time.monotonic()
    WORK.mkdir(exist_ok=True)
    parts = ["# What was measured", description()]
    for name in options.names or BENCHMARKS:
        say(name)
        parts.append(BENCHMARKS[name](options, say))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
