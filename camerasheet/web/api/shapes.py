"""The parts that the schemas of the API's answers are made of."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

TEXT: Final = {"type": "string"}
MAYBE_TEXT: Final = {"type": ["string", "null"]}
NUMBER: Final = {"type": "integer"}
MAYBE_NUMBER: Final = {"type": ["integer", "null"]}
SWITCH: Final = {"type": "boolean"}
MAYBE_SWITCH: Final = {"type": ["boolean", "null"]}
OBJECT: Final = {"type": "object"}


def thing(**properties: Any) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def many(item: dict[str, Any]) -> dict[str, Any]:
    """A list of such items."""
    return {"type": "array", "items": item}


def one_of(words: Iterable[StrEnum]) -> dict[str, Any]:
    """One of these words."""
    return {"enum": [word.value for word in words]}
