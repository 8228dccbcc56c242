"""The highest rate of edits at which nearly everybody has each within 100 ms, step by step."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence

from benchmarks.fanout.cores import on_the_crowds_core
from benchmarks.fanout.measuring import (
    DRAIN_SECONDS,
    HTML,
    JSON,
    NODE_BATCHED,
    SETTLING_SECONDS,
    contestants,
    prepared,
)
from benchmarks.load.crowd import Crowd, Loaded
from benchmarks.plots import Panel, draw
from benchmarks.servers.contestant import Running
from benchmarks.session import Session, shown
from benchmarks.tables import DISTURBED, middle, number, spread, table

CLIENTS, ROUNDS = 1000, 2
MOST_MS = 100.0
STEPS = (50, 100, 200, 400, 800, 1200, 1600, 2000, 2400, 3000)
QUICK_STEPS = (200, 800, 2000)
SECONDS, QUICK_SECONDS = 1.5, 0.6

Step = tuple[float, Loaded]
Climbs = dict[str, list[list[Step]]]


def run(session: Session) -> str:
    """Measure, and give the Markdown."""
    quick = session.quick
    clients = session.clients or CLIENTS
    seconds = session.seconds or (QUICK_SECONDS if quick else SECONDS)
    some = contestants()
    if quick:
        some = [each for each in some if each.name in (HTML, NODE_BATCHED)]
    running = prepared([each for each in some if each.name != JSON])
    climbs: Climbs = defaultdict(list)
    with on_the_crowds_core() as alone:
        for turn in session.turns(ROUNDS):
            for name, each in running.items():
                what = f"the highest rate, round {turn + 1}: {name}"
                session.say(what)
                steps = QUICK_STEPS if quick else STEPS
                with session.attempt(what):
                    climbs[name].append(_climb(each, clients, steps, seconds, alone=alone))
    return "\n\n".join(_report(session, clients, seconds, climbs))


def held(load: Loaded) -> bool:
    """Whether a rate was kept up."""
    return load.p99 <= MOST_MS and not load.lost and not load.clients_lost


def _climb(
    running: Running, clients: int, steps: Sequence[int], seconds: float, *, alone: bool
) -> list[Step]:
    """Every step with what it gave; the last one is the first that was too high."""
    crowd = Crowd(clients, running.door)
    climbed: list[Step] = []
    with running.server as server:
        time.sleep(SETTLING_SECONDS)
        crowd.connect()
        crowd.poll(alone)
        crowd.load(running.edit, rate=20, seconds=0.6, server=server.pid)
        for rate in steps:
            load = crowd.load(
                *(running.edit,), rate=rate, seconds=seconds, server=server.pid, drain=DRAIN_SECONDS
            )
            climbed.append((rate, load))
            if not held(load):
                break
        crowd.hang_up()
    return climbed


def _highest(climb: Sequence[Step]) -> float:
    return max((rate for rate, load in climb if held(load)), default=0.0)


def _report(session: Session, clients: int, seconds: float, climbs: Climbs) -> list[str]:
    rows = []
    for name, rounds in climbs.items():
        last = [climb[-1] for climb in rounds]
        failed = ", ".join(f"{rate:.0f}/s: {number(load.p99)} ms" for rate, load in last)
        busy = max(load.generator_busy for _, load in last)
        rows.append([name, spread([_highest(each) for each in rounds]), failed, number(busy)])
    text = (
        f"## The highest rate at which p99 stays under {MOST_MS:.0f} ms, {clients:,} clients\n\n"
        f"Steps of {number(seconds)} s, upwards until one is missed or clients fall out. "
        "`generator` is how busy the crowd's own core was at the last step: near 1, the crowd "
        "itself was the limit."
    )
    heads = ["", "edits/s held", "p99 at the last step", "generator"]
    everything = [load.other_cores for rounds in climbs.values() for c in rounds for _, load in c]
    doubt = f"`other_cores`: median {number(middle(everything))}" + (
        ", disturbed: repeat it" if middle(everything) > DISTURBED else ""
    )
    panel = Panel(
        f"{clients:,} clients: p99 by rate",
        "edits/s",
        "p99, ms",
        {name: [(rate, load.p99) for rate, load in each[-1]] for name, each in climbs.items()},
        MOST_MS,
        logarithmic=True,
    )
    plot = shown(draw(session.picture("ceiling"), [panel]), "p99 by the rate of edits")
    return [part for part in (text, table(heads, rows), plot, doubt) if part]
