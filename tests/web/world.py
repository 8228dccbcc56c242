"""A show with things in it, for trying every route."""

from __future__ import annotations

import functools
import io
import itertools
from dataclasses import dataclass, field
from typing import Any

from camerasheet.sheet.crew import Role
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.control.links import Link
from camerasheet.storage.control.shows import Show
from camerasheet.transfer import read_pasted
from tests.web.crew import PASSWORD, Crew


@dataclass
class World:
    """A show with things in it. Each call makes something new: no request uses another's."""

    crew: Crew
    show: Show
    camera: str
    cue: str
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _backup: str = ""

    @property
    def at(self) -> str:
        """The show's address."""
        return f"/shows/{self.show.slug}"

    @property
    def spare_camera(self) -> str:
        """A camera to hand shots over to."""
        return self.crew.production.desk(self.show.id).sheet.camera_order[-1]

    @property
    def backup(self) -> str:
        """The file name of a snapshot that is there: other rows of the table make, unpin and prune.

        Only the last 10 are kept, so it is pinned anew whenever it is asked for.
        """
        snapshots = self.crew.production.snapshots
        names = {made.filename for made in snapshots.list(self.show.id)}
        if self._backup not in names:
            self._backup = snapshots.create(self.show.id, by=SYSTEM, pinned=True).filename
        return snapshots.describe(self.show.id, self._backup, pinned=True, by=SYSTEM).filename

    @property
    def snapshot(self) -> str:
        """The address of that snapshot in the panel."""
        return f"/admin{self.at}/snapshots/{self.backup}"

    @functools.cached_property
    def job(self) -> str:
        """The id of a restore that has ended."""
        snapshots = self.crew.production.snapshots
        started = snapshots.restore(self.show.id, self.backup, by=SYSTEM)
        return snapshots.wait(started.id, 30).id

    def new_backup(self) -> str:
        """The file name of a snapshot just made."""
        return self.crew.production.snapshots.create(self.show.id, by=SYSTEM).filename

    def new_snapshot(self) -> str:
        """The address of a snapshot just made."""
        return f"/admin{self.at}/snapshots/{self.new_backup()}"

    def snapshot_file(self) -> dict[str, Any]:
        """A form with a snapshot's file."""
        path = self.crew.production.snapshots.path(self.show.id, self.backup)
        return {"file": (io.BytesIO(path.read_bytes()), "from-elsewhere.db")}

    def new_account(self) -> str:
        """The id of an account just made."""
        login = f"somebody-{next(self.numbers)}"
        accounts = self.crew.control.accounts
        return accounts.create(login, "Somebody", PASSWORD, Role.VIEWER, by=SYSTEM).id

    def new_link(self) -> Link:
        """A viewer's link to the show."""
        links = self.crew.control.links
        return links.create(self.show.id, Role.VIEWER, label="Spare", by=SYSTEM)

    def new_guest(self) -> str:
        """The id of a guest just come."""
        sessions = self.crew.control.sessions
        sessions.join(self.new_link().secret, "Spare", address="")
        return sessions.guests_of(self.show.id)[-1].id

    def new_show(self) -> Show:
        """Another show."""
        slug = f"other-{next(self.numbers)}"
        return self.crew.production.create_show(slug, "Other", by=None)

    def new_token(self) -> str:
        """The id of a token just made."""
        return self.crew.control.tokens.create("Spare", Role.VIEWER, by=SYSTEM)[1].id

    def edit(self, **payload: Any) -> dict[str, Any]:
        """A body for the edits' address."""
        return {"id": f"matrix-edit-{next(self.numbers):05}", "edit": payload}

    def granted(self) -> str:
        """The id of an account with a role in the show."""
        account = self.new_account()
        self.crew.control.grants.set(account, self.show.id, Role.EDITOR, by=SYSTEM)
        return account

    def upload(self, who: str) -> str:
        """The id of a file just chosen for import by somebody."""
        tables = [read_pasted(f"Cue\tTitle\n{next(self.numbers) + 100}\tVerse\n")]
        return self.crew.production.uploads.add(who, self.show.id, "Pasted", tables).id
