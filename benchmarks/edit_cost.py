"""What one edit costs the server on a big sheet and on a small one."""

from __future__ import annotations

import os
from collections import defaultdict

from benchmarks.load.crowd import Crowd
from benchmarks.servers.product import Product, edits_of
from benchmarks.session import Session
from benchmarks.tables import number, ratio, spread, table, verdict

EDITS = 300
PATIENCE = 60.0
KINDS = {"html": True, "json": False}

Size = tuple[int, int]
BIG, SMALL = (1500, 12), (100, 6)


def compare(session: Session, rounds: int) -> str:
    """One client that edits as fast as it is answered, so that nothing else is counted."""
    core = max(os.sched_getaffinity(0))
    found: dict[tuple[Size, str], list[float]] = defaultdict(list)
    products = {size: Product(f"cost-{size[0]}x{size[1]}", *size, core) for size in (SMALL, BIG)}
    with products[SMALL].server, products[BIG].server:
        edits = {size: edits_of(made.sheet()) for size, made in products.items()}
        crowds = {
            (size, kind): Crowd(1, made.door(html=html))
            for size, made in products.items()
            for kind, html in KINDS.items()
        }
        for _ in session.turns(rounds, 0.9):
            for (size, kind), crowd in crowds.items():
                pid = products[size].server.pid
                crowd.connect()
                crowd.load(edits[size], window=1, seconds=5, most=50, server=pid)
                load = crowd.load(edits[size], window=1, seconds=PATIENCE, most=EDITS, server=pid)
                assert not load.lost, f"{load.lost} edits were not delivered"
                found[size, kind].append(load.cpu_us_per_edit)
                crowd.hang_up()
    return "### What an edit costs the server\n\n" + _table(found)


def _table(found: dict[tuple[Size, str], list[float]]) -> str:
    rows = []
    for kind in KINDS:
        times = ratio(found[BIG, kind], found[SMALL, kind])
        both = (spread(found[size, kind]) for size in (SMALL, BIG))
        rows.append([f"{kind} client", *both, number(times), verdict(times, 1.2)])
    heads = ["CPU µs per edit, one client", *(f"{a:,} × {b}" for a, b in (SMALL, BIG))]
    return table([*heads, "ratio", "target ≤ 1.2"], rows)
