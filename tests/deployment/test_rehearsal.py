"""The pod of the dev overlay, started on this machine; see tests/rehearsal/scenarios.py."""

from tests.rehearsal.cluster import cluster
from tests.rehearsal.scenarios import rehearse


def test_the_pod_holds() -> None:
    with cluster() as made:
        rehearse(made, edits=3)
