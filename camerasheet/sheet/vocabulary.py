"""Sizes, moves and angles: a house's codes, and the words people type for them.

Sources conflict on LS, FS and WS, and crews have house styles, so a show carries its own list,
which editors change. What a person typed is kept beside the code (see ``Shot.size_typed``).
The default codes are the usual ones of multi-camera crews; GLOSSARY of the project names them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Family(StrEnum):
    """What a term describes; also the name of the shot's field."""

    SIZE = "size"
    MOVE = "move"
    ANGLE = "angle"


@dataclass(frozen=True, slots=True)
class Term:
    """One code of the house style, its name in full, and the other words that mean it."""

    family: Family
    code: str
    name: str = ""
    aliases: tuple[str, ...] = ()


def folded(text: str) -> str:
    """The form in which words are compared: case, spaces, dots, hyphens and "shot" put aside."""
    bare = re.sub(r"[\s.\-_/]+", "", text.casefold())
    return bare.removesuffix("shot") or bare


@dataclass(frozen=True)
class Vocabulary:
    """The terms of a show, by (family, code)."""

    terms: Mapping[tuple[str, str], Term] = field(default_factory=dict)

    @cached_property
    def _words(self) -> Mapping[str, Mapping[str, Term]]:
        words: dict[str, dict[str, Term]] = {family: {} for family in Family}
        for term in self.terms.values():
            for word in (*term.aliases, term.name):
                if word:
                    words[term.family].setdefault(folded(word), term)
        for term in self.terms.values():  # a code always means itself, whatever aliases say
            words[term.family][folded(term.code)] = term
        return words

    def find(self, family: str, typed: str) -> Term | None:
        """The term that ``typed`` means in ``family``, or None for unknown words."""
        return self._words[family].get(folded(typed)) if typed.strip() else None

    def of(self, family: str) -> list[Term]:
        """The terms of one family, in the order they were added."""
        return [term for term in self.terms.values() if term.family == family]

    def claims(self, term: Term) -> Term | None:
        """Another term that already has one of this term's words, or None."""
        for word in (term.code, *term.aliases, term.name):
            other = self.find(term.family, word)
            if other is not None and other.code != term.code:
                return other
        return None


def _terms(family: Family, rows: Iterable[tuple[str, str, str]]) -> list[Term]:
    return [
        Term(family, code, name, tuple(a.strip() for a in aliases.split(",") if a.strip()))
        for code, name, aliases in rows
    ]


_SIZES = [
    ("ECU", "Extreme close-up", "XCU, BECU"),
    ("BCU", "Big close-up", "VCU"),
    ("CU", "Close-up", "Close"),
    ("MCU", "Medium close-up", "Medium close"),
    ("MS", "Medium shot", "Medium, Mid, Mid shot, Waist"),
    ("MLS", "Medium long shot", "MWS, Medium wide, ¾, 3/4, Cowboy"),
    ("LS", "Long shot", "Long"),
    ("FS", "Full shot", "Full, Full length"),
    ("WS", "Wide shot", "Wide"),
    ("VWS", "Very wide shot", "VLS, Very wide, Very long shot"),
    ("EWS", "Extreme wide shot", "ELS, Extreme wide, Extreme long shot"),
    ("2S", "Two shot", "Two, 2 shot"),
    ("3S", "Three shot", "Three, 3 shot"),
    ("GS", "Group shot", "Group"),
    ("M2S", "Medium two shot", "Medium 2S"),
    ("C2S", "Close two shot", "Close 2S"),
    ("L2S", "Long two shot", "Long 2S"),
    ("OTS", "Over the shoulder", "OS, O/S, Over shoulder"),
    ("POV", "Point of view", ""),
]
_MOVES = [
    ("Static", "Static", "Still, Locked off, Lock off, Hold"),
    ("Pan", "Pan", "Pan left, Pan right, Pan L, Pan R"),
    ("Tilt", "Tilt", "Tilt up, Tilt down"),
    ("ZI", "Zoom in", "Zoom"),
    ("ZO", "Zoom out", ""),
    ("Push in", "Push in", "Push"),
    ("Pull out", "Pull out", "Pull, Pull back"),
    ("Ped up", "Pedestal up", ""),
    ("Ped down", "Pedestal down", ""),
    ("Dolly in", "Dolly in", "Track in"),
    ("Dolly out", "Dolly out", "Track out"),
    ("Crab L", "Crab left", "Truck left, Truck L"),
    ("Crab R", "Crab right", "Truck right, Truck R"),
    ("Crane up", "Crane up", "Jib up"),
    ("Crane down", "Crane down", "Jib down"),
    ("Follow", "Follow", "Following, Track with"),
]
_ANGLES = [
    ("H/A", "High angle", "High"),
    ("L/A", "Low angle", "Low"),
    ("Eye", "Eye level", "Eyeline"),
    ("Dutch", "Dutch", "Canted"),
    ("Overhead", "Overhead", "Top, Top shot, Bird's eye"),
]


def default_terms() -> list[Term]:
    """The vocabulary that a new show begins with."""
    return [
        *_terms(Family.SIZE, _SIZES),
        *_terms(Family.MOVE, _MOVES),
        *_terms(Family.ANGLE, _ANGLES),
    ]
