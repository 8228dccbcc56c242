"""``python -m benchmarks [--quick] [part …]``: measure, print, and keep it under results/.

Each part runs in a process of its own with a budget of time: one that fails or hangs is reported
as failed, and the others still run. The exit code is 1 when any failed.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.apart import INTERRUPTED, run_apart
from benchmarks.edit_cost import BIG, SMALL
from benchmarks.machine import description
from benchmarks.parts import PARTS, Part
from benchmarks.servers.contestant import CAMERAS, CUES
from benchmarks.servers.peers import install_node_modules
from benchmarks.servers.process import WORK
from benchmarks.servers.product import template
from benchmarks.session import RESULTS

LIMIT, QUICK_LIMIT = 30 * 60.0, 3 * 60.0
"""Seconds for everything; the budgets in parts.py add up to less."""


LEAST_SECONDS = 10.0
"""A part for which less is left is not begun."""


def main() -> None:
    """Run the chosen parts, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="part", help=f"some of: {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="within 3 minutes, less exactly")
    parser.add_argument("--clients", type=int, help="in the parts with a crowd; left out: 1000")
    parser.add_argument("--rounds", type=int, help="left out: what fits each part's budget")
    parser.add_argument("--seconds", type=float, help="of each load")
    parser.add_argument("--print-only", action="store_true", help="leave results/ as it is")
    options = parser.parse_args()
    unknown = set(options.names) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    # Told to end, too, the servers are taken down first.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    report, failed = _report(options)
    print(report)
    if not options.print_only:
        kept = _kept(options)
        kept.write_text(report)
        print(f"kept in {kept}", file=sys.stderr)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
        sys.exit(1)


def prepare() -> None:
    """What several parts need, made once and not at the cost of the first that does."""
    print("preparing: sheets and peers", file=sys.stderr, flush=True)
    for cues, cameras in ((CUES, CAMERAS), SMALL, BIG):
        template(cues, cameras)
    install_node_modules()


def _kept(options: argparse.Namespace) -> Path:
    """Where the report goes: a run of some parts does not write over one of all."""
    some = "-".join(["", *options.names]) if options.names else ""
    return RESULTS / f"{datetime.now(UTC):%Y-%m-%d}{'-quick' if options.quick else ''}{some}.md"


def _report(options: argparse.Namespace) -> tuple[str, list[str]]:
    """The Markdown, and the names of the parts that failed."""
    WORK.mkdir(exist_ok=True)
    began, machine = time.monotonic(), description()
    prepare()
    chosen = {name: PARTS[name] for name in options.names or PARTS}
    limit = QUICK_LIMIT if options.quick else LIMIT
    texts, rows, failed = [], [], []
    with tempfile.TemporaryDirectory(dir=WORK) as scratch:
        for name, part in chosen.items():
            spent = time.monotonic() - began
            budget = _budget(part, options)
            if not options.names:
                budget = min(budget, limit - spent)
            if budget < LEAST_SECONDS:
                rows.append(f"| {name} | 0 | 0 | no time was left |")
                failed.append(name)
                continue
            print(
                f"[{spent:5.0f} of {limit:.0f} s] {name}: {budget:.0f} s",
                file=sys.stderr,
                flush=True,
            )
            text, trouble = run_apart(name, part, options, budget, Path(scratch))
            texts.append(text)
            took = time.monotonic() - began - spent
            rows.append(f"| {name} | {budget:.0f} | {took:.0f} | {trouble or 'done'} |")
            if trouble:
                failed.append(name)
            if trouble == INTERRUPTED:
                break
    plan = ["| part | budget, s | took, s | |", "| --- | --- | --- | --- |", *rows]
    head = f"The whole run took {(time.monotonic() - began) / 60:.1f} minutes."
    parts = ["# What was measured", machine, head, "\n".join(plan), *texts]
    return "\n\n".join(parts) + "\n", failed


def _budget(part: Part, options: argparse.Namespace) -> float:
    return part.quick_seconds if options.quick else part.seconds


if __name__ == "__main__":
    main()
