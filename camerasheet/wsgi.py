"""For plain gunicorn: ``gunicorn -c python:camerasheet.gunicorn_conf camerasheet.wsgi:app``."""

import os
import sys

from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.sheet.errors import CamerasheetError

try:
    app = create_app(Settings.from_environment(os.environ))
except CamerasheetError as error:
    sys.exit(f"camerasheet: {error.message}")
