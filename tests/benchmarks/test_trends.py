"""Whether a soak stayed flat is decided here."""

import math

from benchmarks.endurance import Sample, judged
from benchmarks.trends import Bound, judge, slope


def line(growth: float, count: int = 50) -> list[tuple[float, float]]:
    return [(float(x), 100.0 + growth * x) for x in range(count)]


def test_the_slope_of_a_line() -> None:
    assert slope(line(0.5)) == 0.5


def test_a_few_wild_samples_do_not_move_the_slope() -> None:
    points = line(0.0)
    points[-3:] = [(x, 10_000.0) for x, _ in points[-3:]]
    assert slope(points) == 0.0


def test_too_little_has_no_slope() -> None:
    assert math.isnan(slope([]))
    assert math.isnan(slope([(1.0, 1.0), (1.0, 2.0)]))


def test_growth_is_judged_over_the_whole_span() -> None:
    bound = Bound(0.1, 1.0)
    assert judge(line(0.1), bound).flat
    grown = judge(line(0.5), bound)
    assert not grown.flat
    assert grown.growth == 24.5
    assert judge(line(-5.0), bound).flat, "to shrink is allowed"


def test_samples_that_are_not_known_are_passed_over() -> None:
    points = [*line(0.0), (50.0, math.nan)]
    assert judge(points, Bound(0.1, 1.0)).flat


def test_nothing_to_judge_is_not_flat() -> None:
    assert not judge([], Bound(0.1, 1.0)).flat


def sample(at: int, *, memory: float = 100.0, lost: int = 0) -> Sample:
    return Sample(at * 5.0, memory, 15, 80, 5.0, 9.0, 3.0, lost, 0, 0, 0.0)


def test_a_soak_is_flat_when_nothing_grows_and_nothing_is_lost() -> None:
    assert judged([sample(at) for at in range(100)])[0]
    # What is made once, while it warms up, is not growth.
    warming = [sample(at, memory=50.0 if at < 10 else 100.0) for at in range(100)]
    assert judged(warming)[0]


def test_a_soak_that_leaks_or_loses_is_not() -> None:
    flat, said = judged([sample(at, memory=100.0 + at / 10) for at in range(100)])
    assert not flat
    assert "**grew**" in said
    assert not judged([sample(at, lost=int(at == 50)) for at in range(100)])[0]
    assert not judged([])[0]
