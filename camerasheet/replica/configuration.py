"""``litestream.yml``: where it is, and the variables that it is written with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from camerasheet.config import Settings
from camerasheet.replica.places import Places
from camerasheet.sheet.errors import BadSetting

_LONGEST_SOCKET: Final = 107
"""Bytes in the path of a Unix socket, on Linux."""


def configuration_file() -> Path:
    """The file: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "litestream.yml"
    return inside if inside.is_file() else package.parent / "litestream.yml"


def socket_path(settings: Settings) -> Path:
    """Litestream's control socket. Raises ``BadSetting`` for a path that no socket can have."""
    path = settings.litestream_socket or settings.data / "litestream.sock"
    if len(str(path).encode()) > _LONGEST_SOCKET:
        raise BadSetting(
            f"{path} is too long for a socket ({_LONGEST_SOCKET} bytes). Set "
            "CAMERASHEET_LITESTREAM_SOCKET to a shorter one, such as /run/litestream.sock.",
            setting="CAMERASHEET_LITESTREAM_SOCKET",
        )
    return path


def variables(settings: Settings, places: Places, *, metrics: str = "") -> dict[str, str]:
    """What ``litestream.yml`` is written with, for a Litestream on the same data as we.

    ``metrics`` is the address for Prometheus, '' for none. Raises ``BadSetting``.
    """
    return {
        "CAMERASHEET_DATA": str(settings.data),
        "LITESTREAM_SOCKET": str(socket_path(settings)),
        "LITESTREAM_METRICS": metrics,
        "LITESTREAM_REPLICA": places.where.base,
        "LITESTREAM_REPLICA_OPTIONS": places.where.options,
    }


def retention_hours(configuration: Mapping[str, Any] | None = None) -> int:
    """For how long the past is kept, as ``litestream.yml`` says."""
    import yaml  # only here: a server without Litestream has no use for it

    said = configuration or yaml.safe_load(configuration_file().read_text("utf-8"))
    return int(str(said["snapshot"]["retention"]).removesuffix("h"))
