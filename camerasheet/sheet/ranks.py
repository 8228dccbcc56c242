"""Where a row stands among the others: strings that always leave room for one more between two.

A rank is read as a fraction in base 62 after the point ("V" is about one half). Moving or adding
a row writes that row's rank only; nobody else's row changes, so nobody else's edit conflicts.
"""

from itertools import count

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)
_MIDDLE = _DIGITS[_BASE // 2]


def between(low: str, high: str) -> str:
    """A rank above ``low`` and below ``high``; ``""`` stands for either open end.

    Raises ValueError when ``low`` is not below ``high``.
    """
    if high and low >= high:
        raise ValueError(f"no rank between {low!r} and {high!r}")
    return _above(low) if low and not high else _halfway(low, high)


def _above(low: str) -> str:
    """The shortest rank above ``low``: appending, as people do all day, must not grow ranks."""
    kept = low[: len(low) - len(low.lstrip(_DIGITS[-1]))]
    following = low[len(kept) : len(kept) + 1]
    return kept + (_DIGITS[_DIGITS.index(following) + 1] if following else _MIDDLE)


def _halfway(low: str, high: str) -> str:
    """The shortest rank about halfway; a loop, for ranks may grow longer than Python's stack."""
    rank: list[str] = []
    for place in count():
        first = _DIGITS.index(low[place]) if place < len(low) else 0
        last = _DIGITS.index(high[place]) if high else _BASE
        if last - first > 1:
            return "".join(rank) + _DIGITS[(first + last) // 2]
        if last - first == 1:
            if len(high) > place + 1:
                return "".join(rank) + high[place]
            high = ""  # the digit below it leaves the upper end open
        rank.append(_DIGITS[first])
    raise AssertionError("count() does not end")


def spread(number: int, low: str = "", high: str = "") -> list[str]:
    """``number`` ranks in order between ``low`` and ``high``, as short as halving makes them."""
    if number == 0:
        return []
    middle = number // 2
    rank = _halfway(low, high)
    return [*spread(middle, low, rank), rank, *spread(number - middle - 1, rank, high)]
