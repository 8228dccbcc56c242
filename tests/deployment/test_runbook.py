"""Every command of the printed runbook, typed in the situation that it stands for."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deployment.runbook import FIRST, blocks
from tests.deployment.situations import LAST, SITUATIONS, clear, examples, good_snapshot
from tests.rehearsal.cluster import Cluster, cluster
from tests.rehearsal.kubectl import Kubectl, on_the_path

BLOCKS = blocks()
SECONDS = 180.0


@pytest.fixture(scope="module")
def house() -> Iterator[Cluster]:
    """A pod with the demo show, and its store."""
    with cluster() as made:
        made.start()
        made.camerasheet("seed")
        yield made


@pytest.fixture
def path(house: Cluster) -> Iterator[str]:
    with on_the_path(Kubectl(house), house.place) as found:
        yield found


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
def test_commands(heading: str, house: Cluster, path: str) -> None:
    situation = SITUATIONS[heading]
    house.write_note(LAST)
    house.wait_until_replicated()
    situation.before(house)
    text = BLOCKS[FIRST] + BLOCKS[heading]
    if "good.example.db" in text:
        text = text.replace("good.example.db", good_snapshot(house))
    for there, here in examples(house).items():
        text = text.replace(there, here)
    assert not re.search("example", text), "filled in"
    place = house.place / "desk"
    clear(place)
    said = typed(text, path, place)
    situation.after(house, said)
