"""One cell of a wide sheet, taken apart: "MCU vocal, push in" is a size, a subject and a move.

Only words of the house's vocabulary are taken out, from the two ends; the rest is the subject.
Nothing is lost: what is not understood stays in the subject or the note, in its order.
"""

import re

from camerasheet.sheet.vocabulary import Family, Vocabulary

_SEPARATOR = re.compile(r"\s*[,;|]\s*|\s+[-–—/]+\s+|\s*[–—]\s*|:\s+")
_EDGES = " \t,;|:-–—"
_PLACEHOLDERS = {"-", "–", "—", "--", "---"}
_LONGEST = 4  # words in a size or a move


def _leading_size(text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The size that a text begins with, as typed, and the rest."""
    words = list(re.finditer(r"[^\s,;|:–—]+", text))[:_LONGEST]
    for word in reversed(words):
        typed = text[: word.end()]
        if vocabulary.find(Family.SIZE, typed) is not None:
            return typed, text[word.end() :].lstrip(_EDGES)
    return "", text


def _family_of(text: str, vocabulary: Vocabulary) -> str:
    """Whether a whole segment is a move or an angle. "slow push in" is a move: its end is one."""
    words = text.split()
    for family in (Family.MOVE, Family.ANGLE):
        if vocabulary.find(family, text) is not None:
            return family
    if len(words) > _LONGEST:
        return ""
    tails = (" ".join(words[start:]) for start in range(1, len(words)))
    heads = (" ".join(words[:end]) for end in range(len(words) - 1, 1, -1))
    known = any(vocabulary.find(Family.MOVE, part) is not None for part in (*tails, *heads))
    return Family.MOVE if known else ""


def _trailing(text: str, vocabulary: Vocabulary, found: dict[str, str]) -> str:
    """Takes moves and angles off the end into ``found``; returns what is left."""
    while True:
        breaks = list(_SEPARATOR.finditer(text))
        if not breaks:
            break
        segment = text[breaks[-1].end() :].strip()
        family = _family_of(segment, vocabulary)
        if not family or family in found:
            break
        found[family] = segment
        text = text[: breaks[-1].start()]
    if Family.MOVE in found:
        return text
    if vocabulary.find(Family.MOVE, text) is not None:
        found[Family.MOVE] = text.strip()
        return ""
    words = list(re.finditer(r"\S+", text))
    for word in words[max(1, len(words) - 3) : -1]:  # without a comma only moves of several words
        if vocabulary.find(Family.MOVE, text[word.start() :]) is not None:
            found[Family.MOVE] = text[word.start() :].strip()
            return text[: word.start()].rstrip(_EDGES)
    return text


def parse_shot(text: str, vocabulary: Vocabulary) -> dict[str, str]:
    """The fields of a shot that a cell describes, as typed, and only those that it has.

    The first line is taken apart; further lines, and a last remark in brackets that is neither a
    move nor an angle, are the note. A lone dash is a blank cell.
    """
    first, _, rest = text.strip().partition("\n")
    found: dict[str, str] = {}
    notes = []
    main = " ".join(first.split())
    if main.casefold() in _PLACEHOLDERS:
        main = ""
    if match := re.search(r"\s*\(([^()]+)\)\s*$", main):
        family = _family_of(match[1].strip(), vocabulary)
        if family:
            found[family] = match[1].strip()
        else:
            notes.append(match[1].strip())
        main = main[: match.start()]
    size, main = _leading_size(main.strip(), vocabulary)
    if main:
        main = _trailing(main, vocabulary, found)
    notes += [rest.strip()] if rest.strip() else []
    parts = {"size": size, "subject": main.strip(), "note": "\n".join(n for n in notes if n)}
    return {**{name: part for name, part in parts.items() if part}, **found}
