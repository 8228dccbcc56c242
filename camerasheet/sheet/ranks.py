"""Where a row stands among the others: strings that always leave room for one more between two.

A rank is read as a fraction in base 62 after the point ("V" is about one half). Moving or adding
a row writes that row's rank only; nobody else's row changes, so nobody else's edit conflicts.
"""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)


def between(low: str, high: str) -> str:
    """A rank above ``low`` and below ``high``; ``""`` stands for either open end.

    Raises ValueError when ``low`` is not below ``high``.
    """
    if high and low >= high:
        raise ValueError(f"no rank between {low!r} and {high!r}")
    shared = 0
    while high and shared < len(high) and (low[shared : shared + 1] or "0") == high[shared]:
        shared += 1
    if shared:
        return high[:shared] + between(low[shared:], high[shared:])
    first = _DIGITS.index(low[0]) if low else 0
    last = _DIGITS.index(high[0]) if high else _BASE
    if last - first > 1:
        return _DIGITS[(first + last) // 2]
    if high and len(high) > 1:
        return high[0]
    return _DIGITS[first] + between(low[1:], "")


def spread(count: int, low: str = "", high: str = "") -> list[str]:
    """``count`` ranks in order between ``low`` and ``high``, as short as halving makes them."""
    if count == 0:
        return []
    middle = count // 2
    rank = between(low, high)
    return [*spread(middle, low, rank), rank, *spread(count - middle - 1, rank, high)]
