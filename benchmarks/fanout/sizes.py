"""100, 500, 1,000 and 2,000 clients in one table: does the cost grow with clients × edits only?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.fanout.measuring import (
    BACK,
    BUSY,
    BY_ITSELF,
    CALM,
    COST,
    EIGHT,
    HTML,
    JSON,
    MEMORY,
    ONE,
    RESUMED,
    Outcome,
    Outcomes,
    Plan,
    contestants,
    measure_rounds,
    prepared,
    trust,
)
from benchmarks.plots import Panel, Points, draw
from benchmarks.session import Session, shown
from benchmarks.tables import middle, number, spread, table, verdict

SIZES, QUICK_SIZES = (100, 500, 1000, 2000), (100, 500)
ROUNDS = 2
SECONDS, QUICK_SECONDS = 1.0, 0.5
KILLED_FROM, KILLS = 2000, 3
"""From how many clients on everybody is killed, and how often in a sweep: 1,000 are in the fan-out
above."""

COLUMNS = (
    *(CALM + "p50", CALM + "p99", BUSY + "p50", BUSY + "p99"),
    *(ONE, EIGHT, COST, MEMORY, BACK, RESUMED, BY_ITSELF),
)

BySize = dict[int, Outcomes]


def run(session: Session) -> str:
    """Measure, and give the Markdown. The rounds go from size to size, too."""
    quick = session.quick
    sizes = (session.clients,) if session.clients else QUICK_SIZES if quick else SIZES
    seconds = session.seconds or (QUICK_SECONDS if quick else SECONDS)
    running = prepared([each for each in contestants() if not quick or each.name == HTML])
    found: BySize = {size: {name: Outcome() for name in running} for size in sizes}
    one = replace(session, rounds=1)
    for turn in session.turns(ROUNDS):
        for size in sizes:
            session.say(f"sweep {turn + 1}: {size:,} clients")
            plan = Plan(size, seconds, kills=KILLS if size >= KILLED_FROM else 0)
            for name, outcome in measure_rounds(one, plan, running, 1).items():
                _add(found[size][name], outcome)
    return "\n\n".join(part for part in _report(session, found, seconds) if part)


def _add(to: Outcome, more: Outcome) -> None:
    for column, values in more.samples.items():
        to.samples[column] += values
    to.disturbance += more.disturbance
    to.troubles += more.troubles


def _report(session: Session, found: BySize, seconds: float) -> list[str]:
    names = list(next(iter(found.values())))
    rounds = max(len(each.samples[ONE]) for by in found.values() for each in by.values())
    parts = [
        "## Fan-out by the number of clients\n\n"
        f"Medians of {rounds} sweeps with loads of {number(seconds)} s. The grid and the loads are "
        f"those of the fan-out above; everybody is killed and returns from {KILLED_FROM:,} on, "
        f"{KILLS} times a sweep."
    ]
    for name in names:
        rows = [
            [column, *(spread(by[name].samples[column]) for by in found.values())]
            for column in COLUMNS
        ]
        parts.append(f"### {name}\n\n" + table(["", *(f"{size:,}" for size in found)], rows))
    parts.append("### Against the targets\n\n" + _targets(found))
    parts.append(shown(_plot(session, found, names), "Fan-out by the number of clients"))
    lines = [
        f"- {size:,} clients, {line}"
        for size, outcomes in found.items()
        for line in trust(outcomes)
        if ": 0 of " not in line
    ]
    return [*parts, "### How far to trust this\n\n" + ("\n".join(lines) or "Undisturbed.")]


def _targets(found: BySize) -> str:
    """An edit to twice as many must not cost more than twice as much."""
    first, last = min(found), max(found)
    rows = []
    for name in (each for each in (HTML, JSON) if each in found[first]):
        cost = {size: middle(by[name].samples[COST]) for size, by in found.items()}
        growth = cost[last] / cost[first]
        what = f"CPU per delivery at {last:,} to {first:,} clients"
        if last > first:
            rows.append([name, what, "≤ 1.0", number(growth), verdict(growth, 1.0)])
        if KILLED_FROM in found:
            back = middle(found[KILLED_FROM][name].samples[BACK])
            what = f"{KILLED_FROM:,} have the full sheet again after kill -9"
            rows.append([name, what, "≤ 3 s", number(back), verdict(back, 3.0)])
    return table(["", "target", "limit", "measured", ""], rows)


def _plot(session: Session, found: BySize, names: list[str]) -> Path | None:
    def series(column: str) -> dict[str, Points]:
        return {
            name: [(size, middle(by[name].samples[column])) for size, by in found.items()]
            for name in names
        }

    panels = [
        Panel("20 edits/s", "clients", "p99, ms", series(CALM + "p99"), logarithmic=True),
        Panel("600 edits/s", "clients", "p99, ms", series(BUSY + "p99"), 50, logarithmic=True),
        Panel("A frame per edit", "clients", "deliveries/s", series(ONE)),
        Panel("Eight edits in flight", "clients", "deliveries/s", series(EIGHT)),
        Panel("Cost", "clients", "CPU µs per delivery", series(COST)),
        Panel("After kill -9", "clients", "all back, s", series(BACK)),
    ]
    return draw(session.picture("fanout"), panels)
