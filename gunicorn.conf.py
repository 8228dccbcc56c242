"""What plain ``gunicorn camerasheet.wsgi:app`` finds when it is started in this directory."""

from camerasheet.gunicorn_conf import *  # noqa: F403  (gunicorn reads a module's names)
