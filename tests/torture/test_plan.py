"""One seed, one plan; and whatever the seed, everything happens."""

import pytest

from tests.torture.plan import ENDS, MILD, NEEDS_DENIAL, plan

SEEDS = range(50)


@pytest.mark.parametrize("seconds", [60.0, 600.0])
@pytest.mark.parametrize("denies", [True, False])
def test_the_same_seed_gives_the_same_plan(seconds: float, denies: bool) -> None:
    plans = [plan(seed, seconds, denies=denies) for seed in SEEDS]
    assert plans == [plan(seed, seconds, denies=denies) for seed in SEEDS]
    assert len({made.lives for made in plans}) > len(SEEDS) // 2


def test_ten_minutes_hold_every_fault_there_is() -> None:
    for seed in SEEDS:
        assert plan(seed, 600.0, denies=True).faults == {*MILD, *ENDS}


def test_a_minute_holds_every_mild_one_and_two_ends() -> None:
    for seed in SEEDS:
        made = plan(seed, 60.0, denies=True)
        assert made.faults == {*MILD, "read_only_start", "worker_killed"}


def test_where_permissions_do_not_bind_the_rest_happens() -> None:
    for seconds in (60.0, 600.0):
        found = plan(1, seconds, denies=False).faults
        assert not found & NEEDS_DENIAL
        assert {"full_disk", "litestream_killed", "replica_frozen", "clock_jump"} <= found


@pytest.mark.parametrize("seconds", [60.0, 600.0])
def test_it_fits_its_time(seconds: float) -> None:
    for seed in SEEDS:
        made = plan(seed, seconds, denies=True)
        busy = sum(
            life.warm + sum(blow.after + blow.seconds for blow in life.blows) for life in made.lives
        )
        assert seconds / 3 < busy < seconds
