"""What a tab holds after an hour of edits at 5 a second, sent within about a minute."""

from __future__ import annotations

import time

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.browser.viewer import Holding, Viewer, chromium, sign_in
from benchmarks.load.crowd import Edit
from benchmarks.plots import Panel, draw
from benchmarks.servers.product import SHOW, Product, edits_of
from benchmarks.session import Session, shown
from benchmarks.tables import number, table, verdict

CUES, CAMERAS = 1500, 12
HOUR_OF_EDITS, QUICK_EDITS = 18_000, 300
EDITS_A_SECOND = 300
"""As fast as the page keeps up with: it must see each edit as somebody's who watches would."""

SAMPLES = 12
MOST_ON_THEIR_WAY = 32
LOOK_MS = 200
GROWTH = 1.2
"""The bound for the JavaScript heap and for the nodes of the page: the end to the first sample
after the start, for what the page makes once is not growth."""

Sample = tuple[int, Holding]


def run(session: Session) -> str:
    """Measure, and give the Markdown."""
    edits = QUICK_EDITS if session.quick else HOUR_OF_EDITS
    session.say(f"{edits:,} edits to a tab")
    made = Product("tab", CUES, CAMERAS, None)
    with made.server, chromium() as browser:
        base = f"http://127.0.0.1:{made.server.port}"
        viewer = Viewer(browser, sign_in(browser, base), base)
        viewer.open()
        samples, rate = _follow(session, viewer, made, edits)
        viewer.close()
    return "\n\n".join(part for part in _report(session, samples, rate) if part)


def _follow(
    session: Session, viewer: Viewer, made: Product, edits: int
) -> tuple[list[Sample], float]:
    """What the tab holds every so many edits, and how many edits a second it was sent."""
    edit = edits_of(made.sheet())
    headers = dict([made.authorization.split(": ", 1)])
    address = f"ws://127.0.0.1:{made.server.port}/ws/shows/{SHOW}"
    samples: list[Sample] = [(0, viewer.holding())]
    spent, each = 0.0, edits // SAMPLES
    protocol = Subprotocol("camerasheet.v1.json")
    with connect(address, additional_headers=headers, subprotocols=[protocol]) as somebody:
        for first in range(0, each * SAMPLES, each):
            began = time.monotonic()
            _send(somebody, edit, first, each)
            spent += time.monotonic() - began
            last = f"hour {first + each - 1:09d}"
            viewer.page.wait_for_function(
                "(text) => document.getElementById('rows').textContent.includes(text)",
                arg=last,
                polling=LOOK_MS,
            )
            samples.append((first + each, viewer.holding()))
            if session.elapsed > session.budget:
                session.say(f"no time for more than {first + each:,} edits")
                break
    return samples, samples[-1][0] / spent


def _send(somebody: ClientConnection, edit: Edit, first: int, count: int) -> None:
    """Steadily, and never far ahead of the acknowledgements. Raises RuntimeError for a refusal."""
    began, waiting = time.monotonic(), 0
    for number_ in range(first, first + count):
        time.sleep(max(0.0, began + (number_ - first) / EDITS_A_SECOND - time.monotonic()))
        somebody.send(edit(number_, f"hour {number_:09d}"))
        waiting += 1
        while waiting >= MOST_ON_THEIR_WAY:
            waiting -= _answered(somebody)
    while waiting:
        waiting -= _answered(somebody)


def _answered(somebody: ClientConnection) -> int:
    answer = str(somebody.recv(timeout=30))
    if '"refused"' in answer[:40]:
        raise RuntimeError(answer)
    return int('"ack"' in answer[:40])


ROWS = (
    ("JavaScript heap after a collection, MiB", "heap"),
    ("nodes of the page", "nodes"),
    ("event listeners", "listeners"),
    ("the tab's process, MiB", "process"),
)


def _report(session: Session, samples: list[Sample], rate: float) -> list[str]:
    (_, start), (early, first), (count, last) = samples[0], samples[1], samples[-1]
    rows = []
    for name, key in ROWS:
        before, after = getattr(first, key), getattr(last, key)
        limited = key in ("heap", "nodes")
        said = verdict(after / before, GROWTH) if limited else ""
        limit = f"≤ {GROWTH}" if limited else ""
        figures = (getattr(start, key), before, after, after / before)
        rows.append([name, *map(number, figures), limit, said])
    text = (
        "## A tab after an hour of edits\n\n"
        f"A sheet of {CUES:,} × {CAMERAS} in Chromium, open while somebody else writes "
        f"{count:,} times, which is what {count / 5 / 60:.0f} minutes at 5 edits/s bring; sent at "
        f"{number(rate)} a second. Before each look the tab collects its garbage."
    )
    series = {
        "JavaScript heap": [(float(at), held.heap) for at, held in samples],
        "the tab's process": [(float(at), held.process) for at, held in samples],
    }
    nodes = {"nodes": [(float(at), held.nodes) for at, held in samples]}
    plot = draw(
        session.picture("tab"),
        [
            Panel("Memory of a tab", "edits", "MiB", series),
            Panel("Nodes of the page", "edits", "", nodes),
        ],
    )
    heads = ["", "at the start", f"after {early:,} edits", "at the end", "end to that", "bound", ""]
    return [text, table(heads, rows), shown(plot, "Memory of a tab over an hour of edits")]
