"""What an account is in one show, in place of its instance-wide role, be that more or less.

An instance-wide admin stays admin everywhere (see ``identity.py``).
"""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import NotFound
from camerasheet.storage.control import rules, tables
from camerasheet.storage.control.accounts import require_account
from camerasheet.storage.control.audit import AuditAction, write_entry
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.shows import require_show
from camerasheet.storage.control.store import ControlStore


@dataclass(frozen=True, slots=True)
class Grant:
    """An account's role in a show; ``camera_id`` is the camera that they run there."""

    account_id: str
    show_id: str
    role: Role
    camera_id: str | None


class Grants:
    """``control.grants``. Changes are audited and told; raises ``Trouble`` with nothing changed."""

    def __init__(self, store: ControlStore) -> None:
        self._store = store

    def set(
        self, account_id: str, show_id: str, role: Role, camera_id: str | None = None, *, by: Who
    ) -> Grant:
        """Give a role in a show, in place of any they had there.

        Raises ``Malformed`` for an operator without a camera, and ``NotFound``.
        """
        grant = Grant(account_id, show_id, role, rules.place(role, camera_id))
        values = {"role": role, "camera_id": grant.camera_id}
        with self._store.writing() as connection:
            account = require_account(connection, account_id)
            require_show(connection, show_id)
            connection.execute(
                insert(tables.grants)
                .values(account_id=account_id, show_id=show_id, **values)
                .on_conflict_do_update(index_elements=["account_id", "show_id"], set_=values)
            )
            write_entry(
                connection,
                self._store.now(),
                by,
                AuditAction.GRANT_SET,
                show_id,
                account=account.id,
                login=account.login,
                role=role.value,
                camera=grant.camera_id,
            )
        self._store.rights_changed()
        return grant

    def remove(self, account_id: str, show_id: str, *, by: Who) -> None:
        """Back to the instance-wide role. Raises ``NotFound`` when there was no grant."""
        table = tables.grants.c
        with self._store.writing() as connection:
            gone = connection.execute(
                delete(tables.grants).where(
                    table.account_id == account_id, table.show_id == show_id
                )
            )
            if gone.rowcount == 0:
                raise NotFound("They have no role of their own in this show.")
            write_entry(
                connection,
                self._store.now(),
                by,
                AuditAction.GRANT_REMOVED,
                show_id,
                account=account_id,
            )
        self._store.rights_changed()

    def of_account(self, account_id: str) -> list[Grant]:
        """An account's grants, by show."""
        table = tables.grants.c
        query = select(tables.grants).where(table.account_id == account_id).order_by(table.show_id)
        with self._store.reading() as connection:
            return [Grant(**row) for row in connection.execute(query).mappings()]

    def of_show(self, show_id: str) -> list[Grant]:
        """A show's grants, by account."""
        table = tables.grants.c
        query = select(tables.grants).where(table.show_id == show_id).order_by(table.account_id)
        with self._store.reading() as connection:
            return [Grant(**row) for row in connection.execute(query).mappings()]
