"""The keys that Litestream 0.5.17 knows, by where they may stand; it ignores any other.

From its source (cmd/litestream/main.go) and from what docs/litestream.md says was measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

Schema = Mapping[str, Any]

_DURATION: Final = re.compile(r"[0-9]+(ms|s|m|h)")  # "7d" is refused
_TEXT: Final = object()
_NUMBER: Final = object()
_SWITCH: Final = object()
_SPAN: Final = object()

_REPLICA: Final[Schema] = {
    "url": _TEXT,
    "type": _TEXT,
    "path": _TEXT,
    "bucket": _TEXT,
    "endpoint": _TEXT,
    "region": _TEXT,
    "force-path-style": _SWITCH,
    "sync-interval": _SPAN,
    "part-size": _TEXT,
    "concurrency": _NUMBER,
}
_DATABASE: Final[Schema] = {
    "path": _TEXT,
    "dir": _TEXT,
    "pattern": _TEXT,
    "recursive": _SWITCH,
    "watch": _SWITCH,
    "meta-path": _TEXT,
    "monitor-interval": _SPAN,
    "checkpoint-interval": _SPAN,
    "busy-timeout": _SPAN,
    "min-checkpoint-page-count": _NUMBER,
    "truncate-page-n": _NUMBER,
    "restore-if-db-not-exists": _SWITCH,
    "replica": _REPLICA,
}
WHOLE: Final[Schema] = {
    "addr": _TEXT,
    "logging": {"level": _TEXT, "type": _TEXT, "stderr": _SWITCH},
    "socket": {"enabled": _SWITCH, "path": _TEXT, "permissions": _NUMBER},
    "snapshot": {"interval": _SPAN, "retention": _SPAN},
    "validation": {"interval": _SPAN},
    "levels": [{"interval": _SPAN}],
    "l0-retention": _SPAN,
    "l0-retention-check-interval": _SPAN,
    "shutdown-sync-timeout": _SPAN,
    "shutdown-sync-interval": _SPAN,
    "verify-compaction": _SWITCH,
    "dbs": [_DATABASE],
}


def wrong_with(configuration: object, schema: object = WHOLE, at: str = "") -> Iterator[str]:
    """A sentence for each key that Litestream would not know there, or value it would not take."""
    if isinstance(schema, list):
        if not isinstance(configuration, list):
            yield f"{at} should be a list"
            return
        for number, item in enumerate(configuration):
            yield from wrong_with(item, schema[0], f"{at}[{number}]")
    elif isinstance(schema, Mapping):
        if not isinstance(configuration, dict):
            yield f"{at or 'all of it'} should be a mapping"
            return
        for key, value in configuration.items():
            place = f"{at}.{key}" if at else str(key)
            if key in schema:
                yield from wrong_with(value, schema[key], place)
            else:
                yield f"{place} is ignored"
    elif not _fits(configuration, schema):
        yield f"{at} cannot be {configuration!r}"


def _fits(value: object, kind: object) -> bool:
    if kind is _SPAN:
        return isinstance(value, str) and _DURATION.fullmatch(value) is not None
    expected = {_TEXT: str, _NUMBER: int, _SWITCH: bool}[kind]
    return type(value) is expected
