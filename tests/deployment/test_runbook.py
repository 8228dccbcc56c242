"""Every command of the printed runbook, typed in the situation that it stands for."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.deployment.runbook import FIRST, blocks
from tests.deployment.situations import GOOD, LAST, MOMENT, SITUATIONS, clear, examples, snapshot
from tests.rehearsal.cluster import Cluster, cluster
from tests.rehearsal.kubectl import Kubectl, on_the_path

BLOCKS = blocks()
SECONDS = 180.0


class Houses:
    """One pod with the demo show, and its store, for all headings that end well: what one leaves
    behind that did not, no other one gets."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._house: Cluster | None = None

    @contextmanager
    def borrowed(self) -> Iterator[Cluster]:
        if self._house is None:
            self._house = self._stack.enter_context(cluster())
            self._house.start()
            self._house.camerasheet("seed")
        try:
            yield self._house
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._house = None
        self._stack.close()


@pytest.fixture(scope="module")
def houses() -> Iterator[Houses]:
    made = Houses()
    try:
        yield made
    finally:
        made.close()


def typed(text: str, path: str, place: Path) -> str:
    """A shell's output; it ends with the first command that fails."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text],
        cwd=place,
        env={"PATH": path, "HOME": str(place), "NEW_PASSWORD": "a long enough one"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_every_command_has_its_situation() -> None:
    assert list(BLOCKS) == [FIRST, *SITUATIONS]


@pytest.mark.parametrize("heading", SITUATIONS)
def test_commands(heading: str, houses: Houses) -> None:
    situation = SITUATIONS[heading]
    with houses.borrowed() as house, on_the_path(Kubectl(house), house.place) as path:
        house.write_note(LAST)
        house.wait_until_replicated()
        here = {**examples(house), **(situation.before(house) or {})}
        place = house.place / "desk"
        clear(place)
        said = ""
        for block in BLOCKS[heading]:
            text = "".join(BLOCKS[FIRST]) + filled_in(block, house, here)
            said += typed(text, path, place)
        situation.after(house, said)


def filled_in(block: str, house: Cluster, here: Mapping[str, str]) -> str:
    """With our own names for the page's."""
    if "good.example.db" in block:
        block = block.replace("good.example.db", snapshot(house, "name", GOOD))
    if "fetched.example.db" in block:
        block = block.replace("fetched.example.db", snapshot(house, "kind", "replica"))
    for there, ours in here.items():
        block = block.replace(there, ours)
    assert "example" not in block
    assert MOMENT not in block
    return block
