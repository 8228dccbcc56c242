"""When snapshots are made by themselves, and which of those stay."""

from dataclasses import replace
from typing import Any

from camerasheet.office.commands.registry import Commands
from camerasheet.office.premises import Premises
from camerasheet.office.protocol import Answer
from camerasheet.storage.control.identity import SYSTEM

commands = Commands()


@commands.add
def set_schedule(
    place: Premises,
    *,
    show: str,
    on: bool | None = None,
    every_minutes: int | None = None,
    keep_last: int | None = None,
    keep_hourly: int | None = None,
    keep_daily: int | None = None,
    keep_weekly: int | None = None,
    drill_hours: int | None = None,
) -> Answer:
    """Choose what is given and leave the rest; the schedule as it is then. Raises Malformed."""
    found = place.show(show)
    chosen = {
        "on": on,
        "every_minutes": every_minutes,
        "keep_last": keep_last,
        "keep_hourly": keep_hourly,
        "keep_daily": keep_daily,
        "keep_weekly": keep_weekly,
        "drill_hours": drill_hours,
    }
    changes: dict[str, Any] = {name: value for name, value in chosen.items() if value is not None}
    policy = place.snapshots.policy(found.id)
    if changes:
        policy = place.snapshots.set_policy(found.id, replace(policy, **changes), by=SYSTEM)
    last = place.snapshots.last_drill(found.id)
    return {**policy.as_json(), "last_drill": last.as_json() if last else None}
