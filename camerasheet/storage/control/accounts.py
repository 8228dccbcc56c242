"""People with a password. The role is instance-wide; ``grants.py`` says more for single shows."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, func, insert, select, update

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import AlreadyExists, Forbidden, NotFound, SignInNeeded
from camerasheet.storage.control import rules, tables
from camerasheet.storage.control.audit import AuditAction, write_entry
from camerasheet.storage.control.credentials import SESSION
from camerasheet.storage.control.identity import SYSTEM, Who
from camerasheet.storage.control.store import ControlStore

ADMIN_LOGIN: Final = "admin"

_COLUMNS: Final = [column for column in tables.accounts.c if column.name != "password_hash"]


def default_hasher() -> PasswordHasher:
    """Argon2id as OWASP asks at least: 19 MiB, so that eight people signing in at once fit."""
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody with a password, without it. ``login`` is in folded case."""

    id: str
    login: str
    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None

    def who(self, address: str = "") -> Who:
        """Them, for the audit log."""
        return Who(f"account:{self.id}", self.name, address)


def require_account(connection: Connection, account_id: str) -> Account:
    """The account, within a transaction. Raises ``NotFound``."""
    query = select(*_COLUMNS).where(tables.accounts.c.id == account_id)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound("There is no such account.")
    return Account(**row)


def count_accounts(connection: Connection) -> int:
    """How many there are, disabled ones included."""
    return connection.execute(select(func.count()).select_from(tables.accounts)).scalar_one()


def insert_account(connection: Connection, account: Account, password_hash: str) -> None:
    """Add an account within a transaction. Raises ``AlreadyExists``."""
    taken = select(tables.accounts.c.id).where(tables.accounts.c.login == account.login)
    if connection.execute(taken).first() is not None:
        raise AlreadyExists(f"There is an account {account.login!r} already.")
    connection.execute(
        insert(tables.accounts).values(
            id=account.id,
            login=account.login,
            name=account.name,
            password_hash=password_hash,
            role=account.role,
            created_at=account.created_at,
        )
    )


