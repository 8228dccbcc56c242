"""Everything about who comes in and what shows there are, put on an app in one go."""

from __future__ import annotations

from flask import Flask

from camerasheet.config import Settings
from camerasheet.web import (
    account,
    accounts,
    cookies,
    crew,
    forms,
    join,
    limits,
    links,
    login,
    moments,
    shows,
    tokens,
)


def install(app: Flask, settings: Settings) -> None:
    """Register the blueprints, and what they need: the cookie, the limits, moments in words."""
    cookies.install(app)
    moments.install(app)
    forms.install(app)
    for module in (login, account, join, shows, crew, links, accounts, tokens):
        app.register_blueprint(module.blueprint)
    limits.install(app, settings)
