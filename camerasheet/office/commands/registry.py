"""How a module lists its commands."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

from pydantic import ConfigDict, create_model

from camerasheet.office.protocol import Answer

_CLOSED = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Command:
    """A function of the premises and keyword arguments."""

    function: Callable[..., Answer]

    def check(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments as the function takes them. Raises pydantic's ``ValidationError``."""
        hints = get_type_hints(self.function)
        fields: dict[str, Any] = {
            name: (hints[name], ... if each.default is each.empty else each.default)
            for name, each in inspect.signature(self.function).parameters.items()
            if each.kind is each.KEYWORD_ONLY
        }
        model = create_model(self.function.__name__, __config__=_CLOSED, **fields)
        return dict(model.model_validate(arguments))


class Commands(dict[str, Command]):
    """The commands of a module, by name."""

    def add(self, function: Callable[..., Answer]) -> Callable[..., Answer]:
        """A decorator: the function is a command of its name."""
        self[function.__name__] = Command(function)
        return function