class Accounts:
    """``control.accounts``. Changes are audited; writes raise ``Trouble`` with nothing changed."""

    def __init__(self, store: ControlStore, hasher: PasswordHasher) -> None:
        self._store = store
        self._hasher = hasher

    @cached_property
    def _nobody(self) -> str:
        """Checked for logins that do not exist, so that they take as long as those that do.

        Made by the first who sign in, whoever they are, and not at the start: it takes its time on
        purpose, and a crew waits.
        """
        return self._hasher.hash("nobody's password")

    def count(self) -> int:
        """How many accounts there are, disabled ones included; 0 asks for the set-up link."""
        with self._store.reading() as connection:
            return count_accounts(connection)

    def by_id(self, account_id: str) -> Account:
        """Raises ``NotFound``."""
        with self._store.reading() as connection:
            return require_account(connection, account_id)

    def by_login(self, login: str) -> Account:
        """Whatever the case of ``login``. Raises ``NotFound``, ``Malformed``."""
        query = select(*_COLUMNS).where(tables.accounts.c.login == rules.login(login))
        with self._store.reading() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise NotFound(f"There is no account {login[: rules.LOGIN_MAX]!r}.")
        return Account(**row)

    def new(self, login: str, name: str, role: Role) -> Account:
        """An account that is not stored yet, its names checked. Raises ``Malformed``."""
        return Account(
            id=self._store.new_id(),
            login=rules.login(login),
            name=rules.name(name),
            role=role,
            created_at=self._store.now(),
            disabled_at=None,
        )

    def hash(self, password: str) -> str:
        """What is stored of a new password. Raises ``Malformed`` when it is too short or long."""
        return self._hasher.hash(rules.password(password))

    def create(self, login: str, name: str, password: str, role: Role, *, by: Who) -> Account:
        """Add an account. Raises ``Malformed``, ``AlreadyExists``."""
        account = self.new(login, name, role)
        password_hash = self.hash(password)  # before the transaction: it takes its time on purpose
        with self._store.writing() as connection:
            insert_account(connection, account, password_hash)
            self._log(connection, by, AuditAction.ACCOUNT_CREATED, account, role=role.value)
        return account

    def authenticate(self, login: str, password: str, *, address: str) -> Account:
        """The account of that login and password; kept in the audit log either way.

        Takes as long for a login that does not exist. Raises ``SignInNeeded`` with the same words
        for a wrong login, a wrong password and a disabled account.
        """
        folded = rules.folded_login(login)
        query = select(tables.accounts).where(tables.accounts.c.login == folded)
        with self._store.reading() as connection:
            row = connection.execute(query).first()
        nobody = self._nobody  # asked for in either case: the first time it takes longer
        right = self._matches(row.password_hash if row else nobody, password)
        if row is None or not right or row.disabled_at is not None:
            with self._store.writing() as connection:
                who = Who("", folded, address)
                write_entry(connection, self._store.now(), who, AuditAction.LOGIN_FAILED)
            raise SignInNeeded("That name and password do not belong together.")
        fresh_hash = None
        if self._hasher.check_needs_rehash(row.password_hash):
            fresh_hash = self._hasher.hash(password)
        with self._store.writing() as connection:
            if fresh_hash:
                _set(connection, row.id, password_hash=fresh_hash)
            account = require_account(connection, row.id)
            self._log(connection, account.who(address), AuditAction.LOGIN, account)
        return account

    def change_password(
        self, account_id: str, password: str, *, by: Who, keep: str | None = None
    ) -> None:
        """Set a new password and end the account's sessions, but for ``keep``.

        ``keep`` is the ``credential`` of the identity who asks. Raises ``Malformed``, ``NotFound``.
        """
        password_hash = self.hash(password)
        with self._store.writing() as connection:
            account = require_account(connection, account_id)
            _set(connection, account_id, password_hash=password_hash)
            end_sessions(connection, account_id, self._store.now(), keep)
            self._log(connection, by, AuditAction.PASSWORD_CHANGED, account)
        self._store.rights_changed()

    def check_password(self, account_id: str, password: str) -> bool:
        """Whether it is the account's password, for confirming. Raises ``NotFound``."""
        query = select(tables.accounts.c.password_hash).where(tables.accounts.c.id == account_id)
        with self._store.reading() as connection:
            password_hash = connection.execute(query).scalar()
        if password_hash is None:
            raise NotFound("There is no such account.")
        return self._matches(password_hash, password)

    def change_role(self, account_id: str, role: Role, *, by: Who) -> Account:
        """Raises ``NotFound``, and ``Forbidden`` for the last admin's own role."""
        with self._store.writing() as connection:
            before = require_account(connection, account_id)
            if role is not Role.ADMIN:
                _check_not_last_admin(connection, before)
            _set(connection, account_id, role=role)
            after = require_account(connection, account_id)
            detail = [before.role.value, role.value]
            self._log(connection, by, AuditAction.ROLE_CHANGED, after, role=detail)
        self._store.rights_changed()
        return after

    def rename(self, account_id: str, name: str, *, by: Who) -> Account:
        """Give them another name to show. Raises ``Malformed``, ``NotFound``."""
        with self._store.writing() as connection:
            before = require_account(connection, account_id)
            _set(connection, account_id, name=rules.name(name))
            after = require_account(connection, account_id)
            detail = [before.name, after.name]
            self._log(connection, by, AuditAction.ACCOUNT_RENAMED, after, name=detail)
        self._store.rights_changed()
        return after

    def disable(self, account_id: str, *, by: Who) -> Account:
        """Lock somebody out and end their sessions.

        Raises ``NotFound``, and ``Forbidden`` for the last admin.
        """
        now = self._store.now()
        with self._store.writing() as connection:
            account = require_account(connection, account_id)
            _check_not_last_admin(connection, account)
            _set(connection, account_id, disabled_at=now)
            end_sessions(connection, account_id, now)
            self._log(connection, by, AuditAction.ACCOUNT_DISABLED, account)
            after = require_account(connection, account_id)
        self._store.rights_changed()
        return after

    def enable(self, account_id: str, *, by: Who) -> Account:
        """Let them sign in again. Raises ``NotFound``."""
        with self._store.writing() as connection:
            account = require_account(connection, account_id)
            _set(connection, account_id, disabled_at=None)
            self._log(connection, by, AuditAction.ACCOUNT_ENABLED, account)
            return require_account(connection, account_id)

    def ensure_admin(self, password: str) -> Account:
        """Have an enabled admin "admin" with that password (``CAMERASHEET_ADMIN_PASSWORD``).

        Writes nothing when it is so already. Raises ``Malformed``.
        """
        rules.password(password)
        try:
            account = self.by_login(ADMIN_LOGIN)
        except NotFound:
            return self.create(ADMIN_LOGIN, "Admin", password, Role.ADMIN, by=SYSTEM)
        if not self.check_password(account.id, password):
            self.change_password(account.id, password, by=SYSTEM)
        if account.disabled_at is not None:
            account = self.enable(account.id, by=SYSTEM)
        if account.role is not Role.ADMIN:
            account = self.change_role(account.id, Role.ADMIN, by=SYSTEM)
        return account

    def list(self) -> list[Account]:
        """Everybody, by login, disabled ones included."""
        query = select(*_COLUMNS).order_by(tables.accounts.c.login)
        with self._store.reading() as connection:
            return [Account(**row) for row in connection.execute(query).mappings()]

    def _matches(self, password_hash: str, password: str) -> bool:
        if len(password) > rules.PASSWORD_MAX:
            password = ""  # never right, and the same work as any other
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def _log(
        self, connection: Connection, by: Who, action: AuditAction, of: Account, **detail: object
    ) -> None:
        write_entry(
            connection, self._store.now(), by, action, None, account=of.id, login=of.login, **detail
        )


def end_sessions(
    connection: Connection, account_id: str, now: datetime, keep: str | None = None
) -> int:
    """Revoke an account's sessions within a transaction, and say how many there were."""
    table = tables.sessions.c
    ending = update(tables.sessions).where(
        table.account_id == account_id, table.revoked_at.is_(None)
    )
    if keep is not None:
        ending = ending.where(table.key != keep.removeprefix(SESSION))
    return connection.execute(ending.values(revoked_at=now)).rowcount


def _set(connection: Connection, account_id: str, **values: object) -> None:
    accounts = tables.accounts
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(**values))


def _check_not_last_admin(connection: Connection, account: Account) -> None:
    table = tables.accounts.c
    others = select(table.id).where(
        table.role == Role.ADMIN, table.disabled_at.is_(None), table.id != account.id
    )
    if account.role is Role.ADMIN and connection.execute(others).first() is None:
        raise Forbidden(f"{account.name} is the only admin; make somebody else one first.")
