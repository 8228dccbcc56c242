"""What a recovery did: for people as sentences, for programs as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from camerasheet.recovery.states import State


class Source(StrEnum):
    """Where a database was brought back from."""

    REPLICA = "replica"
    OFFSITE = "offsite"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a database was brought back from. ``name`` is a snapshot's file, '' for the replica;
    ``at`` is when a snapshot was made, or when the replica's last change was."""

    source: Source
    name: str = ""
    at: datetime | None = None

    def in_words(self) -> str:
        """For a sentence."""
        at = f" of {self.at:%Y-%m-%d %H:%M:%S} UTC" if self.at else ""
        return {
            Source.REPLICA: f"the replica{at and f', its last change being{at}'}",
            Source.OFFSITE: f"the offsite snapshot {self.name}{at}",
            Source.LOCAL: f"the snapshot {self.name}{at}",
        }[self.source]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one database that was not sound.

    ``origin`` is None when nothing was found; ``tried`` says of each place why not. ``aside`` is
    where the old file is, relative to the data directory, '' when there was none.
    """

    database: str
    state: State
    problem: str
    origin: Origin | None = None
    aside: str = ""
    tried: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def recovered(self) -> bool:
        """Whether it is there now."""
        return self.origin is not None

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        origin = self.origin
        return {
            "database": self.database,
            "state": self.state.value,
            "problem": self.problem,
            "recovered": self.recovered,
            "source": origin.source.value if origin else None,
            "snapshot": (origin.name or None) if origin else None,
            "at": origin.at.isoformat() if origin and origin.at else None,
            "set_aside": self.aside or None,
            "tried": list(self.tried),
            "seconds": round(self.seconds, 3),
        }

    def sentences(self, *, dry: bool) -> list[str]:
        """For people, and the log."""
        said = [self.problem]
        if self.aside:
            verb = "would be" if dry else "was"
            said.append(f"The old file {verb} set aside: {self.aside}.")
        if self.origin is None:
            said += self.tried
            said.append(f"Nothing was found to bring {self.database} back from.")
        else:
            verb = "would be" if dry else "was"
            took = "" if dry else f" It took {self.seconds:.1f} s."
            said += self.tried
            said.append(f"{self.database} {verb} brought back from {self.origin.in_words()}.{took}")
        return said


@dataclass(slots=True)
class Report:
    """The whole of it. ``adopted`` are the addresses of shows that control.db had no record of."""

    dry: bool = False
    sound: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    adopted: list[str] = field(default_factory=list)
    revoked: bool = False
    new_control: bool = False

    @property
    def nothing_done(self) -> bool:
        """Whether everything was sound, or there was nothing at all."""
        return not (self.outcomes or self.adopted or self.new_control)

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "dry_run": self.dry,
            "sound": self.sound,
            "databases": [each.as_json() for each in self.outcomes],
            "adopted": list(self.adopted),
            "everything_revoked": self.revoked,
            "new_control": self.new_control,
        }

    def sentences(self) -> list[str]:
        """For people, and the log."""
        said = [line for each in self.outcomes for line in each.sentences(dry=self.dry)]
        if self.new_control:
            said.append(
                "No control.db was found anywhere: a new one was made, without accounts and links."
            )
        if self.revoked:
            said.append(
                "control.db is an older one, so every session, join link and token was ended: "
                "sign in with the passwords of then."
            )
        said += [f"The show {slug} was taken into control.db." for slug in self.adopted]
        if self.nothing_done:
            said.append(
                f"Nothing to do: {self.sound} databases, all sound."
                if self.sound
                else "Nothing to do: there is no data, and nothing to bring back."
            )
        return said
