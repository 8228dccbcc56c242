"""A thousand clients beside the peers: what the targets speak of."""

from __future__ import annotations

from benchmarks.fanout.measuring import (
    BACK,
    BUSY,
    BY_ITSELF,
    CALM,
    COLUMNS,
    EIGHT,
    HTML,
    JSON,
    MEMORY,
    NODE,
    NODE_BATCHED,
    ONE,
    Outcomes,
    Plan,
    contestants,
    measure_rounds,
    prepared,
    trust,
)
from benchmarks.session import Session
from benchmarks.tables import DISTURBED, middle, number, ratio, spread, table, verdict

CLIENTS, ROUNDS = 1000, 5
SECONDS, QUICK_SECONDS = 3.0, 0.8


def run(session: Session) -> str:
    """Measure, and give the Markdown."""
    quick = session.quick
    plan = Plan(
        clients=session.clients or CLIENTS,
        seconds=session.seconds or (QUICK_SECONDS if quick else SECONDS),
    )
    some = contestants()
    if quick:
        some = [each for each in some if each.name != JSON]
    outcomes = measure_rounds(session, plan, prepared(some), ROUNDS)
    return "\n\n".join(_report(plan, outcomes))


def _report(plan: Plan, outcomes: Outcomes) -> list[str]:
    rounds = max(len(each.samples[CALM + "p99"]) for each in outcomes.values())
    rows = [
        [column, *(spread(each.samples[column]) for each in outcomes.values())]
        for column in COLUMNS
    ]
    return [
        f"## Fan-out to {plan.clients:,} clients\n\n"
        f"Medians of {rounds} interleaved rounds of {number(plan.seconds)} s each, with the "
        "lowest and the highest in brackets. Latency in ms from when an edit was due until a "
        "client had it. A grid of 300 × 8; everybody commits with `synchronous=FULL`. "
        "One in flight means a frame per edit, for everybody.",
        table(["", *outcomes], rows),
        "### Against the targets\n\n" + _targets(plan, outcomes),
        "### How far to trust this\n\n" + "\n".join(f"- {line}" for line in trust(outcomes)),
    ]


def _targets(plan: Plan, outcomes: Outcomes) -> str:
    def of(name: str, column: str) -> list[float]:
        return outcomes[name].samples[column]

    rows = []
    for name in (each for each in (HTML, JSON) if each in outcomes):
        single = ratio(of(name, ONE), of(NODE, ONE))
        batch = ratio(of(name, EIGHT), of(NODE_BATCHED, EIGHT))
        calm = ratio(of(name, CALM + "p99"), of(NODE, CALM + "p99"))
        busy = middle(of(name, BUSY + "p99"))
        memory = middle(of(name, MEMORY))
        back = middle(of(name, BACK))
        by_itself = middle(of(name, BY_ITSELF))
        most = 2.0 * max(1.0, plan.clients / 1000)
        rows += [
            [name, "a frame per edit: deliveries/s to Node ws", "≥ 1.0", number(single),
             verdict(single, 1.0, at_least=True)],
            ["", "batched: deliveries/s to batched Node ws", "≥ 1.0", number(batch),
             verdict(batch, 1.0, at_least=True)],
            ["", "20 edits/s: p99 to Node ws", "≤ 0.9", number(calm), verdict(calm, 0.9)],
            ["", "600 edits/s: p99", "≤ 50 ms", number(busy), verdict(busy, 50)],
            ["", "memory of an idle client", "≤ 8 KiB", number(memory), verdict(memory, 8)],
            ["", "full sheet again after kill -9 of all, and a start", f"≤ {number(most)} s",
             number(back), verdict(back, most)],
            ["", "full sheet again after kill -9 of the worker", f"≤ {number(most)} s",
             number(by_itself), verdict(by_itself, most)],
        ]  # fmt: skip
    if any(middle(each.disturbance) > DISTURBED for each in outcomes.values()):
        rows = [[*row[:-1], f"{row[-1]}, but disturbed: repeat it"] for row in rows]
    return table(["", "target", "limit", "measured", ""], rows)
