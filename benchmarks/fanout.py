"""A thousand clients of one show: how soon, how many, how dear, and how soon back after kill -9.

Every round measures every contestant one after the other, so that what the machine does meanwhile
hits them all; only ratios within a round say anything.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks.load.crowd import Crowd, Loaded
from benchmarks.load.readings import usage
from benchmarks.servers.contestant import Contestant, Running
from benchmarks.servers.peers import NodePeer, ThreadsPeer
from benchmarks.servers.product import ProductContestant
from benchmarks.tables import DISTURBED, middle, number, ratio, spread, table, verdict

GENERATOR_CORE, SERVER_CORE = 0, 1
SETTLING_SECONDS = 0.7

HTML, JSON = "camerasheet, html clients", "camerasheet, json clients"
NODE, NODE_BATCHED = "Node ws", "Node ws, batched"

CALM, BUSY = "20 edits/s: ", "600 edits/s: "
COLUMNS = (
    *(CALM + "p50", CALM + "p99", BUSY + "p50", BUSY + "p99"),
    *("deliveries/s, 1 in flight", "deliveries/s, 8 in flight", "edits/s, 8 in flight"),
    *(
        "CPU µs/delivery",
        "bytes/edit",
        "KiB/idle client",
        "MiB with half as many",
        "all back, s",
        "all resumed, s",
    ),
)


@dataclass(slots=True)
class Plan:
    """How much is measured."""

    clients: int = 1000
    rounds: int = 5
    seconds: float = 5.0
    threads: bool = True  # the peer with a thread per client, too


@dataclass(slots=True)
class Outcome:
    """What a contestant did: for each column, one value per round."""

    samples: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    disturbance: list[float] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def note(self, name: str, value: float) -> None:
        self.samples[name].append(value)

    def loaded(self, what: str, load: Loaded) -> None:
        """Remember what would make the numbers worthless."""
        self.disturbance.append(load.other_cores)
        if load.lost or load.refused or load.clients_lost:
            self.troubles.append(
                f"{what}: {load.lost:,} deliveries did not come in time, {load.clients_lost} "
                f"clients were dropped, {load.refused} edits refused"
            )


def contestants(plan: Plan) -> list[Contestant]:
    """Everybody who is measured."""
    some: list[Contestant] = [
        ProductContestant(html=True),
        ProductContestant(html=False),
        NodePeer(batched=False),
        NodePeer(batched=True),
    ]
    return [*some, ThreadsPeer(plan.clients)] if plan.threads else some


def _cores() -> tuple[int | None, int | None]:
    """The generator's and the server's; none are taken where there are fewer than two."""
    available = sorted(os.sched_getaffinity(0))
    if len(available) < 2:
        return None, None
    return available[GENERATOR_CORE], available[SERVER_CORE]


def run(plan: Plan, say: Callable[[str], None]) -> str:
    """Measure, and give the Markdown."""
    ours, theirs = _cores()
    running = {each.name: each.prepare(theirs) for each in contestants(plan)}
    outcomes = {name: Outcome() for name in running}
    before = os.sched_getaffinity(0)
    if ours is not None:
        os.sched_setaffinity(0, {ours})
    try:
        for turn in range(plan.rounds):
            for name, each in running.items():
                say(f"fan-out, round {turn + 1} of {plan.rounds}: {name}")
                _measure(plan, each, outcomes[name], alone=ours is not None)
    except KeyboardInterrupt:
        say("interrupted: what has been measured until now is reported")
    finally:
        os.sched_setaffinity(0, before)
    return "\n\n".join(_report(plan, outcomes))


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
        outcome.note("KiB/idle client", held / plan.clients)
        first.hang_up()
        crowd.poll(alone)
        _load(plan, running, crowd, outcome)
        _kill(running, crowd, outcome)
        crowd.hang_up()


def _load(plan: Plan, running: Running, crowd: Crowd, outcome: Outcome) -> None:
    edit, pid, seconds = running.edit, running.server.pid, plan.seconds
    crowd.load(edit, rate=20, seconds=0.6, server=pid)  # to warm up
    calm = crowd.load(edit, rate=20, seconds=seconds, server=pid)
    outcome.note("CPU µs/delivery", calm.cpu_us_per_delivery)
    outcome.note("bytes/edit", calm.bytes_per_edit)
    _latency(outcome, CALM, calm)
    for window in (1, 8):
        load = crowd.load(edit, window=window, seconds=seconds, server=pid)
        outcome.loaded(f"{window} in flight", load)
        outcome.note(f"deliveries/s, {window} in flight", load.deliveries_per_second)
        if window == 8:
            outcome.note("edits/s, 8 in flight", load.edits_per_second)
    # The last, for who cannot keep up still has it to do afterwards.
    _latency(outcome, BUSY, crowd.load(edit, rate=600, seconds=seconds, server=pid))


def _latency(outcome: Outcome, name: str, load: Loaded) -> None:
    outcome.loaded(name.rstrip(": "), load)
    outcome.note(name + "p50", load.p50)
    outcome.note(name + "p99", load.p99)


def _kill(running: Running, crowd: Crowd, outcome: Outcome) -> None:
    """The clock runs from the kill, over start-up and imports, to the last client's state."""
    whole = running.door
    back = running.back() if running.back is not None else None
    for name, greeting in (("all back, s", whole), ("all resumed, s", back)):
        if greeting is None:
            continue
        crowd.greet(greeting.hello, greeting.state_marker)
        began = time.monotonic()
        running.server.kill()
        crowd.hang_up()
        running.server.start()
        crowd.connect(window=crowd.count)
        outcome.note(name, time.monotonic() - began)


