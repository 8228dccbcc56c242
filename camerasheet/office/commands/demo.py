"""The show that comes with the program, to look around in."""

from camerasheet.office.commands.files import merge
from camerasheet.office.commands.registry import Commands
from camerasheet.office.premises import Premises, new_show
from camerasheet.office.protocol import Answer
from camerasheet.seed import SLUG, TITLE, spring_gala
from camerasheet.sheet.errors import NotFound
from camerasheet.sheet.merging import MergeSheet
from camerasheet.storage.control.identity import SYSTEM

commands = Commands()


@commands.add
def seed(place: Premises) -> Answer:
    """Make the demo show, unless it is there, whatever became of it since.

    A show that was made and never filled (we were killed in between) is filled now.
    """
    try:
        show = place.show(SLUG)
    except NotFound:
        show = new_show(place, SLUG, TITLE, by=SYSTEM)
    desk = place.desks.open(show.id)
    untouched = desk.sheet.seq == 0 and show.archived_at is None
    if untouched:
        merge(desk, MergeSheet(spring_gala(), name="the demo show"))
    sheet = desk.sheet
    return {
        "show": show.slug,
        "title": show.title,
        "made": untouched,
        "cues": len(sheet.cue_ids),
        "cameras": len(sheet.cameras),
    }
