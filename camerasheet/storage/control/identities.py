"""Who is asking, answered fast: a whole crew reconnects within a second.

What was looked up is remembered until anybody's rights change, for a minute at most. Looking up
writes nothing: when somebody was last seen is noted in memory, and ``flush_seen`` writes it down
for all of them at once.
"""

import threading
from datetime import datetime

from sqlalchemy import Connection, Table, bindparam, update

from camerasheet.storage.control import tables
from camerasheet.storage.control.credentials import SESSION, TOKEN, TOKEN_PREFIX, key_of
from camerasheet.storage.control.identity import Identity
from camerasheet.storage.control.lookups import session_identity, token_identity
from camerasheet.storage.control.memory import REMEMBER_AT_MOST, Memory
from camerasheet.storage.control.store import ControlStore


class Identities:
    """``control.identities``. For any thread. Raises ``Trouble``."""

    def __init__(self, store: ControlStore, remember_at_most: int = REMEMBER_AT_MOST) -> None:
        self._store = store
        self._memory: Memory[Identity] = Memory(remember_at_most)
        self._lock = threading.Lock()
        self._seen: dict[str, datetime] = {}

    def of_session(self, secret: str) -> Identity | None:
        """Whose session a cookie stands for; None when it has ended or never was."""
        return self._of(f"{SESSION}{key_of(secret)}")

    def of_token(self, token: str) -> Identity | None:
        """Whose an API token is; None when it was revoked or never was."""
        if not token.startswith(TOKEN_PREFIX):
            return None
        return self._of(f"{TOKEN}{key_of(token)}")

    def again(self, identity: Identity) -> Identity | None:
        """The same session or token as it stands now, None when it has ended."""
        return self._of(identity.credential)

    def forget(self) -> None:
        """Look everybody up anew from now on: rights have changed."""
        self._memory.forget()

    @property
    def remembered(self) -> int:
        """How many are remembered."""
        return len(self._memory)

    def flush_seen(self) -> int:
        """Write down when everybody was last seen, and say for how many. Every minute or so."""
        with self._lock:
            seen, self._seen = self._seen, {}
        if not seen:
            return 0
        try:
            with self._store.writing() as connection:
                _write_seen(connection, tables.sessions, "last_seen_at", _keys(seen, SESSION))
                _write_seen(connection, tables.tokens, "last_used_at", _keys(seen, TOKEN))
        except Exception:
            with self._lock:
                self._seen = {**seen, **self._seen}  # for the next time
            raise
        return len(seen)

    def _of(self, credential: str) -> Identity | None:
        now = self._store.now()
        identity = self._memory.recall(credential, now, lambda: self._look_up(credential, now))
        if identity is None or not identity.valid_at(now):
            return None
        with self._lock:
            self._seen[credential] = now
        return identity

    def _look_up(self, credential: str, now: datetime) -> Identity | None:
        with self._store.reading() as connection:
            if credential.startswith(SESSION):
                return session_identity(connection, credential.removeprefix(SESSION), now)
            return token_identity(connection, credential.removeprefix(TOKEN))


def _keys(seen: dict[str, datetime], prefix: str) -> list[dict[str, object]]:
    return [
        {"seen_key": credential.removeprefix(prefix), "seen_at": at}
        for credential, at in seen.items()
        if credential.startswith(prefix)
    ]


def _write_seen(
    connection: Connection, table: Table, column: str, seen: list[dict[str, object]]
) -> None:
    if seen:
        moment = bindparam("seen_at", type_=table.c[column].type)
        which = table.c.key == bindparam("seen_key")
        connection.execute(update(table).where(which).values({column: moment}), seen)
