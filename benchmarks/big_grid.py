"""A sheet of 1,500 cues × 12 cameras in Chromium, beside one of 100 × 6."""

from __future__ import annotations

import gzip
import random
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator

from playwright.sync_api import Browser
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.browser.viewer import Opening, Viewer, chromium, sign_in
from benchmarks.edit_cost import BIG, SMALL, compare
from benchmarks.edit_stages import stages
from benchmarks.load.crowd import percentile
from benchmarks.load.readings import busy_seconds
from benchmarks.servers.product import SHOW, Product, edits_of
from benchmarks.session import Session
from benchmarks.tables import DISTURBED, middle, number, spread, table, verdict

ROUNDS, QUICK_ROUNDS = 5, 1
EDITS = 40
ON_SCREEN = 8  # cues whose cells are edited: the first ones, which are in sight

Samples = dict[str, list[float]]


def run(session: Session) -> str:
    """Measure, and give the Markdown. A third of the time is for what an edit costs the server."""
    found: dict[tuple[int, int], Samples] = {}
    products = {size: Product(f"grid-{size[0]}x{size[1]}", *size, None) for size in (SMALL, BIG)}
    with chromium() as browser:
        for size, made in products.items():
            session.say(f"{size[0]:,} × {size[1]} in Chromium")
            with made.server:
                share = 0.25 if size == SMALL else 0.65
                found[size] = _measure(session, share, browser, made)
    session.say("what an edit costs")
    cost = compare(session, QUICK_ROUNDS if session.quick else ROUNDS)
    return "\n\n".join([*_report(found), cost, stages(session)])


def _measure(session: Session, share: float, browser: Browser, made: Product) -> Samples:
    samples: Samples = defaultdict(list)
    base = f"http://127.0.0.1:{made.server.port}"
    cookies = sign_in(browser, base)
    jar = "; ".join(f"{each['name']}={each['value']}" for each in cookies["cookies"])
    idle = busy_seconds(), time.monotonic()
    time.sleep(1)
    samples["others"].append((busy_seconds() - idle[0]) / (time.monotonic() - idle[1]))
    rounds = QUICK_ROUNDS if session.quick else ROUNDS
    for _ in range(rounds):
        _note_server(samples, f"{base}/shows/{SHOW}", jar)
    for turn in session.turns(rounds, share):
        viewer = Viewer(browser, cookies, base)
        _note_opening(samples, viewer.open())
        _note_scrolling(samples, viewer)
        if turn == 0:
            _note_edits(samples, viewer, made)
            held = viewer.holding()
            samples["heap"].append(held.heap)
            samples["process"].append(held.process)
        viewer.close()
    return samples


def _note_server(samples: Samples, address: str, cookies: str) -> None:
    for encoding in ("identity", "gzip"):
        request = urllib.request.Request(address)
        request.add_header("Cookie", cookies)
        request.add_header("Accept-Encoding", encoding)
        began = time.monotonic()
        with urllib.request.urlopen(request, timeout=60) as answer:
            body = answer.read()
        samples[f"server {encoding}"].append((time.monotonic() - began) * 1000)
        if encoding == "gzip":
            samples["bytes gzip"].append(len(body))
            assert body[:2] == b"\x1f\x8b", "the server did not compress"
            body = gzip.decompress(body)
        samples["bytes"].append(len(body))


def _note_opening(samples: Samples, opening: Opening) -> None:
    samples["first byte"].append(opening.response_start)
    samples["response"].append(opening.response_end)
    samples["DOM ready after response"].append(opening.dom_ready_after_response)
    samples["DOM ready"].append(opening.dom_ready)
    samples["painted"].append(opening.painted)
    samples["synced"].append(opening.synced)
    samples["longest task"].append(max(task.wall for task in opening.tasks))
    samples["longest task, processor"].append(max(task.processor for task in opening.tasks))
    samples["all tasks, processor"].append(sum(task.processor for task in opening.tasks))
    samples["bytes sent"].append(opening.sent)


def _note_edits(samples: Samples, viewer: Viewer, made: Product) -> None:
    """Somebody else writes in cells that are in sight, one at a time."""
    sheet = made.sheet()
    seen = {**sheet, "cues": sheet["cues"][:ON_SCREEN]}
    edit = edits_of(seen)
    headers = dict([made.authorization.split(": ", 1)])
    address = f"ws://127.0.0.1:{made.server.port}/ws/shows/{SHOW}"
    viewer.page.evaluate("benchmarkWatch.follow()")
    offset = viewer.clock()
    protocol = Subprotocol("camerasheet.v1.json")
    with connect(address, additional_headers=headers, subprotocols=[protocol]) as somebody:
        for turn in range(1, EDITS + 1):
            time.sleep(random.uniform(0.02, 0.06))  # in no step with the frames
            sent = _send(somebody, edit(turn, f"~~{turn:09d}~"))
            times = viewer.times_of(turn)
            samples["arrival to swap"].append(times["swapped"] - times["arrived"])
            samples["arrival to paint"].append(times["painted"] - times["arrived"])
            samples["send to arrival"].append(times["arrived"] + offset - sent)
            samples["send to paint"].append(times["painted"] + offset - sent)


