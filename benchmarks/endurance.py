"""Does it stay as it is? ``python -m benchmarks.endurance --minutes 20 --clients 300 --rate 50``.

A crowd of html clients edits at a steady rate. Every few seconds a sample is taken: memory,
threads and descriptors of the server, p50 and p99 of the deliveries since the last one, and the
longest time that a ping waited for its pong, which the hub's loop gives between two rounds. At the
end each series is judged: after the warm-up, none may have grown by more than its bound. Writes a
CSV file, a plot and a Markdown file, and exits with 1 when anything grew or was lost.
"""

from __future__ import annotations

import argparse
import csv
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.fanout.cores import on_the_crowds_core, server_core
from benchmarks.load.crowd import Crowd, Loaded
from benchmarks.load.pings import Pings
from benchmarks.load.readings import usage
from benchmarks.machine import description
from benchmarks.plots import Panel, Points, draw
from benchmarks.servers.contestant import CAMERAS, CUES
from benchmarks.servers.process import WORK
from benchmarks.servers.product import Product, edits_of
from benchmarks.session import RESULTS, shown
from benchmarks.tables import DISTURBED, middle, number, table
from benchmarks.trends import Bound, judge

SAMPLE_SECONDS, DRAIN_SECONDS = 5.0, 2.0
WARM_UP_SHARE = 0.15
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Sample:
    """``seconds`` since the start; memory in MiB, times in ms; ``lost`` deliveries, clients that
    were dropped and edits that were refused."""

    seconds: float
    memory: float
    threads: int
    descriptors: int
    p50: float
    p99: float
    lag: float
    lost: int
    dropped: int
    refused: int
    other_cores: float


BOUNDS = {
    "memory": Bound(0.03, 4.0),
    "threads": Bound(0.0, 0.5),
    "descriptors": Bound(0.0, 0.5),
    "p50": Bound(0.2, 1.0),
    "p99": Bound(0.2, 3.0),
    "lag": Bound(0.3, 5.0),
}
"""By how much each series may grow over the whole run, in its own unit."""


