"""What is done to the server, and when: all of it derived from the seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

MILD: Final = (
    *("full_disk", "no_permission", "litestream_killed", "supervisor_killed"),
    *("replica_frozen", "clock_jump"),
)
"""What a server lives through."""
ENDS: Final = ("server_killed", "worker_killed", "read_only_start")
"""What ends a life of the server's process."""
NEEDS_DENIAL: Final = frozenset({"no_permission", "read_only_start"})

LIFE_SECONDS: Final = 100.0
"""About how long a life is in a run of minutes."""


@dataclass(frozen=True, slots=True)
class Blow:
    """A fault: ``after`` seconds of peace, for ``seconds``."""

    fault: str
    after: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Life:
    """One process of the server: ``warm`` seconds in peace, what befalls it, and how it ends."""

    warm: float
    blows: tuple[Blow, ...]
    end: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A run. Every fault that the machine permits is in it."""

    seed: int
    lives: tuple[Life, ...]
    short: bool
    """Whether it is less than one life of a run of minutes."""

    @property
    def faults(self) -> set[str]:
        """The names of all that happens."""
        return {b.fault for life in self.lives for b in life.blows} | {x.end for x in self.lives}


def plan(seed: int, seconds: float, *, denies: bool) -> Plan:
    """The plan for about so many seconds. The same arguments give the same plan."""
    dice = random.Random(seed)
    short = seconds < LIFE_SECONDS
    count = max(2, round(seconds / LIFE_SECONDS))
    mild = [each for each in MILD if denies or each not in NEEDS_DENIAL]
    ends = [each for each in ENDS if denies or each not in NEEDS_DENIAL]
    chosen = _enough(
        dice,
        ["read_only_start" if denies else "server_killed", "worker_killed"] if short else ends,
        count,
    )
    blows = _enough(dice, mild, len(mild) if short else max(len(mild), 5 * count))
    share = [blows[number::count] for number in range(count)]
    rest = seconds / count - (8 if short else 25)
    return Plan(
        seed,
        tuple(
            Life(3.0 if short else 15.0, _spread(dice, dealt, rest), end)
            for dealt, end in zip(share, chosen, strict=True)
        ),
        short,
    )


def _enough(dice: random.Random, kinds: list[str], count: int) -> list[str]:
    """Every kind, again and again in another order, until there are so many."""
    found: list[str] = []
    while len(found) < count:
        found += dice.sample(kinds, len(kinds))
    return found[:count]


def _spread(dice: random.Random, faults: list[str], rest: float) -> tuple[Blow, ...]:
    """Over about ``rest`` seconds, each fault taking a third of its share or more."""
    each = max(2.0, rest / max(1, len(faults)))
    return tuple(
        Blow(fault, dice.uniform(0.2, 0.5) * each, dice.uniform(0.3, 0.5) * each)
        for fault in faults
    )
