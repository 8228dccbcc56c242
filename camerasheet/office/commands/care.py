"""The instance itself: whether it is there, what is in it, and its upkeep."""

import os

from camerasheet import __version__
from camerasheet.office.addresses import base_url
from camerasheet.office.commands.registry import Commands
from camerasheet.office.premises import Premises
from camerasheet.office.protocol import Answer
from camerasheet.storage.control.accounts import ADMIN_LOGIN
from camerasheet.storage.inspection import counts
from camerasheet.storage.upkeep import Upkeep, care_for

commands = Commands()


@commands.add
def ping(place: Premises) -> Answer:
    """Who has the data directory."""
    return {
        "pid": os.getpid(),
        "version": __version__,
        "url": base_url(place.settings),
        "clients": place.clients() if place.clients else 0,
        "replica": place.replica.status().as_json(),
    }


@commands.add
def init(place: Premises) -> Answer:
    """Nothing but being here: whoever opens the premises makes what is missing."""
    if place.settings.admin_password:
        place.control.accounts.ensure_admin(place.settings.admin_password)
    accounts = place.control.accounts.count()
    admin = ADMIN_LOGIN if place.settings.admin_password else None
    return {"data": str(place.data.path), "accounts": accounts, "admin": admin}


@commands.add
def stats(place: Premises) -> Answer:
    """How much of everything there is."""
    shows = []
    for show in place.control.shows.list():
        sheet = place.desks.open(show.id).sheet
        rows = sheet.in_order()
        shots = [shot for row in rows for shot in row.shots.values() if not shot.is_blank]
        file = place.data.show_file(show.id)
        shows.append(
            {
                "show": show.slug,
                "title": show.title,
                "cues": len(sheet.cue_ids),
                "headings": len(rows) - len(sheet.cue_ids),
                "cameras": len(sheet.cameras),
                "shots": len(shots),
                "taken": sum(shot.taken for shot in shots),
                "seq": sheet.seq,
                **counts(file),
            }
        )
    return {
        "shows": shows,
        "archived": len(place.control.shows.list(archived=True)),
        "accounts": place.control.accounts.count(),
        "tokens": len(place.control.tokens.list()),
        "links": sum(
            len(place.control.links.of_show(show.id)) for show in place.control.shows.list()
        ),
    }


@commands.add
def maintain(
    place: Premises, *, checkpoint: bool = True, analyze: bool = True, vacuum: bool = False
) -> Answer:
    """Tidy every database up; ``vacuum`` writes each anew, while edits to it wait.

    Raises ``Trouble`` at the first that cannot be; the ones before it are done.
    """
    # Litestream folds the logs, and would have to copy everything anew if somebody else did.
    checkpoint = checkpoint and place.replica.checkpoints_are_ours
    what = Upkeep(checkpoint=checkpoint, analyze=analyze, vacuum=vacuum)
    files = [place.data.control, *place.data.show_files()]
    done = []
    for file in files:
        before, after = care_for(file, what)
        done.append({"file": file.name, "bytes_before": before, "bytes_after": after})
    return {"databases": done}
