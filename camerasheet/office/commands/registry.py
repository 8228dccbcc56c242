"""How a module lists its commands."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model

from camerasheet.office.premises import Premises
from camerasheet.office.protocol import Answer


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Command:
    """A function of the premises and keyword arguments, and what those may be."""

    function: Callable[..., Answer]
    arguments: type[BaseModel]

    def run(self, place: Premises, arguments: Mapping[str, Any]) -> Answer:
        """Check the arguments, and do it. Raises pydantic's ``ValidationError``."""
        checked = self.arguments.model_validate(arguments)
        return self.function(place, **dict(checked))


class Commands(dict[str, Command]):
    """The commands of a module, by name."""

    def add(self, function: Callable[..., Answer]) -> Callable[..., Answer]:
        """A decorator: the function is a command of its name."""
        hints = get_type_hints(function)
        signature = inspect.signature(function)
        fields: dict[str, Any] = {
            name: (hints[name], ... if each.default is each.empty else each.default)
            for name, each in signature.parameters.items()
            if each.kind is each.KEYWORD_ONLY
        }
        name = function.__name__
        self[name] = Command(function, create_model(name, __base__=_Arguments, **fields))
        return function
