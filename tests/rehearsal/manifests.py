"""The documents of an overlay, rendered by the kubectl or kustomize that is there."""

from __future__ import annotations

import functools
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
SECONDS = 60.0

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Manifests:
    """What ``kubectl apply -k`` would send."""

    documents: tuple[Document, ...]

    def every(self, kind: str) -> Iterator[Document]:
        """Those of a kind."""
        return (each for each in self.documents if each["kind"] == kind)

    def one(self, kind: str, name: str) -> Document:
        """The one with that name. Raises ``LookupError``."""
        for each in self.every(kind):
            if each["metadata"]["name"] == name:
                return each
        raise LookupError(f"{kind} {name}")


@functools.cache
def renderer() -> tuple[str, ...]:
    """The command that renders a directory; installed where that can be done."""
    found = subprocess.run(
        [ROOT / "scripts" / "kubectl.sh"], stdout=subprocess.PIPE, text=True, check=True
    )
    return tuple(found.stdout.split())


@functools.cache
def rendered(directory: str) -> Manifests:
    """A directory of ``k8s/`` as it would be applied. Raises ``CalledProcessError``."""
    done = subprocess.run(
        [*renderer(), str(ROOT / "k8s" / directory)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Manifests(tuple(each for each in yaml.safe_load_all(done.stdout) if each))
