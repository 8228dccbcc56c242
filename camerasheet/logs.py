"""Log lines: one shape for everything that logs, as text or JSON, on stderr, without secrets.

Everybody logs through the standard library; structlog renders it. Secrets are taken out here, at
the last moment, so that no caller has to remember it: also from messages of libraries and from
tracebacks.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from gunicorn.glogging import Logger

if TYPE_CHECKING:
    from structlog.typing import Processor

HIDDEN: Final = "[hidden]"

_SECRET_KEYS: Final = re.compile(r"(?i)authorization|cookie|passw|secret|token|csrf|api.?key")
_SECRET_TEXTS: Final = (
    # Addresses that let whoever has them in.
    (re.compile(r"(/(?:join|setup)/)[^/?#\s\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"\bcst_[A-Za-z0-9_-]+"), HIDDEN),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+"), rf"\1 {HIDDEN}"),
    (
        re.compile(r"(?i)\b((?:set-)?cookie|authorization)(['\"]?\s*[:=]\s*)[^\r\n]+"),
        rf"\1\2{HIDDEN}",
    ),
    (
        re.compile(r"(?i)\b(password|secret|csrf_token)(['\"]?\s*[:=]\s*)(['\"]?)[^\s'\"&,)]+"),
        rf"\1\2\3{HIDDEN}",
    ),
)
_QUIET_PATHS: Final = ("/static/", "/healthz", "/readyz")


def hide(text: str) -> str:
    """``text`` without anything that would let a reader in."""
    for pattern, instead in _SECRET_TEXTS:
        text = pattern.sub(instead, text)
    return text


def _without_secrets(
    logger: object, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A structlog processor. Keys of structlog's own, such as ``_record``, are left alone."""
    for key, value in event.items():
        if key.startswith("_"):
            continue
        if _SECRET_KEYS.search(key):
            event[key] = HIDDEN
        elif isinstance(value, str):
            event[key] = hide(value)
        elif isinstance(value, Mapping):
            event[key] = dict(_without_secrets(logger, method, dict(value)))
    return event


@contextmanager
def _lightly() -> Iterator[None]:
    """Import structlog without rich, which it would load for tracebacks that we print ourselves.

    Where it happens to be installed it would be a tenth of the time we need to be back after a
    crash.
    """
    if "rich" in sys.modules:
        yield
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # Python's own way to say: not there
    try:
        yield
    finally:
        del sys.modules["rich"]


def configure(form: str = "text", level: str = "INFO") -> None:
    """Send every log line of this process to stderr. Again, it replaces what was chosen before.

    ``form`` is ``text`` or ``json``; ``level`` the least that is logged.
    """
    with _lightly():
        import structlog

    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _without_secrets,
    ]
    end: Processor = structlog.processors.JSONRenderer()
    if form != "json":
        end = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, end],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("alembic", "sqlalchemy", "botocore", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def configure_from(environ: Mapping[str, str]) -> None:
    """As the environment says, for a process that has not checked its settings yet."""
    level = environ.get("CAMERASHEET_LOG_LEVEL", "INFO")
    known = level in logging.getLevelNamesMapping()
    configure(environ.get("CAMERASHEET_LOG_FORMAT", "text"), level if known else "INFO")


class GunicornLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's log, sent the way of everything else; and a line for each request."""

    def setup(self, cfg: Any) -> None:
        """Called by gunicorn in its master, before anything is logged."""
        super().setup(cfg)
        configure_from(os.environ)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True
        self.error_log.addFilter(_not_said_already)
        self._access_log_enabled = True
        # A machine collects all of them; somebody at a terminal looks for what is unusual.
        collected = os.environ.get("CAMERASHEET_LOG_FORMAT") == "json"
        self._usual_level = logging.INFO if collected else logging.DEBUG

    def access(self, resp: Any, req: Any, environ: Mapping[str, Any], request_time: Any) -> None:
        """One request. Its query is left out: what people typed is nobody's business."""
        path = str(environ.get("PATH_INFO", ""))
        status = int(str(resp.status).split(" ", 1)[0])
        level = logging.ERROR if status >= 500 else self._usual_level
        if path.startswith(_QUIET_PATHS) and status < 400:
            level = logging.DEBUG
        facts = {
            "status": status,
            "ms": round(request_time.total_seconds() * 1000, 1),
            "address": environ.get("REMOTE_ADDR", ""),
        }
        self.access_log.log(level, "%s %s", environ.get("REQUEST_METHOD"), path, extra=facts)


def _not_said_already(record: logging.LogRecord) -> bool:
    """Whether gunicorn's master adds anything to the sentence of an app that cannot start."""
    if record.msg == "Worker (pid:%s) exited with code %s." and isinstance(record.args, tuple):
        return record.args[1] != 4  # its APP_LOAD_ERROR
    ending = record.msg == "Shutting down: %s" and record.levelno >= logging.ERROR
    return not ending and record.args != ("App failed to load.",)
