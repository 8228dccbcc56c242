"""How long Hypothesis looks: ``HYPOTHESIS_PROFILE=long`` looks twenty times as long."""

import os

from hypothesis import settings

TIMES = 20 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 1


def examples(number: int, **more: int) -> settings:
    """So many examples in a usual run."""
    return settings(max_examples=number * TIMES, **more)  # type: ignore[arg-type]
