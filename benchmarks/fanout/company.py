"""What the others notice of a client that stalls, of a slow one, and of 60 page loads a second."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.fanout.cores import on_the_crowds_core, server_core
from benchmarks.fanout.measuring import DRAIN_SECONDS, SETTLING_SECONDS
from benchmarks.load.crowd import Crowd, percentile
from benchmarks.load.laggard import Laggard
from benchmarks.load.pages import PageLoads
from benchmarks.servers.contestant import CAMERAS, CUES, Running
from benchmarks.servers.peers import NodePeer
from benchmarks.servers.product import SHOW, ProductContestant
from benchmarks.servers.visitor import signed_in
from benchmarks.session import Session
from benchmarks.tables import DISTURBED, middle, number, ratio, spread, table, verdict

CLIENTS, ROUNDS = 1000, 5
RATES = (20, 600)
PAGES_A_SECOND = 60
SLOW_BYTES_A_SECOND = 2048
SECONDS, QUICK_SECONDS = 3.0, 0.7

ALONE, STALLED, SLOW, PAGES = (
    "nobody else",
    "one client that reads nothing",
    "one client that reads 2 KB/s",
    f"{PAGES_A_SECOND} page loads/s",
)
PRODUCT, PEER = "camerasheet, html clients", "Node ws, batched"


@dataclass(slots=True)
class Found:
    """p99 by contestant, company and rate; how the laggards fared; how the pages were answered."""

    p99: dict[tuple[str, str, int], list[float]] = field(default_factory=lambda: defaultdict(list))
    dropped: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    pages: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    pages_a_second: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: int = 0
    lost: int = 0
    disturbance: list[float] = field(default_factory=list)


def run(session: Session) -> str:
    """Measure, and give the Markdown."""
    clients = session.clients or CLIENTS
    seconds = session.seconds or (QUICK_SECONDS if session.quick else SECONDS)
    core = server_core()
    servers = {PRODUCT: ProductContestant(html=True).prepare(core)}
    if not session.quick:
        servers[PEER] = NodePeer(batched=True).prepare(core)
    found = Found()
    with on_the_crowds_core():
        for turn in session.turns(ROUNDS):
            for name, running in servers.items():
                what = f"in company, round {turn + 1}: {name}"
                session.say(what)
                with session.attempt(what):
                    _measure(found, name, running, clients, seconds)
    return "\n\n".join(_report(clients, seconds, found))


def _measure(found: Found, name: str, running: Running, clients: int, seconds: float) -> None:
    """One server and one crowd; company comes and goes. The crowd sleeps when it has nothing to
    do, for the pages are loaded on its core."""
    crowd = Crowd(clients, running.door)
    companies: dict[str, Callable[[int], Iterator[None]]] = {
        ALONE: lambda rate: iter([None]),
        STALLED: lambda rate: _laggard(found, (name, STALLED), running, rate, 0),
        SLOW: lambda rate: _laggard(found, (name, SLOW), running, rate, SLOW_BYTES_A_SECOND),
    }
    with running.server as server:
        time.sleep(SETTLING_SECONDS)
        if name == PRODUCT:
            cookies = signed_in(server.port)
            companies[PAGES] = lambda rate: _pages(found, server.port, cookies, rate)
        crowd.connect()
        crowd.load(running.edit, rate=20, seconds=0.6, server=server.pid)
        for rate in RATES:
            for company, come in companies.items():
                # Long enough that what waits for who reads nothing is more than may wait.
                times = 2 if company == STALLED and rate == max(RATES) else 1
                with contextmanager(come)(rate):
                    load = crowd.load(
                        *(running.edit,), rate=rate, seconds=seconds * times, server=server.pid,
                        drain=DRAIN_SECONDS,
                    )  # fmt: skip
                found.p99[name, company, rate].append(load.p99)
                found.lost += load.lost
                if company != PAGES:
                    found.disturbance.append(load.other_cores)
        crowd.hang_up()


def _laggard(
    found: Found, who: tuple[str, str], running: Running, rate: int, speed: int
) -> Iterator[None]:
    lagging = Laggard(running.door, speed)
    try:
        yield
    finally:
        after = lagging.dropped_after
        lagging.leave()
    said = "kept" if after is None else f"dropped after {after:.1f} s"
    found.dropped[who].append(f"{rate}/s: {said}")


def _pages(found: Found, port: int, cookies: str, rate: int) -> Iterator[None]:
    headers = {"Cookie": cookies, "Accept-Encoding": "gzip"}
    with PageLoads(port, f"/shows/{SHOW}", headers, PAGES_A_SECOND) as loads:
        yield
        found.pages_a_second[rate].append(loads.per_second)
    found.pages[rate] += loads.milliseconds
    found.failed += loads.failed


def _report(clients: int, seconds: float, found: Found) -> Iterator[str]:
    names = list(dict.fromkeys(name for name, _, _ in found.p99))
    companies = list(dict.fromkeys(company for _, company, _ in found.p99))
    rounds = len(found.p99[PRODUCT, ALONE, RATES[0]])
    yield (
        f"## In company, {clients:,} clients\n\n"
        f"p99 of the other clients' deliveries in ms; medians of {rounds} rounds of "
        f"{number(seconds)} s, lowest and highest in brackets. Each company comes after a load "
        "without any, to the same server. Pages are the whole sheet of "
        f"{CUES} × {CAMERAS} for somebody signed in, with gzip."
    )
    heads = ["", *(f"{name}: {rate} edits/s" for name in names for rate in RATES)]
    rows = [
        [company, *(spread(found.p99[name, company, rate]) for name in names for rate in RATES)]
        for company in companies
    ]
    yield table(heads, rows)
    lines = [
        f"{rate} edits/s: {spread(found.pages_a_second[rate])} pages/s answered, p50 "
        f"{number(percentile(times, 0.5))} ms, p99 {number(percentile(times, 0.99))} ms"
        for rate, times in found.pages.items()
    ]
    lines += [f"{name}, {who}: {'; '.join(how)}" for (name, who), how in found.dropped.items()]
    lines.append(f"{found.failed} page loads failed, {found.lost:,} deliveries did not come")
    lines.append(f"`other_cores` without pages: median {number(middle(found.disturbance))}")
    yield "\n".join(f"- {line}" for line in lines)
    yield "### Against the targets\n\n" + _targets(found)


def _targets(found: Found) -> str:
    doubt = ", but disturbed: repeat it" if middle(found.disturbance) > DISTURBED else ""
    rows = []
    for rate in RATES:
        paged = middle(found.p99[PRODUCT, PAGES, rate])
        what = f"p99 beside {PAGES}, {rate} edits/s"
        rows.append([what, "≤ 60 ms", number(paged), verdict(paged, 60) + doubt])
        for company in (STALLED, SLOW):
            times = ratio(found.p99[PRODUCT, company, rate], found.p99[PRODUCT, ALONE, rate])
            rows.append([f"p99 beside {company} to without, {rate} edits/s", "", number(times), ""])
    return table(["target", "limit", "measured", ""], rows)