def _report(plan: Plan, outcomes: dict[str, Outcome]) -> Iterator[str]:
    yield (
        f"## Fan-out to {plan.clients:,} clients\n\n"
        f"Medians of {plan.rounds} interleaved rounds of {number(plan.seconds)} s each, with the "
        "lowest and the highest in brackets. Latency in ms from when an edit was due until a "
        "client had it. A grid of 300 × 8; everybody commits with `synchronous=FULL`. "
        "One in flight means a frame per edit, for everybody."
    )
    heads = ["", *outcomes]
    yield table(
        heads,
        [
            [column, *(spread(each.samples[column]) for each in outcomes.values())]
            for column in COLUMNS
        ],
    )
    yield "### Against the targets\n\n" + _targets(outcomes)
    yield "### How far to trust this\n\n" + "\n".join(f"- {line}" for line in _trust(outcomes))


def _targets(outcomes: dict[str, Outcome]) -> str:
    def of(name: str, column: str) -> list[float]:
        return outcomes[name].samples[column]

    rows = []
    for name in (HTML, JSON):
        one, eight = "deliveries/s, 1 in flight", "deliveries/s, 8 in flight"
        single = ratio(of(name, one), of(NODE, one))
        batch = ratio(of(name, eight), of(NODE_BATCHED, eight))
        calm = ratio(of(name, CALM + "p99"), of(NODE, CALM + "p99"))
        busy = middle(of(name, BUSY + "p99"))
        memory = middle(of(name, "KiB/idle client"))
        back = middle(of(name, "all back, s"))
        rows += [
            [name, "a frame per edit: deliveries/s to Node ws", "≥ 1.0", number(single),
             verdict(single, 1.0, at_least=True)],
            ["", "batched: deliveries/s to batched Node ws", "≥ 1.0", number(batch),
             verdict(batch, 1.0, at_least=True)],
            ["", "20 edits/s: p99 to Node ws", "≤ 0.9", number(calm), verdict(calm, 0.9)],
            ["", "600 edits/s: p99", "≤ 50 ms", number(busy), verdict(busy, 50)],
            ["", "memory of an idle client", "≤ 8 KiB", number(memory), verdict(memory, 8)],
            ["", "full sheet again after kill -9", "≤ 2 s", number(back), verdict(back, 2)],
        ]  # fmt: skip
    if any(middle(each.disturbance) > DISTURBED for each in outcomes.values()):
        rows = [[*row[:-1], f"{row[-1]}, but disturbed: repeat it"] for row in rows]
    return table(["", "target", "limit", "measured", ""], rows)


def _trust(outcomes: dict[str, Outcome]) -> Iterator[str]:
    for name, each in outcomes.items():
        disturbed = sum(1 for value in each.disturbance if value > DISTURBED)
        worst = max(each.disturbance, default=0.0)
        yield (
            f"{name}: {disturbed} of {len(each.disturbance)} loads were disturbed by other "
            f"programs (`other_cores` up to {number(worst)})"
        )
        for trouble in each.troubles:
            yield f"{name}: {trouble}"
