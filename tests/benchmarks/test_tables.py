"""The arithmetic under the reports: medians, ratios, verdicts, percentiles."""

import math

import pytest

from benchmarks.load.crowd import percentile
from benchmarks.load.native import histogram_percentiles
from benchmarks.tables import middle, number, ratio, spread, table, verdict


@pytest.mark.parametrize(
    ("value", "shown"),
    [(math.nan, "–"), (0.123, "0.12"), (12.34, "12.3"), (123.4, "123"), (12345.6, "12,346")],
)
def test_a_number_has_the_digits_that_mean_something(value: float, shown: str) -> None:
    assert number(value) == shown


def test_the_middle_passes_over_what_is_not_known() -> None:
    assert middle([3.0, math.nan, 1.0, 2.0]) == 2.0
    assert math.isnan(middle([math.nan]))


def test_a_spread_names_the_lowest_and_the_highest() -> None:
    assert spread([3.0, 1.0, 2.0]) == "2.00 (1.00–3.00)"
    assert spread([2.0]) == "2.00"
    assert spread([]) == "–"


def test_a_ratio_compares_each_round_with_itself() -> None:
    assert ratio([10.0, 100.0, 30.0], [10.0, 50.0, 10.0]) == 2.0
    assert ratio([1.0, 8.0], [0.0, 4.0]) == 2.0, "a round without the other says nothing"
    assert math.isnan(ratio([], []))


def test_a_table_is_markdown() -> None:
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_a_verdict() -> None:
    assert verdict(1.0, 1.0) == "met"
    assert verdict(1.1, 1.0) == "**missed**"
    assert verdict(1.1, 1.0, at_least=True) == "met"
    assert verdict(math.nan, 1.0) == "not measured"


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert percentile(values, 0.5) == 50.0
    assert percentile(values, 0.99) == 99.0
    assert percentile([7.0], 0.99) == 7.0
    assert math.isnan(percentile([], 0.5))


def test_percentiles_of_a_histogram_are_the_upper_ends_of_its_buckets() -> None:
    histogram = [0] * 2048
    histogram[64 * 10] = 98  # 2**10 µs and a little more
    histogram[64 * 13] = 2
    p50, p99 = histogram_percentiles(histogram, 0.5, 0.99)
    assert p50 == pytest.approx(1.024, rel=0.02)
    assert p99 == pytest.approx(8.192, rel=0.02)
