"""The first minute of it: two lives of a server, every fault once. ``make torture`` takes ten.

``TORTURE_SEED`` sets another seed; the one that was used is printed when it fails.
"""

import os

from tests.torture.run import torture

SEED = 5
SECONDS = 60.0


def test_everything_at_once_and_nothing_is_lost() -> None:
    seed = int(os.environ.get("TORTURE_SEED", SEED))
    print(f"TORTURE_SEED={seed}")
    outcome = torture(seed, SECONDS, bucket=False, say=print)
    assert outcome.findings == []
