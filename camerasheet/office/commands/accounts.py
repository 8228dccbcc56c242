"""Accounts: who signs in with a password, and as what."""

from camerasheet.office.commands.cameras import camera_id
from camerasheet.office.commands.registry import Commands
from camerasheet.office.premises import Premises
from camerasheet.office.protocol import Answer
from camerasheet.sheet.crew import Role
from camerasheet.storage.control.accounts import Account
from camerasheet.storage.control.identity import SYSTEM

commands = Commands()


def as_json(account: Account) -> Answer:
    """An account, without its password."""
    return {
        "id": account.id,
        "login": account.login,
        "name": account.name,
        "role": account.role.value,
        "created_at": account.created_at.isoformat(),
        "disabled_at": account.disabled_at.isoformat() if account.disabled_at else None,
    }


@commands.add
def create_user(place: Premises, *, login: str, name: str, password: str, role: Role) -> Answer:
    """A new account. Raises Malformed, AlreadyExists."""
    return as_json(place.control.accounts.create(login, name, password, role, by=SYSTEM))


@commands.add
def list_users(place: Premises) -> Answer:
    """Every account, disabled ones included."""
    return {"users": [as_json(account) for account in place.control.accounts.list()]}


@commands.add
def set_password(place: Premises, *, login: str, password: str) -> Answer:
    """A new password; whoever is signed in with the old one is out. Raises NotFound, Malformed."""
    account = place.control.accounts.by_login(login)
    place.control.accounts.change_password(account.id, password, by=SYSTEM)
    return as_json(account)


@commands.add
def set_role(
    place: Premises, *, login: str, role: Role, show: str | None = None, camera: str | None = None
) -> Answer:
    """A role in every show, or with ``show`` in that one; ``camera`` is the number they run there.

    Raises NotFound, Malformed, and Forbidden for the last admin.
    """
    account = place.control.accounts.by_login(login)
    if show is None:
        return as_json(place.control.accounts.change_role(account.id, role, by=SYSTEM))
    found = place.show(show)
    runs = camera_id(place, found, camera)
    place.control.grants.set(account.id, found.id, role, runs, by=SYSTEM)
    return {**as_json(account), "role": role.value, "show": found.slug, "camera": camera}


@commands.add
def disable_user(place: Premises, *, login: str) -> Answer:
    """Keep somebody out, at once. Raises NotFound, and Forbidden for the last admin."""
    account = place.control.accounts.by_login(login)
    return as_json(place.control.accounts.disable(account.id, by=SYSTEM))


@commands.add
def enable_user(place: Premises, *, login: str) -> Answer:
    """Let somebody in again. Raises NotFound."""
    account = place.control.accounts.by_login(login)
    return as_json(place.control.accounts.enable(account.id, by=SYSTEM))
