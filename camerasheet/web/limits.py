"""How often somebody may guess: at a password, a set-up link or a join link.

Only wrong guesses count. A whole crew signs in within a minute, from behind one address, and has
ten links that lead nowhere to share among them.
"""

from __future__ import annotations

import functools
import ipaddress
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, Response, after_this_request, request
from flask.typing import ResponseReturnValue

from camerasheet.config import Settings
from camerasheet.sheet.errors import TooMany
from camerasheet.storage.control import rules
from camerasheet.web.access import View, identity

UNITS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


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
    """Routes where something can be guessed, whom to count for, and what a wrong guess answers.

    The first route and ``key`` tell what is counted apart.
    """

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


class WrongGuesses:
    """How many there were lately, in this process's memory: one server owns the data directory.

    They are timed by a clock that nobody sets: one that is put back would shut people out for as
    long, and one that is put ahead would let guessers in.
    """

    def __init__(self, allowed: str, clock: Callable[[], float] = time.monotonic) -> None:
        """``allowed`` is the setting, such as ``10 per minute``."""
        number, _, unit = allowed.partition(" per ")
        self._allowed, self._seconds = int(number), UNITS[unit]
        self._clock = clock
        self._lock = threading.Lock()
        self._made: dict[tuple[str, str], deque[float]] = {}
        self._forgot_at = clock()

    def wait(self, what: str, whose: str) -> int:
        """Seconds until another guess may be made; 0 when it may be made now."""
        with self._lock:
            made = self._made.get((what, whose))
            if made is None or len(made) < self._allowed:
                return 0
            return max(0, math.ceil(made[0] + self._seconds - self._clock()))

    def count(self, what: str, whose: str) -> None:
        """One more was wrong."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            made = self._made.setdefault((what, whose), deque(maxlen=self._allowed))
            made.append(now)

    def _forget(self, now: float) -> None:
        """Once in a while, let go of everybody whose last wrong guess is long ago."""
        if now < self._forgot_at + self._seconds:
            return
        self._forgot_at = now
        for key, made in list(self._made.items()):
            if made[-1] + self._seconds <= now:
                del self._made[key]


def install(app: Flask, settings: Settings) -> None:
    """Limit wrong guesses to ``settings.login_attempts``. After the blueprints are registered."""
    wrong = WrongGuesses(settings.login_attempts)
    for guess in GUESSES:
        for endpoint in guess.endpoints:
            view: Any = app.view_functions[endpoint]
            app.view_functions[endpoint] = _limited(view, guess, wrong)


def _limited(view: View, guess: Guess, wrong: WrongGuesses) -> View:
    what = f"{guess.endpoints[0]}:{guess.key.__name__}"

    @functools.wraps(view)
    def limited(**arguments: Any) -> ResponseReturnValue:
        whose = guess.key()
        seconds = wrong.wait(what, whose)
        if seconds:
            raise _too_many(seconds)

        @after_this_request
        def count(response: Response) -> Response:
            if response.status_code == guess.wrong:
                wrong.count(what, whose)
            return response

        return view(**arguments)

    return limited


def _too_many(seconds: int) -> TooMany:
    @after_this_request
    def say_when(response: Response) -> Response:
        response.headers["Retry-After"] = str(seconds)
        return response

    return TooMany(f"Too many attempts. Wait {_duration(seconds)}, then try again.")


def _duration(seconds: int) -> str:
    """In words, never too short, in the largest unit of which there are two."""
    for length, word in ((3600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{math.ceil(seconds / length)} {word}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
