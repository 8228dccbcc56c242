"""For plain gunicorn: ``gunicorn -c python:camerasheet.gunicorn_conf camerasheet.wsgi:app``."""

import os
import sys
from typing import NoReturn

from camerasheet import logs
from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.recovery import recover
from camerasheet.sheet.errors import BadSetting, CamerasheetError


def _refuse(sentence: str) -> NoReturn:
    """End with one sentence, and do not be started again and again."""
    if "gunicorn.arbiter" in sys.modules:
        # Of all errors, this one makes gunicorn's master stop too, without a traceback.
        from gunicorn.errors import AppImportError

        raise AppImportError(sentence)
    sys.exit(sentence)


try:
    settings = Settings.from_environment(os.environ)
    if settings.litestream == "supervised":
        raise BadSetting(
            "CAMERASHEET_LITESTREAM=supervised is for `camerasheet serve`. Run Litestream beside "
            "this server and set CAMERASHEET_LITESTREAM=sidecar.",
            setting="CAMERASHEET_LITESTREAM",
        )
    logs.configure(settings.log_format, settings.log_level)
    recover(settings, os.environ, role="server")
    app = create_app(settings)
except CamerasheetError as error:
    _refuse(f"camerasheet: {error.message}")
