"""Join links: whoever has one is in, without an account."""

from datetime import timedelta

from camerasheet.office.addresses import base_url, join_url
from camerasheet.office.commands.cameras import camera_id, camera_number
from camerasheet.office.commands.registry import Commands
from camerasheet.office.premises import Premises
from camerasheet.office.protocol import Answer
from camerasheet.sheet.crew import Role
from camerasheet.storage.clock import utc_now
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.control.links import Link

commands = Commands()


def as_json(place: Premises, link: Link) -> Answer:
    """A link with its address, which lets people in."""
    return {
        "id": link.id,
        "url": join_url(base_url(place.settings), link.secret),
        "show": place.control.shows.by_id(link.show_id).slug,
        "role": link.role.value,
        "camera": camera_number(place, link.show_id, link.camera_id),
        "label": link.label,
        "created_at": link.created_at.isoformat(),
        "expires_at": link.expires_at.isoformat() if link.expires_at else None,
        "revoked_at": link.revoked_at.isoformat() if link.revoked_at else None,
    }


@commands.add
def create_link(
    place: Premises,
    *,
    show: str,
    role: Role,
    label: str,
    camera: str | None = None,
    hours: float | None = None,
) -> Answer:
    """A new link, until it is revoked or for so many ``hours``. Raises NotFound, Malformed."""
    found = place.show(show)
    link = place.control.links.create(
        found.id,
        role,
        label=label,
        camera_id=camera_id(place, found, camera),
        expires_at=None if hours is None else utc_now() + timedelta(hours=hours),
        by=SYSTEM,
    )
    return as_json(place, link)


@commands.add
def list_links(place: Premises, *, show: str | None = None, ended: bool = False) -> Answer:
    """The open links of a show, or of all; with ``ended`` also those that let nobody in."""
    shows = [place.show(show)] if show else place.control.shows.list()
    links = [link for each in shows for link in place.control.links.of_show(each.id, ended=ended)]
    return {"links": [as_json(place, link) for link in links]}


@commands.add
def revoke_link(place: Premises, *, link: str) -> Answer:
    """End a link; whoever came by it is out. Raises NotFound."""
    return as_json(place, place.control.links.revoke(link, by=SYSTEM))
