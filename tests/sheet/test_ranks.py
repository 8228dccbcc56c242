"""Ranks: there is always room for one more, and rooms stay small."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camerasheet.sheet.ranks import between, spread


@given(st.lists(st.integers(0, 1000), max_size=80))
def test_a_rank_lies_strictly_between_its_neighbours(places: list[int]) -> None:
    ranks: list[str] = []
    for place in places:
        index = place % (len(ranks) + 1)
        low = ranks[index - 1] if index else ""
        high = ranks[index] if index < len(ranks) else ""
        rank = between(low, high)
        assert low < rank
        assert not high or rank < high
        ranks.insert(index, rank)
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize("side", ["under the same", "above the same"])
def test_thousands_of_inserts_at_one_place_never_collide(side: str) -> None:
    low, high = "V", "W"
    seen = {low, high}
    for _ in range(5000):
        rank = between(low, high)
        assert low < rank < high
        assert rank not in seen
        seen.add(rank)
        low, high = (low, rank) if side == "under the same" else (rank, high)


def test_thousands_before_the_first() -> None:
    high = between("", "")
    for _ in range(3000):
        rank = between("", high)
        assert "" < rank < high
        high = rank


def test_appending_a_long_sheet_keeps_ranks_short() -> None:
    ranks = [between("", "")]
    for _ in range(4999):
        ranks.append(between(ranks[-1], ""))
    assert ranks == sorted(set(ranks))
    assert len(ranks[-1]) < 200


def test_moving_to_the_end_for_ever_does_not_break() -> None:
    low = "z" * 3000
    assert between(low, "") > low
    assert low < between(low, "zz" + "z" * 3000) or low >= "zz" + "z" * 3000


@pytest.mark.parametrize(("low", "high"), [("V", "V"), ("W", "V"), ("V1", "V")])
def test_there_is_nothing_between_what_is_not_apart(low: str, high: str) -> None:
    with pytest.raises(ValueError, match="no rank between"):
        between(low, high)


@given(st.integers(0, 500), st.sampled_from(["", "V", "Vz", "k"]), st.sampled_from(["", "l", "z"]))
def test_spread_is_sorted_and_within(number: int, low: str, high: str) -> None:
    ranks = spread(number, low, high)
    assert len(ranks) == number
    assert ranks == sorted(set(ranks))
    assert all(low < rank and (not high or rank < high) for rank in ranks)


def test_a_spread_is_short() -> None:
    assert max(map(len, spread(5000))) <= 3
