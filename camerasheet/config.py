"""Settings: environment variables ``CAMERASHEET_…``, each checked once, at the start.

The declarations below are the one table of them: the documentation is tested against it.
"""

import dataclasses
import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from camerasheet import setting_kinds as kinds
from camerasheet.setting_kinds import Kind
from camerasheet.sheet.errors import BadSetting
from camerasheet.storage.control import rules

PREFIX: Final = "CAMERASHEET_"

_LIMIT: Final = re.compile(r"[1-9][0-9]{0,5} per (second|minute|hour|day)")


@dataclass(frozen=True, slots=True)
class Declared:
    """One line of the table. ``default`` is a text as it would stand in the environment."""

    name: str
    kind: Kind
    default: str
    meaning: str
    secret: bool


def _setting(kind: Kind, default: str, meaning: str, *, secret: bool = False) -> Any:
    metadata = {"kind": kind, "default": default, "meaning": meaning, "secret": secret}
    return dataclasses.field(
        default_factory=lambda: kind.parse(default), repr=not secret, metadata=metadata
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be chosen. A field's variable is its name in capitals, prefixed."""

    data: Path = _setting(  # noqa: RUF009  (a field like any other)
        kinds.DIRECTORY,
        "./data",
        "the data directory; made on the first run",
    )
    host: str = _setting(
        kinds.text(
            "address",
            "the address to listen on, such as 127.0.0.1 or 0.0.0.0",
            lambda text: re.fullmatch(r"[A-Za-z0-9.:_\[\]-]{1,253}", text) is not None,
        ),
        "127.0.0.1",
        "the address to listen on",
    )
    port: int = _setting(
        kinds.number(0, 65535), "8000", "the port to listen on; 0 takes any free one"
    )
    admin_password: str | None = _setting(
        kinds.secret(rules.PASSWORD_MIN, rules.PASSWORD_MAX),
        "",
        'gives the account "admin" this password at the start, and makes it if need be',
        secret=True,
    )
    secret_key: str | None = _setting(
        kinds.secret(32, 1024),
        "",
        "signs cookies; left out, a random one is made once in the data directory",
        secret=True,
    )
    trusted_proxies: int = _setting(
        kinds.number(0, 10), "0", "how many proxies in front of us set X-Forwarded-… headers"
    )
    public_url: str | None = _setting(
        kinds.url("https://sheet.example.org"),
        "",
        "the address that links and QR codes begin with; left out, the one that was asked for",
    )
    default_show: str = _setting(
        kinds.SLUG,
        "",
        "the show that / opens",
    )
    log_format: str = _setting(kinds.choice("text", "json"), "text", "how log lines are written")
    log_level: str = _setting(
        kinds.choice("DEBUG", "INFO", "WARNING", "ERROR"), "INFO", "the least that is logged"
    )
    max_clients: int = _setting(
        kinds.number(1, 100_000), "2000", "how many WebSockets may be connected at once"
    )
    max_connections: int = _setting(
        kinds.number(8, 100_000),
        "4000",
        "how many HTTP connections may be open at once, WebSockets not among them",
    )
    request_seconds: int = _setting(
        kinds.number(1, 600),
        "10",
        "how long a request may take to arrive, and how long a client may keep one waiting",
    )
    max_message_bytes: int = _setting(
        kinds.number(1024, 16 * 1024**2),
        "262144",
        "the largest WebSocket message accepted, in bytes",
    )
    max_import_bytes: int = _setting(
        kinds.number(1024, 1024**3), "10485760", "the largest file accepted for import, in bytes"
    )
    max_upload_bytes: int = _setting(
        kinds.number(1024, 16 * 1024**3), "536870912", "the largest snapshot accepted, in bytes"
    )
    snapshots_keep: int = _setting(
        kinds.number(1, 10_000),
        "10",
        "how many snapshots made by hand are kept; pinned ones always are",
    )
    login_attempts: str = _setting(
        kinds.text(
            "limit",
            "a limit such as 10 per minute (second, minute, hour or day)",
            lambda text: _LIMIT.fullmatch(text) is not None,
        ),
        "10 per minute",
        "wrong attempts to sign in that one address, or one login name, may make",
    )
    session_days: int = _setting(
        kinds.number(1, 3650), "30", "after how many days to sign in again"
    )
    event_log_keep: int = _setting(
        kinds.number(1, 36_500),
        "30",
        "for how many days a show's history is kept for resuming and undo",
    )
    http_threads: int = _setting(
        kinds.number(1, 256), "8", "how many requests are answered at once"
    )
    slow_query_ms: int = _setting(
        kinds.number(0, 600_000),
        "100",
        "database statements as slow as this are logged; 0 for never",
    )
    database_alert_mb: int = _setting(
        kinds.number(1, 1_000_000), "500", "a show file as large as this, in MB, is reported"
    )

    litestream: str = _setting(
        kinds.choice("off", "supervised", "sidecar"),
        "off",
        "who runs Litestream: nobody, this server (as serve --litestream), or a sidecar beside it",
    )
    litestream_socket: Path | None = _setting(  # noqa: RUF009  (a field like any other)
        kinds.MAYBE_PATH, "", "Litestream's control socket; left out, litestream.sock in the data"
    )
    replica_dir: Path | None = _setting(  # noqa: RUF009  (a field like any other)
        kinds.MAYBE_PATH,
        "",
        "where Litestream replicates to when there is no bucket, such as a second disk",
    )
    s3_bucket: str = _setting(
        kinds.pattern(
            "bucket", "the name of a bucket, or nothing", r"([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?"
        ),
        "",
        "the bucket for the replica and the offsite copies; its keys are AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY",
    )
    s3_endpoint: str | None = _setting(
        kinds.url("https://storage.example.org"),
        "",
        "the address of an S3-compatible store; left out, AWS",
    )
    s3_region: str = _setting(
        kinds.pattern("region", "the name of a region, such as eu-west-1", r"[a-z0-9-]{1,40}"),
        "us-east-1",
        "the region of the bucket",
    )
    s3_prefix: str = _setting(
        kinds.pattern(
            "prefix",
            "folders in the bucket without slashes at the ends, such as shows/hall-2, or nothing",
            r"([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*)?",
        ),
        "camerasheet",
        "what the names of all our objects in the bucket begin with",
    )
    offsite_hours: int = _setting(
        kinds.number(0, 8760),
        "24",
        "how often each show's newest snapshot is pushed offsite; 0 for never",
    )
    offsite_keep: int = _setting(
        kinds.number(1, 10_000),
        "30",
        "how many offsite copies of each show are kept; pinned ones always are",
    )

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read every setting, defaults for those that are not there.

        Raises ``BadSetting`` for a value that is not accepted, naming the variable and what would
        be, and for a name with our prefix that is no setting: a typo must not pass silently.
        """
        declared = {entry.name: entry for entry in declarations()}
        values: dict[str, Any] = {}
        for name, text in environ.items():
            if not name.startswith(PREFIX):
                continue
            if name not in declared:
                raise BadSetting(_unknown(name, list(declared)), setting=name)
            values[name.removeprefix(PREFIX).lower()] = _parse(declared[name], text.strip())
        return cls(**values)


def declarations() -> Iterator[Declared]:
    """The table: every setting, in the order of declaration."""
    for field in dataclasses.fields(Settings):
        yield Declared(name=PREFIX + field.name.upper(), **field.metadata)


def _parse(declared: Declared, text: str) -> object:
    try:
        return declared.kind.parse(text)
    except ValueError:
        shown = "" if declared.secret else f" and not {_without_login(text)[:100]!r}"
        # None: the cause's own text would tell a secret.
        raise BadSetting(
            f"{declared.name} must be {declared.kind.accepted}{shown}.", setting=declared.name
        ) from None


def _without_login(text: str) -> str:
    """A value as it may be shown: what stands before the last ``@`` may be a password."""
    return re.sub(r"(?s)^(\w+://)?.*@", r"\1[hidden]@", text)


def _unknown(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {close[0]}?" if close else "docs/settings.md lists those there are."
    return f"{name} is not a setting. {hint}"
