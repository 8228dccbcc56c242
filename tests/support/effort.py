"""How long Hypothesis looks, by ``HYPOTHESIS_PROFILE``: ``fuzz`` four times as long as usual.

``long`` looks twenty times as long.
"""

import os

from hypothesis import settings

TIMES = {"long": 20, "fuzz": 4}.get(os.environ.get("HYPOTHESIS_PROFILE", ""), 1)


def examples(number: int, **more: int) -> settings:
    """So many examples in a usual run."""
    return settings(max_examples=number * TIMES, **more)  # type: ignore[arg-type]
