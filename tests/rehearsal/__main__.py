"""``make rehearse``."""

from __future__ import annotations

import sys

from tests.rehearsal.cluster import cluster
from tests.rehearsal.manifests import renderer
from tests.rehearsal.scenarios import rehearse


def main() -> int:
    """Print the table, then each scenario with what it took; the exit code."""
    with cluster() as made:
        print(f"k8s/overlays/dev, rendered by {' '.join(renderer())}\n")
        for kubelet in (made.store, made.server):
            print(f"{kubelet.pod.name}: in the cluster → here")
            for line in kubelet.table.lines():
                print(f"  {line}")
            for container in kubelet.pod.containers:
                print(f"  {container.name}: {' '.join(container.command)}")
            print()
        rehearse(made)
    print("\nEverything held.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
