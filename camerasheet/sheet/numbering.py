"""Cue numbers: labels that stay put.

Inserted after 3 comes 3A, then 3B; a strike leaves its gap; nobody is renumbered unless the
director asks. Numbers read upwards down the sheet, so a number is chosen between its neighbours:

========================  =======================================================
between                   the new cue is
========================  =======================================================
3 and 4 (or 5, or none)   3A
3A and 4                  3B
3A and 3B                 3A1 (no room for a letter: a digit under the letter)
3A1 and 3B                3A2
3 and 3A                  3.1, as lighting desks do; then 3.2 … and 3.01 below 3.1
SF1.01 and SF1.02         SF1.01A
TEMP and anything         TEMP2
appended at the end       the next whole number
========================  =======================================================
"""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import count

MAX_LENGTH = 16

_SIBLING = re.compile(r"^(.*\d)([A-Y])$")
_UNDER_LETTER = re.compile(r"^(.*\d[A-Z])(\d+)$")
_POINT = re.compile(r"^(.*\d\.0*)([1-8])$")


def _key(number: str) -> list[tuple[int, float, str]]:
    """How numbers compare: a decimal part below a letter, digits by value, case put aside."""
    parts: list[tuple[int, float, str]] = []
    for point, digits, letters in re.findall(r"(\.\d+)|(\d+)|([^\d.]+|\.)", number):
        if point:
            parts.append((1, float(point), ""))
        elif digits:
            parts.append((2, float(digits), ""))
        else:
            parts.append((3, 0.0, letters.casefold()))
    return parts


def reads_before(first: str, second: str) -> bool:
    """Whether ``first`` reads as the smaller number, as crews read them."""
    return _key(first) < _key(second)


def _candidates(above: str) -> Iterable[str]:
    """Numbers worth trying below ``above``, best first."""
    if match := _SIBLING.match(above):
        yield match[1] + chr(ord(match[2]) + 1)
    if match := _UNDER_LETTER.match(above):
        yield f"{match[1]}{int(match[2]) + 1}"
    if match := _POINT.match(above):
        yield f"{match[1]}{int(match[2]) + 1}"
    if re.search(r"\d[A-Z]$", above):
        yield from (f"{above}{n}" for n in range(1, 10))
    elif above[-1].isdigit():
        yield f"{above}A"
        if "." not in above:
            yield from (f"{above}.{'0' * zeros}1" for zeros in range(6))
        yield from (f"{above}{chr(n)}" for n in range(ord("B"), ord("Z") + 1))
    else:
        yield from (f"{above}{n}" for n in range(2, 100))


def after(above: str, below: str = "", taken: Collection[str] = ()) -> str:
    """The number for a cue inserted under ``above``.

    ``below`` is the number of the cue that follows (``""``: none); ``taken`` holds every number
    in use, casefolded. The first free number that reads between the two is chosen; where the
    neighbours leave none, the first free one.
    """
    spare = ""
    for number in _candidates(above):
        if number.casefold() in taken or len(number) > MAX_LENGTH:
            continue
        if not below or not reads_before(above, below) or reads_before(number, below):
            return number
        spare = spare or number
    return spare or next(n for n in map(str, count(2)) if n not in taken)


def appended(numbers: Iterable[str]) -> str:
    """The number for a cue put at the end: one above the largest whole part in use."""
    taken = set(numbers)
    wholes = (re.match(r"\d{1,9}", number) for number in taken)
    top = max((int(whole[0]) for whole in wholes if whole), default=0)
    return next(n for n in map(str, count(top + 1)) if n not in taken)  # 10 digits may be in use


def before(below: str, taken: Collection[str]) -> str:
    """The number for a cue put above the very first one: the whole number below it, else 0A …"""
    if below.isdecimal() and int(below) > 0 and str(int(below) - 1) not in taken:
        return str(int(below) - 1)
    return after("0", below, taken)


def renumbered(numbers: Sequence[str], start: int = 1, step: int = 1) -> dict[str, str]:
    """Old → new for a renumbering of ``numbers`` in sheet order, unchanged ones left out."""
    pairs = ((old, str(start + step * index)) for index, old in enumerate(numbers))
    return {old: new for old, new in pairs if old != new}
