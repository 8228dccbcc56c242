"""How often somebody may guess: at a password, a set-up link or a join link.

Only wrong guesses count. A whole crew signs in within a minute, from behind one address, and has
ten links that lead nowhere to share among them.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, Response, after_this_request, request
from flask_limiter import Limiter

from camerasheet.config import Settings
from camerasheet.storage.control import rules
from camerasheet.web.access import identity


def by_address() -> str:
    """Where the request comes from; of IPv6, the network, since every host has 2^64 of them."""
    text = request.remote_addr or "unknown"  # never empty: an empty key is not counted
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if address.version == 6 and not address.ipv4_mapped:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return text


def by_login() -> str:
    """Whose password is guessed at, from wherever."""
    return f"login {rules.folded_login(request.form.get('login', ''))}"


def by_identity() -> str:
    """Who is signed in."""
    somebody = identity()
    return somebody.id if somebody else by_address()


@dataclass(frozen=True, slots=True)
class Guess:
    """Routes where something can be guessed, whom to count for, and what a wrong guess answers."""

    endpoints: tuple[str, ...]
    key: Callable[[], str]
    wrong: int


GUESSES: Final = (
    Guess(("login.submit",), by_address, 401),
    Guess(("login.submit",), by_login, 401),
    Guess(("login.setup_form", "login.setup"), by_address, 403),
    Guess(("join.form", "join.enter"), by_address, 404),
    Guess(("account.change_password",), by_identity, 403),
)


def install(app: Flask, settings: Settings) -> None:
    """Limit wrong guesses to ``settings.login_attempts``. After the blueprints are registered.

    The counts are in this process's memory: one server owns the data directory.
    """
    limiter = Limiter(by_address, app=app, storage_uri="memory://", strategy="moving-window")
    _leave_other_routes_alone(app, limiter)

    def message() -> str:
        """What whoever guessed too often is told, and their programs with it."""
        now = limiter.current_limit
        seconds = max(1, math.ceil(now.reset_at - time.time())) if now else 60

        @after_this_request
        def say_when(response: Response) -> Response:
            response.headers["Retry-After"] = str(seconds)
            return response

        return f"Too many attempts. Wait {_duration(seconds)}, then try again."

    for guess in GUESSES:

        def was_wrong(response: Response, wrong: int = guess.wrong) -> bool:
            return response.status_code == wrong

        limit = limiter.shared_limit(
            settings.login_attempts,
            scope=f"{guess.endpoints[0]}:{guess.key.__name__}",
            key_func=guess.key,
            error_message=message,
            deduct_when=was_wrong,
        )
        for endpoint in guess.endpoints:
            view: Any = app.view_functions[endpoint]
            app.view_functions[endpoint] = limit(view)


def _leave_other_routes_alone(app: Flask, limiter: Limiter) -> None:
    """Check only the views that are wrapped below: there are no limits for all routes.

    Asking before every request whether there are took a tenth of the time in which a crew comes
    back.
    """
    before: Any = app.before_request_funcs[None]
    before[:] = [hook for hook in before if getattr(hook, "__self__", None) is not limiter]


def _duration(seconds: int) -> str:
    """In words, never too short, in the largest unit of which there are two."""
    for length, word in ((3600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{math.ceil(seconds / length)} {word}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
