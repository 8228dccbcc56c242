"""How a show's snapshots are cared for: when they are made, which stay, and the last drill."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from camerasheet.sheet.errors import Malformed
from camerasheet.storage.control import tables
from camerasheet.storage.control.audit import AuditAction, write_entry
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.store import ControlStore

_LIMITS: Final = {
    "every_minutes": (1, 10_080),
    "keep_last": (1, 1000),
    "keep_hourly": (0, 1000),
    "keep_daily": (0, 1000),
    "keep_weekly": (0, 1000),
    "drill_hours": (0, 1000),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """``on``: scheduled snapshots are made every ``every_minutes`` in which the sheet changed.

    Kept of them: the last few, and the newest of so many hours, days and weeks. A restore drill
    is held every ``drill_hours``; 0 for never.
    """

    on: bool = True
    every_minutes: int = 60
    keep_last: int = 6
    keep_hourly: int = 24
    keep_daily: int = 7
    keep_weekly: int = 4
    drill_hours: int = 24

    def checked(self) -> "Policy":
        """The same. Raises ``Malformed`` for a number out of bounds, naming it."""
        for name, (lowest, highest) in _LIMITS.items():
            if not lowest <= getattr(self, name) <= highest:
                raise Malformed(
                    f"{name} must be a whole number from {lowest} to {highest}.", field=name
                )
        return self

    def as_json(self) -> dict[str, Any]:
        """The policy for programs, and for the table."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class DrillResult:
    """A restore drill: ``problem`` is a sentence, '' when it held."""

    at: datetime
    ok: bool
    filename: str
    problem: str = ""
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The result for programs, and for the table."""
        return {**asdict(self), "at": self.at.isoformat()}


class Care:
    """``control.care``."""

    def __init__(self, store: ControlStore) -> None:
        self._store = store

    def policy(self, show_id: str) -> Policy:
        """A show's policy; the usual one where none was chosen."""
        stored = self._column(show_id, "policy")
        known = {f.name for f in fields(Policy)}
        return Policy(**{name: value for name, value in (stored or {}).items() if name in known})

    def set_policy(self, show_id: str, policy: Policy, *, by: Who) -> Policy:
        """Choose a policy. Audited. Raises ``Malformed``."""
        policy.checked()
        with self._store.writing() as connection:
            connection.execute(_put(show_id, policy=policy.as_json()))
            write_entry(
                connection,
                self._store.now(),
                by,
                AuditAction.SNAPSHOT_SCHEDULE,
                show_id,
                **policy.as_json(),
            )
        return policy

    def last_drill(self, show_id: str) -> DrillResult | None:
        """The last drill held, None before the first."""
        stored = self._column(show_id, "drill")
        if stored is None:
            return None
        return DrillResult(**{**stored, "at": datetime.fromisoformat(stored["at"])})

    def record_drill(self, show_id: str, result: DrillResult, *, by: Who) -> None:
        """Remember a drill. Audited."""
        with self._store.writing() as connection:
            connection.execute(_put(show_id, drill=result.as_json()))
            write_entry(
                connection,
                result.at,
                by,
                AuditAction.SNAPSHOT_DRILLED,
                show_id,
                filename=result.filename,
                ok=result.ok,
                problem=result.problem,
            )

    def _column(self, show_id: str, name: str) -> dict[str, Any] | None:
        table = tables.snapshot_care
        with self._store.reading() as connection:
            query = select(table.c[name]).where(table.c.show_id == show_id)
            value: dict[str, Any] | None = connection.execute(query).scalar()
        return value


def _put(show_id: str, **values: Any) -> Any:
    statement = upsert(tables.snapshot_care).values(show_id=show_id, **values)
    return statement.on_conflict_do_update(index_elements=["show_id"], set_=values)
