"""Hypothesis: a quick profile for every run, and a long one by ``HYPOTHESIS_PROFILE=long``.

The programs that tests start keep their bytecode, as an installed product does: compiled anew,
each start takes a third longer, and there are a thousand of them.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("tests.support", "tests.machines.crowd", "tests.machines.machine")

from tests.support.effort import TIMES  # noqa: E402  (only what is imported from here on)

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile(
    "default", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("long", parent=settings.get_profile("default"), max_examples=100 * TIMES)
settings.register_profile("fuzz", parent=settings.get_profile("default"))  # see effort.py
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
