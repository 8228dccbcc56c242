"""Shows: made, listed, renamed, put away."""

from camerasheet.office.commands.registry import Commands
from camerasheet.office.premises import Premises, new_show
from camerasheet.office.protocol import Answer
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.control.shows import Show

commands = Commands()


def as_json(show: Show) -> Answer:
    """A show's record."""
    return {
        "id": show.id,
        "slug": show.slug,
        "title": show.title,
        "created_at": show.created_at.isoformat(),
        "archived_at": show.archived_at.isoformat() if show.archived_at else None,
    }


@commands.add
def create_show(place: Premises, *, slug: str, title: str) -> Answer:
    """A new, empty show. Raises Malformed, AlreadyExists, Trouble."""
    return as_json(new_show(place, slug, title, by=SYSTEM))


@commands.add
def list_shows(place: Premises, *, archived: bool = False) -> Answer:
    """The shows in use; with ``archived``, those put away as well."""
    shows = place.control.shows.list()
    if archived:
        shows += place.control.shows.list(archived=True)
    return {"shows": [as_json(show) for show in shows]}


@commands.add
def rename_show(
    place: Premises, *, show: str, slug: str | None = None, title: str | None = None
) -> Answer:
    """Another slug, another title or both. Raises NotFound, Malformed, AlreadyExists."""
    found = place.show(show)
    return as_json(place.control.shows.rename(found.id, slug=slug, title=title, by=SYSTEM))


@commands.add
def archive_show(place: Premises, *, show: str) -> Answer:
    """Put a show away: nobody can open it; its file stays. Raises NotFound."""
    return as_json(place.control.shows.archive(place.show(show).id, by=SYSTEM))


@commands.add
def reopen_show(place: Premises, *, show: str) -> Answer:
    """Bring a show back. Raises NotFound."""
    return as_json(place.control.shows.reopen(place.show(show).id, by=SYSTEM))