def main() -> None:
    """Run, keep what was found, and say whether it stayed flat."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.endurance", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--clients", type=int, default=300)
    parser.add_argument("--rate", type=float, default=50.0, help="edits a second")
    parser.add_argument("--into", type=Path, default=RESULTS, help="a directory for what is found")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the server is taken down, too
    WORK.mkdir(exist_ok=True)
    head = description()
    samples = follow(asked.minutes * MINUTE, asked.clients, asked.rate)
    name = f"{datetime.now(UTC):%Y-%m-%d}-endurance"
    asked.into.mkdir(parents=True, exist_ok=True)
    _write_csv(asked.into / f"{name}.csv", samples)
    plot = _plot(asked.into / f"{name}.png", samples)
    flat, verdicts = judged(samples)
    text = "\n\n".join(
        [
            "# Endurance",
            head,
            f"{asked.clients} html clients, {asked.rate:g} edits/s, {asked.minutes:g} minutes, a "
            f"sheet of {CUES} × {CAMERAS}; a sample every {SAMPLE_SECONDS:g} s, the first "
            f"{WARM_UP_SHARE:.0%} left out as warm-up. Growth is the median slope between all "
            "pairs of samples, over the whole run.",
            verdicts,
            _verdict(flat, samples),
            shown(plot, "Endurance") if asked.into == RESULTS else "",
        ]
    )
    (asked.into / f"{name}.md").write_text(text.rstrip() + "\n")
    print(text)
    sys.exit(0 if flat else 1)


def _verdict(flat: bool, samples: Sequence[Sample]) -> str:
    said = "**It stayed flat.**" if flat else "**It did not stay flat.**"
    if middle([each.other_cores for each in samples]) > DISTURBED:
        said += " Other programs disturbed it: only memory, threads and descriptors count."
    return said


def follow(seconds: float, clients: int, rate: float) -> list[Sample]:
    """A sample every few seconds. Ctrl-C ends it early with those there are."""
    made = Product("endurance", CUES, CAMERAS, server_core())
    samples: list[Sample] = []
    with made.server as server, on_the_crowds_core():
        edit = edits_of(made.sheet())
        crowd = Crowd(clients, made.door(html=True))
        crowd.connect()
        began = time.monotonic()
        with Pings(made) as pings:
            try:
                while time.monotonic() - began < seconds:
                    load = crowd.load(
                        *(edit,), rate=rate, seconds=SAMPLE_SECONDS, server=server.pid,
                        drain=DRAIN_SECONDS,
                    )  # fmt: skip
                    samples.append(_sample(time.monotonic() - began, server.pid, load, pings))
                    _say(samples, seconds)
            except KeyboardInterrupt:
                print("interrupted: judged is what there is", file=sys.stderr)
        crowd.hang_up()
    return samples


def _sample(at: float, pid: int, load: Loaded, pings: Pings) -> Sample:
    held = usage(pid)
    return Sample(
        seconds=round(at, 1),
        memory=held.memory_kib / 1024,
        threads=held.threads,
        descriptors=held.descriptors,
        p50=load.p50,
        p99=load.p99,
        lag=pings.longest(),
        lost=load.lost,
        dropped=load.clients_lost,
        refused=load.refused,
        other_cores=load.other_cores,
    )


def _say(samples: Sequence[Sample], seconds: float) -> None:
    last = samples[-1]
    if len(samples) % 12 == 1:
        print(
            f"[{last.seconds:5.0f} of {seconds:.0f} s] {last.memory:.1f} MiB, {last.threads} "
            f"threads, p99 {last.p99:.1f} ms, lag {last.lag:.1f} ms, lost {last.lost}",
            file=sys.stderr,
            flush=True,
        )


def judged(samples: Sequence[Sample]) -> tuple[bool, str]:
    """Whether all is flat and nothing was lost; and the table that says so."""
    warm = samples[int(len(samples) * WARM_UP_SHARE) :]
    rows, flat = [], bool(warm)
    for name, bound in BOUNDS.items():
        found = judge(_series(warm, name), bound)
        values = [y for _, y in _series(warm, name)]
        flat &= found.flat
        figures = (middle(values), max(values, default=0.0), found.growth, found.most)
        rows.append([name, *map(number, figures), "flat" if found.flat else "**grew**"])
    for name in ("lost", "dropped", "refused"):
        total = sum(int(getattr(each, name)) for each in samples)
        flat &= not total
        rows.append([name, str(total), "", "", "0", "none" if not total else "**some**"])
    others = middle([each.other_cores for each in samples])
    rows.append(["other programs, cores", number(others), "", "", "", ""])
    heads = ["", "median", "most", "growth", "allowed", ""]
    return flat, table(heads, rows)


def _series(samples: Sequence[Sample], name: str) -> list[tuple[float, float]]:
    return [(each.seconds, float(getattr(each, name))) for each in samples]


def _write_csv(path: Path, samples: Sequence[Sample]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator=os.linesep)
        writer.writerow([each.name for each in fields(Sample)])
        writer.writerows(
            [round(value, 3) if isinstance(value, float) else value for value in astuple(each)]
            for each in samples
        )


def _plot(path: Path, samples: Sequence[Sample]) -> Path | None:
    def minutes(name: str) -> Points:
        return [(x / MINUTE, y) for x, y in _series(samples, name)]

    panels = [
        Panel("Memory", "minutes", "MiB", {"server": minutes("memory")}, marked=False),
        Panel(
            *("Deliveries", "minutes", "ms"),
            {"p50": minutes("p50"), "p99": minutes("p99")},
            marked=False,
        ),
        Panel("Loop lag", "minutes", "longest, ms", {"ping": minutes("lag")}, marked=False),
        Panel(
            *("Threads and descriptors", "minutes", ""),
            {"threads": minutes("threads"), "descriptors": minutes("descriptors")},
            marked=False,
        ),
    ]
    return draw(path, panels)


if __name__ == "__main__":
    main()
