"""A run from beginning to end: lives of the server, what befalls it and what must hold."""

from __future__ import annotations

import shutil
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.support.seaweed import seaweed
from tests.torture import verdicts
from tests.torture.admin import Admin
from tests.torture.client import Client
from tests.torture.evidence import Evidence
from tests.torture.faults import Faults
from tests.torture.plan import Life, Plan, plan
from tests.torture.quiet import ALLOWED, IN_A_MINUTE, Painter, Quiet
from tests.torture.scene import Phase, Scene
from tests.torture.stage import SHOW, Stage
from tests.torture.vices import VICES
from tests.torture.volume import volume

Say = Callable[[str], object]
CLIENTS = 50
BROWSERS = 5
"""How many of them follow the page's HTML; the others follow the data."""

MUST = (
    *("ack", "resumed", "connection broken", "view compared", "quiet point", "replica compared"),
    *("leaks looked for", "snapshot", "restore", "undo of a restore"),
    *("vice: sent again", "vice: vanished", "vice: stalled"),
)
"""What must have happened in any run."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``findings`` is empty when everything held."""

    plan: Plan
    evidence: Evidence
    findings: list[str]


def torture(seed: int, seconds: float, *, bucket: bool, say: Say) -> Outcome:
    """Run the plan of that seed. With ``bucket`` the replica is in a real S3 server."""
    place = Path(tempfile.mkdtemp(prefix="camerasheet-torture-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        store = stack.enter_context(seaweed(place / "store")) if bucket else None
        disk = stack.enter_context(volume(place))
        made = plan(seed, seconds, denies=disk.denies)
        say(f"on {type(disk).__name__}; faults: {', '.join(sorted(made.faults))}")
        stage = Stage(place, disk, store)
        stack.enter_context(stage.theatre)
        painter = Painter(place)
        stack.callback(painter.close)
        return _Run(stage, made, painter, say).go()


class _Run:
    def __init__(self, stage: Stage, made: Plan, painter: Painter, say: Say) -> None:
        self.stage, self.plan, self.say = stage, made, say
        self.evidence = Evidence(say)
        self.scene = Scene(stage.theatre.token, SHOW, self.evidence)
        self.faults = Faults(stage, self.scene, made.seed)
        self.clients = [
            Client(f"c{number:02}", made.seed, self.scene, browser=number < BROWSERS)
            for number in range(CLIENTS)
        ]
        self.admin = Admin(made.seed, self.scene, stage.call)
        names = {each.name for each in (*self.clients, self.admin)}
        allowed = IN_A_MINUTE if made.short else ALLOWED
        self.quiet = Quiet(stage, self.scene, names, painter, allowed)

    def go(self) -> Outcome:
        """All lives, then the last look."""
        everybody = (*self.clients, self.admin)
        self.faults.start()
        for each in everybody:
            each.start()
        try:
            for life in self.plan.lives:
                self._live(life)
            self._play(1.0)
            self._rest(replica=True)
        except Exception:  # what was found until then has to be told
            self.evidence.trouble(f"the run broke off: {traceback.format_exc()}")
        finally:
            self.scene.begin(Phase.OVER)
            for each in everybody:
                each.join(30)
        must = [*MUST, *(f"fault: {name}" for name in self.plan.faults)]
        must += [f"vice: {vice.__name__.replace('_', ' ')}" for vice in VICES]
        findings = [*self.evidence.troubles, *verdicts.idle(self.evidence.counts, must)]
        return Outcome(self.plan, self.evidence, findings)

    def _live(self, life: Life) -> None:
        """Warm up, look, be struck, look again, and die."""
        self._play(life.warm)
        self._rest(replica=False)
        before = self.quiet.held()
        self.scene.begin(Phase.PLAY)
        for blow in life.blows:
            self._play(blow.after)
            self.say(f"{blow.fault} for {blow.seconds:.1f} s")
            self.faults.strike(blow.fault, blow.seconds)
            self._still_there(blow.fault)
        self._play(1.0)
        self._rest(replica=True)
        after = self.quiet.held(before)
        self.say(f"held: {before} → {after}")
        self._play(1.0)
        self.say(f"{life.end}")
        self.faults.strike(life.end, 1.0)

    def _still_there(self, fault: str) -> None:
        """A mild fault is lived through; a server that did not is told of, and started again."""
        if (words := self.stage.died()) is not None:
            self.evidence.trouble(f"the server died of {fault}: {words}")
            self.faults.start()

    def _play(self, seconds: float) -> None:
        if self.scene.phase is not Phase.PLAY:
            self.scene.begin(Phase.PLAY)
        time.sleep(seconds)

    def _rest(self, *, replica: bool) -> None:
        """A quiet point, after which nobody is there."""
        began = time.monotonic()
        self.quiet.settle()
        self.quiet.compare()
        if replica:
            self.quiet.replica()
        self.quiet.leave()
        counts = self.evidence.counts
        self.say(
            f"quiet after {time.monotonic() - began:.1f} s: {counts['ack']} acknowledged, "
            f"{len(self.evidence.troubles)} findings"
        )
