"""The first admin, made by whoever can read the terminal of the first start.

While there is no account, the server prints a link with a secret. It is stored as its key only,
works once, and is replaced by the next start's.
"""

import hmac
from typing import Final

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import Forbidden, Gone
from camerasheet.storage.control import tables
from camerasheet.storage.control.accounts import (
    Account,
    Accounts,
    count_accounts,
    insert_account,
)
from camerasheet.storage.control.audit import AuditAction, write_entry
from camerasheet.storage.control.credentials import key_of, new_secret
from camerasheet.storage.control.store import ControlStore

_NAME: Final = "setup_key"


class Setup:
    """``control.setup``. Raises ``Trouble`` with nothing changed."""

    def __init__(self, store: ControlStore, accounts: Accounts) -> None:
        self._store = store
        self._accounts = accounts

    def issue(self) -> str | None:
        """A new secret for the set-up link, in place of any before; None if there are accounts."""
        secret = new_secret()
        values = {"name": _NAME, "value": key_of(secret)}
        with self._store.writing() as connection:
            if count_accounts(connection):
                return None
            connection.execute(
                insert(tables.settings)
                .values(values)
                .on_conflict_do_update(index_elements=["name"], set_=values)
            )
        return secret

    def check(self, secret: str) -> None:
        """That the link still works.

        Raises ``Gone`` when there is an account, ``Forbidden`` for any secret but the last issued.
        """
        with self._store.reading() as connection:
            _check(connection, secret)

    def claim(self, secret: str, login: str, name: str, password: str, *, address: str) -> Account:
        """Make the first admin and use the secret up, both or neither.

        Raises ``Gone`` and ``Forbidden`` as ``check`` does, and ``Malformed``, after which the
        secret still works.
        """
        self.check(secret)  # before the hashing, which is dear: not for everybody who guesses
        account = self._accounts.new(login, name, Role.ADMIN)
        password_hash = self._accounts.hash(password)
        with self._store.writing() as connection:
            _check(connection, secret)
            insert_account(connection, account, password_hash)
            connection.execute(delete(tables.settings).where(tables.settings.c.name == _NAME))
            write_entry(
                connection,
                self._store.now(),
                account.who(address),
                AuditAction.SETUP_CLAIMED,
                account=account.id,
                login=account.login,
            )
        return account


def _check(connection: Connection, secret: str) -> None:
    if count_accounts(connection):
        raise Gone("This camerasheet has been set up already. Sign in.")
    table = tables.settings.c
    key = connection.execute(select(table.value).where(table.name == _NAME)).scalar()
    if key is None or not hmac.compare_digest(key, key_of(secret)):
        raise Forbidden("This set-up link is not the one that was printed last.")
