"""One round of the fan-out with one contestant: idle, loaded, killed, and back.

Every round measures every contestant one after the other, so that what the machine does meanwhile
hits them all; only ratios within a round say anything.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.fanout.cores import on_the_crowds_core, server_core
from benchmarks.load.crowd import Crowd, Loaded
from benchmarks.load.readings import usage
from benchmarks.servers.contestant import Contestant, Running
from benchmarks.servers.peers import NodePeer
from benchmarks.servers.product import ProductContestant
from benchmarks.session import Session
from benchmarks.tables import DISTURBED, number

SETTLING_SECONDS = 0.7
DRAIN_SECONDS = 3.0
"""How long after a load its deliveries may still come in."""

HTML, JSON = "camerasheet, html clients", "camerasheet, json clients"
NODE, NODE_BATCHED = "Node ws", "Node ws, batched"

CALM, BUSY = "20 edits/s: ", "600 edits/s: "
ONE, EIGHT = "deliveries/s, 1 in flight", "deliveries/s, 8 in flight"
COST, MEMORY = "CPU µs/delivery", "KiB/idle client"
BACK, RESUMED = "all back, s", "all resumed, s"
BY_ITSELF = "all back after its worker's death, s"
COLUMNS = (
    *(CALM + "p50", CALM + "p99", BUSY + "p50", BUSY + "p99"),
    *(ONE, EIGHT, "edits/s, 8 in flight", COST, "bytes/edit"),
    *(MEMORY, "MiB with half as many", BACK, RESUMED, BY_ITSELF),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured. ``kills``: how often everybody returns from each kind of kill -9."""

    clients: int
    seconds: float
    kills: int = 1


@dataclass(slots=True)
class Outcome:
    """What a contestant did: for each column, one value per round."""

    samples: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    disturbance: list[float] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def note(self, name: str, value: float) -> None:
        """One round's value for a column."""
        self.samples[name].append(value)

    def loaded(self, what: str, load: Loaded) -> None:
        """Remember what would make the numbers worthless."""
        self.disturbance.append(load.other_cores)
        if load.lost or load.refused or load.clients_lost:
            self.troubles.append(
                f"{what}: {load.lost:,} deliveries did not come in time, {load.clients_lost} "
                f"clients were dropped, {load.refused} edits refused"
            )


Outcomes = dict[str, Outcome]


def contestants() -> list[Contestant]:
    """Everybody who is measured."""
    return [
        ProductContestant(html=True),
        ProductContestant(html=False),
        NodePeer(batched=False),
        NodePeer(batched=True),
    ]


def prepared(who: list[Contestant]) -> dict[str, Running]:
    """Each with new data, ready to be started on the server's core."""
    core = server_core()
    return {each.name: each.prepare(core) for each in who}


def measure_rounds(
    session: Session, plan: Plan, running: dict[str, Running], rounds: int, share: float = 1.0
) -> Outcomes:
    """Interleaved rounds; ``share`` as for :meth:`Session.turns`. Ctrl-C ends them early."""
    outcomes = {name: Outcome() for name in running}
    with on_the_crowds_core() as alone:
        try:
            for turn in session.turns(rounds, share):
                for name, each in running.items():
                    what = f"{plan.clients:,} clients, round {turn + 1}: {name}"
                    session.say(what)
                    with session.attempt(what):
                        _measure(plan, each, outcomes[name], alone=alone)
        except KeyboardInterrupt:
            session.say("interrupted: what has been measured until now is reported")
    return outcomes


def _measure(plan: Plan, running: Running, outcome: Outcome, *, alone: bool) -> None:
    server = running.server
    crowd = Crowd(plan.clients, running.door)
    with server:
        time.sleep(SETTLING_SECONDS)
        first = Crowd(plan.clients // 2, running.door)
        first.connect()  # so that what is made once is not counted as the crowd's
        first.idle(SETTLING_SECONDS)
        before = usage(server.pid).memory_kib
        outcome.note("MiB with half as many", before / 1024)
        crowd.connect()
        crowd.idle(SETTLING_SECONDS)
        held = usage(server.pid).memory_kib - before
        outcome.note(MEMORY, held / plan.clients)
        first.hang_up()
        crowd.poll(alone)
        _load(plan, running, crowd, outcome)
        for _ in range(plan.kills):
            _kill(running, crowd, outcome)
        crowd.hang_up()


def _load(plan: Plan, running: Running, crowd: Crowd, outcome: Outcome) -> None:
    edit, pid, seconds = running.edit, running.server.pid, plan.seconds
    crowd.load(edit, rate=20, seconds=0.6, server=pid, drain=DRAIN_SECONDS)  # to warm up
    calm = crowd.load(edit, rate=20, seconds=seconds, server=pid, drain=DRAIN_SECONDS)
    outcome.note(COST, calm.cpu_us_per_delivery)
    outcome.note("bytes/edit", calm.bytes_per_edit)
    _latency(outcome, CALM, calm)
    for window, column in ((1, ONE), (8, EIGHT)):
        load = crowd.load(edit, window=window, seconds=seconds, server=pid, drain=DRAIN_SECONDS)
        outcome.loaded(f"{window} in flight", load)
        outcome.note(column, load.deliveries_per_second)
        if window == 8:
            outcome.note("edits/s, 8 in flight", load.edits_per_second)
    # The last, for who cannot keep up still has it to do afterwards.
    busy = crowd.load(edit, rate=600, seconds=seconds, server=pid, drain=DRAIN_SECONDS)
    _latency(outcome, BUSY, busy)


def _latency(outcome: Outcome, name: str, load: Loaded) -> None:
    outcome.loaded(name.rstrip(": "), load)
    outcome.note(name + "p50", load.p50)
    outcome.note(name + "p99", load.p99)


def _kill(running: Running, crowd: Crowd, outcome: Outcome) -> None:
    """The clock runs from the kill, over start-up and imports, to the last client's state."""
    whole = running.door
    back = running.back() if running.back is not None else None
    for name, greeting in ((BACK, whole), (RESUMED, back)):
        if greeting is None:
            continue
        crowd.greet(greeting.hello, greeting.state_marker)
        began = time.monotonic()
        running.server.kill()
        crowd.hang_up()
        running.server.start()
        crowd.connect(window=crowd.count)
        outcome.note(name, time.monotonic() - began)
    if running.supervised:
        crowd.greet(whole.hello, whole.state_marker)
        began = time.monotonic()
        running.server.kill_worker()
        crowd.hang_up()
        crowd.connect(window=crowd.count)
        outcome.note(BY_ITSELF, time.monotonic() - began)


def trust(outcomes: Outcomes) -> Iterator[str]:
    """What speaks against the numbers, a sentence each."""
    for name, each in outcomes.items():
        disturbed = sum(1 for value in each.disturbance if value > DISTURBED)
        worst = max(each.disturbance, default=0.0)
        yield (
            f"{name}: {disturbed} of {len(each.disturbance)} loads were disturbed by other "
            f"programs (`other_cores` up to {number(worst)})"
        )
        for trouble in each.troubles:
            yield f"{name}: {trouble}"
