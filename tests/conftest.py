"""Hypothesis: a quick profile for every run, and a long one by ``HYPOTHESIS_PROFILE=long``."""

import os

from hypothesis import HealthCheck, settings

from tests.support.effort import TIMES

settings.register_profile(
    "default", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("long", parent=settings.get_profile("default"), max_examples=100 * TIMES)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