def _send(somebody: ClientConnection, message: str) -> float:
    sent = time.monotonic() * 1000
    somebody.send(message)
    answer = str(somebody.recv(timeout=10))
    while '"ack"' not in answer:
        assert '"refused"' not in answer, answer
        answer = str(somebody.recv(timeout=10))
    return sent


def _note_scrolling(samples: Samples, viewer: Viewer) -> None:
    for name, scroll in (("wheel", viewer.scroll_by_wheel()), ("keys", viewer.scroll_by_keys())):
        wall = [task.wall for task in scroll.tasks]
        processor = [task.processor for task in scroll.tasks]
        samples[f"{name}: longest task"].append(max(wall))
        samples[f"{name}: tasks over 100"].append(sum(1 for task in wall if task > 100))
        samples[f"{name}: longest task, processor"].append(max(processor))
        samples[f"{name}: frames p99"].append(scroll.frame_p99)
        samples[f"{name}: frames worst"].append(scroll.frame_worst)
        samples[f"{name}: steps"].append(scroll.steps)


ROWS = (
    ("page from the server, no compression, ms", "server identity"),
    ("page from the server, gzip, ms", "server gzip"),
    ("page, bytes", "bytes"),
    ("page, bytes with gzip", "bytes gzip"),
    ("page, bytes as Chromium got it", "bytes sent"),
    ("Chromium: first byte, ms after the request", "first byte"),
    ("Chromium: last byte", "response"),
    ("Chromium: DOMContentLoaded after the last byte", "DOM ready after response"),
    ("Chromium: first contentful paint", "painted"),
    ("Chromium: connected, synced, ready for the keyboard", "synced"),
    ("Chromium: longest task while loading", "longest task"),
    ("… its processor time", "longest task, processor"),
    ("Chromium: processor time of all tasks while loading", "all tasks, processor"),
    ("wheel to the bottom: longest task", "wheel: longest task"),
    ("wheel: longest task, processor time", "wheel: longest task, processor"),
    ("wheel: tasks over 100 ms", "wheel: tasks over 100"),
    ("wheel: time between frames, p99", "wheel: frames p99"),
    ("wheel: time between frames, worst", "wheel: frames worst"),
    ("PageDown to the bottom: longest task", "keys: longest task"),
    ("PageDown: longest task, processor time", "keys: longest task, processor"),
    ("PageDown: tasks over 100 ms", "keys: tasks over 100"),
    ("PageDown: time between frames, p99", "keys: frames p99"),
    ("JavaScript heap, MiB", "heap"),
    ("the tab's process, MiB", "process"),
)


def _edit_rows(found: dict[tuple[int, int], Samples]) -> Iterator[list[str]]:
    for name in ("send to arrival", "arrival to swap", "arrival to paint", "send to paint"):
        cells = []
        for samples in found.values():
            values = samples[name]
            p50, p99 = percentile(values, 0.5), percentile(values, 0.99)
            cells.append(f"{number(p50)} / {number(p99)}")
        yield [f"somebody's edit, {name}: p50 / p99, ms", *cells]


def _report(found: dict[tuple[int, int], Samples]) -> Iterator[str]:
    rounds = ", ".join(str(len(each["response"])) for each in found.values())
    sizes = [f"{cues:,} × {cameras}" for cues, cameras in found]
    yield (
        "## A sheet of 1,500 cues × 12 cameras\n\n"
        f"Medians of {rounds} rounds (the small sheet, the big one), lowest and highest in "
        "brackets; headless Chromium, an empty cache, server and browser on the same machine. "
        "Before it, other programs used "
        + ", ".join(f"{number(s['others'][0])}" for s in found.values())
        + " cores."
    )
    rows = [[name, *(spread(each[key]) for each in found.values())] for name, key in ROWS]
    yield table(["", *sizes], [*rows, *_edit_rows(found)])
    quiet = max(each["others"][0] for each in found.values()) <= DISTURBED
    yield "### Against the targets\n\n" + _targets(found[BIG], quiet)


def _targets(big: Samples, quiet: bool) -> str:
    ready = middle(big["DOM ready after response"])
    paint = percentile(big["arrival to paint"], 0.99)
    whole = percentile(big["send to paint"], 0.99)
    busy = max(big["wheel: longest task, processor"] + big["keys: longest task, processor"])
    long = max(big["wheel: longest task"] + big["keys: longest task"])
    measured = [
        ("DOM ready after the response", ready, 1000),
        ("somebody's edit, arrival to paint, p99", paint, 50),
        ("somebody's edit, send to paint, p99", whole, 50),
        ("longest task while scrolling", long, 100),
        ("… its processor time", busy, 100),
    ]
    doubt = "" if quiet else ", but disturbed: repeat it"
    rows = [
        [name, f"≤ {most} ms", number(value), verdict(value, most) + doubt]
        for name, value, most in measured
    ]
    return table(["target", "limit", "measured, ms", ""], rows)
