"""The Dockerfile, parsed: instructions, stages, and what the image knows."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Dockerfile:
    """``instructions`` are (name in capitals, all that follows), in their order."""

    instructions: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, path: Path) -> Dockerfile:
        """Continued lines are joined, comments left out."""
        lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
        joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
        found = [line.split(None, 1) for line in joined.splitlines() if line.strip()]
        return cls(tuple((name.upper(), rest) for name, rest in found))

    @cached_property
    def stages(self) -> list[Dockerfile]:
        """One for each ``FROM``."""
        starts = [i for i, (name, _) in enumerate(self.instructions) if name == "FROM"]
        ends = [*starts[1:], len(self.instructions)]
        return [
            Dockerfile(self.instructions[start:end])
            for start, end in zip(starts, ends, strict=True)
        ]

    def every(self, name: str) -> list[str]:
        """What follows each instruction of that name."""
        return [rest for each, rest in self.instructions if each == name]

    @cached_property
    def environment(self) -> dict[str, str]:
        """Its ``ENV``, of the form NAME=value."""
        words = [word for rest in self.every("ENV") for word in shlex.split(rest)]
        pairs = (word.partition("=") for word in words)
        return {name: value for name, _, value in pairs}
