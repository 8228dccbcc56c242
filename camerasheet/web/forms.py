"""Plain HTML forms: what was typed, what is wrong with it, and where that has to be said."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, request

from camerasheet.sheet.crew import Person, Role
from camerasheet.sheet.errors import CamerasheetError, Malformed
from camerasheet.storage.control import rules
from camerasheet.storage.control.identity import Identity
from camerasheet.web.errors import STATUSES, wants_json


class Form:
    """The fields of a form, kept for showing it again; passwords are never among them."""

    def __init__(self, /, **values: str) -> None:
        """``values`` are the fields and what stands in them at first."""
        self.values = values
        self.errors: dict[str, str] = {}
        self.status = 200

    @classmethod
    def sent(cls, *names: str) -> Form:
        """The form as it was sent with this request."""
        return cls(**{name: request.form.get(name, "").strip() for name in names})

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    @property
    def good(self) -> bool:
        """Whether nothing has been found wrong so far."""
        return not self.errors

    def refuse(self, name: str, error: CamerasheetError) -> None:
        """Say, at that field, why it was refused. Programs are told without a form: raises it."""
        if wants_json():
            raise error
        self.errors.setdefault(name, error.message)
        self.status = STATUSES[error.code]

    def check(self, name: str, rule: Callable[[str], str]) -> None:
        """Refuse the field if ``rule`` raises :class:`Malformed` for it."""
        try:
            rule(self.values[name])
        except Malformed as error:
            self.refuse(name, error)

    def choose_role(self, name: str = "role") -> Role:
        """The role chosen; a weird one is refused, and stands for the weakest."""
        try:
            return Role(self.values[name])
        except ValueError:
            self.refuse(name, Malformed("Choose a role."))
            return Role.VIEWER

    def new_password(self) -> str:
        """The new password, typed twice. Refuses one that is too short, or was mistyped."""
        password = request.form.get("password", "")
        try:
            rules.password(password)
        except Malformed as error:
            self.refuse("password", error)
        if password != request.form.get("again", ""):
            self.refuse("again", Malformed("This is not the same password. Type both again."))
        return password


def install(app: Flask) -> None:
    """Tell templates how long passwords may be."""
    app.jinja_env.globals["password_length"] = (rules.PASSWORD_MIN, rules.PASSWORD_MAX)


def address() -> str:
    """Where the request comes from, for the audit log."""
    return request.remote_addr or ""


def outside(somebody: Identity) -> Person:
    """Somebody on a page that belongs to no show, for its top bar."""
    return Person(somebody.id, somebody.name, somebody.role or Role.VIEWER)
