"""Where the replica of each database is: in a bucket, or in a directory such as a second disk.

Under one base, whichever it is::

    control.db/ltx/<level>/…       accounts, shows, links, audit log
    shows/<show id>.db/ltx/<level>/…
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlencode

from camerasheet.config import Settings
from camerasheet.sheet.errors import BadSetting
from camerasheet.storage.datadir import DataDirectory

REPLICA_KEY: Final = "replica"
"""What stands between the prefix of all our objects and the replica's own names."""

_SHOW: Final = re.compile(r"(?:^|/)shows/([0-9A-HJKMNP-TV-Z]{26})\.db(?:/|$)")
# Litestream 0.5.17 neither decodes a file:// address nor finds what it had to encode.
_PLAIN_PATH: Final = re.compile(r"[A-Za-z0-9._/+@,=-]+")
# What would end the quotes that the path stands in, in litestream.yml.
_UNQUOTABLE: Final = re.compile(r'["\\\x00-\x1f\x7f]')
_NOT_FOR_THE_CHILD: Final = frozenset({"AWS_CA_BUNDLE", "LOG_LEVEL"})


@dataclass(frozen=True, slots=True)
class InBucket:
    """An S3-compatible store. ``endpoint`` is None for AWS; ``prefix`` may be ''."""

    bucket: str
    prefix: str
    endpoint: str | None
    region: str

    @property
    def key(self) -> str:
        """What the keys of all objects of the replica begin with; no slash at either end."""
        return f"{self.prefix}/{REPLICA_KEY}" if self.prefix else REPLICA_KEY

    @property
    def base(self) -> str:
        """The address that those of all databases begin with."""
        return f"s3://{self.bucket}/{self.key}"

    @property
    def options(self) -> str:
        """What follows the path in an address."""
        asked = {"region": self.region, "force-path-style": "true"}
        if self.endpoint:
            asked = {"endpoint": self.endpoint, **asked}
        else:
            del asked["force-path-style"]
        return "?" + urlencode(asked, safe=":/")


@dataclass(frozen=True, slots=True)
class InDirectory:
    """A directory of this machine."""

    path: Path

    @property
    def base(self) -> str:
        """The address that those of all databases begin with."""
        return f"file://{self.path}"

    @property
    def options(self) -> str:
        """Nothing: a directory has no options."""
        return ""


@dataclass(frozen=True, slots=True)
class Places:
    """``environment`` is for Litestream as a child process, and holds secrets: it is not shown."""

    data: DataDirectory
    where: InBucket | InDirectory
    environment: Mapping[str, str] = field(repr=False)

    @classmethod
    def from_settings(cls, settings: Settings, environ: Mapping[str, str]) -> Self | None:
        """Where the replica is; None where none was ever asked for.

        A bucket comes first, then the replica directory; ``supervised`` without either uses
        ``replica`` in the data directory. Raises ``BadSetting`` for paths that Litestream cannot
        be told.
        """
        if _UNQUOTABLE.search(str(settings.data)):
            raise BadSetting(
                f"{str(settings.data)!r} has quotes or backslashes, which Litestream's "
                "configuration cannot hold. Set another CAMERASHEET_DATA.",
                setting="CAMERASHEET_DATA",
            )
        where = _where(settings)
        data = DataDirectory(settings.data)
        return cls(data, where, _environment(environ)) if where else None

    def url(self, database: Path) -> str:
        """The address of a database's replica, for ``litestream restore`` and ``ltx``.

        ``database`` is the control database or a show file, there or not. Raises ``ValueError``
        for any other path.
        """
        return f"{self.where.base}/{self.name(database)}{self.where.options}"

    def shown(self, database: Path | None = None) -> str:
        """The same to be read by people: no options; of the whole replica when left out."""
        return f"{self.where.base}/{self.name(database)}" if database else self.where.base

    def name(self, database: Path) -> str:
        """What a database is called within the replica: ``control.db`` or ``shows/….db``."""
        if database == self.data.control:
            return database.name
        if database.parent == self.data.shows and _SHOW.fullmatch(f"shows/{database.name}"):
            return f"shows/{database.name}"
        raise ValueError(f"{database} is not replicated")

    def shows_listing(self, names: Iterable[str] | None = None) -> list[str]:
        """The ids of the shows in the replica, in the order in which the shows were made.

        ``names`` are keys or common prefixes of objects, listed under ``where.key + "/shows/"``
        when the replica is in a bucket; a directory is looked at here. Raises ``OSError``.
        """
        if names is None:
            if isinstance(self.where, InBucket):
                raise ValueError("a bucket is listed by whoever has a client for it")
            shows = self.where.path / "shows"
            names = [f"shows/{each.name}" for each in shows.iterdir()] if shows.is_dir() else []
        return sorted({found[1] for found in map(_SHOW.search, names) if found})


def _where(settings: Settings) -> InBucket | InDirectory | None:
    if settings.s3_bucket:
        return InBucket(
            settings.s3_bucket, settings.s3_prefix, settings.s3_endpoint, settings.s3_region
        )
    path = settings.replica_dir
    if path is None and settings.litestream == "supervised":
        path = settings.data / "replica"
    if path is None:
        return None
    if not _PLAIN_PATH.fullmatch(str(path)):
        raise BadSetting(
            f"Litestream cannot replicate to {path}: only letters a to z, digits and ._/+@,=- may "
            "stand in that path. Set CAMERASHEET_REPLICA_DIR to another, or to a link to it.",
            setting="CAMERASHEET_REPLICA_DIR",
        )
    return InDirectory(path)


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Ours, without our own settings, with the keys under the names that Litestream looks for."""
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith("CAMERASHEET_") and name not in _NOT_FOR_THE_CHILD
    }
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        value = environ.get(f"LITESTREAM_{name}") or environ.get(f"AWS_{name}")
        if value:
            kept[f"LITESTREAM_{name}"] = kept[f"AWS_{name}"] = value
    # A set AWS_CA_BUNDLE breaks its S3 start-up; Go has a name of its own for the same thing.
    if environ.get("AWS_CA_BUNDLE"):
        kept.setdefault("SSL_CERT_FILE", environ["AWS_CA_BUNDLE"])
    return kept
