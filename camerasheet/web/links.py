"""Join links: making them, their QR codes, and ending them."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Final

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from camerasheet.sheet.crew import Action, Role
from camerasheet.sheet.errors import Malformed, NotFound
from camerasheet.storage.clock import utc_now
from camerasheet.storage.control import rules
from camerasheet.storage.control.links import Link
from camerasheet.web.access import Visit, in_show
from camerasheet.web.addresses import camera_label, join_url
from camerasheet.web.crew import parse_place, show_page
from camerasheet.web.forms import Form, address
from camerasheet.web.production import production

blueprint = Blueprint("links", __name__, url_prefix="/shows/<slug>/crew/links")

LASTS: Final = {
    # Not "until midnight": the server may not know which time zone the show is in.
    "tonight": timedelta(hours=18),
    "3-days": timedelta(days=3),
    "30-days": timedelta(days=30),
}

EVERY_CAMERA: Final = "operators"
"""In place of a role: an operator's link for each camera that has none."""

_LABELS: Final = {Role.VIEWER: "Viewers", Role.EDITOR: "Editors", Role.ADMIN: "Admins"}


def _of_show(visit: Visit, link_id: str) -> Link:
    """A link of this show. Raises ``NotFound`` for any other: one show's admin is not another's."""
    link = production().control.links.by_id(link_id)
    if link.show_id != visit.show.id:
        raise NotFound("There is no such link.")
    return link


@blueprint.post("")
@in_show(Action.MANAGE)
def create(visit: Visit) -> ResponseReturnValue:
    """Make a link, or one for every camera that has none."""
    form = Form.sent("place", "label", "lasts")
    if form["label"]:
        form.check("label", lambda text: rules.name(text, "A label"))
    if form["lasts"] not in LASTS:
        form.refuse("lasts", Malformed("Choose how long it lasts."))
    places = _places(visit, form)
    if not form.good:
        return show_page(visit, link=form), form.status
    ends = utc_now() + LASTS[form["lasts"]]
    for role, camera in places:
        _create(visit, role, camera, form["label"], ends)
    made = "1 link is" if len(places) == 1 else f"{len(places)} links are"
    flash(f"{made} ready." if places else "Every camera has a link already.")
    return redirect(url_for("crew.page", slug=visit.show.slug) + "#links")


def _places(visit: Visit, form: Form) -> list[tuple[Role, str | None]]:
    """The roles to make links for; what cannot be is refused in the form."""
    sheet = visit.sheet
    if form["place"] == EVERY_CAMERA:
        links = production().control.links.of_show(visit.show.id)
        have = {link.camera_id for link in links if link.role is Role.OPERATOR}
        if not sheet.camera_order:
            form.refuse("place", Malformed("There are no cameras on the sheet yet."))
        return [(Role.OPERATOR, camera) for camera in sheet.camera_order if camera not in have]
    try:
        return [parse_place(form["place"], sheet)]
    except Malformed as error:
        form.refuse("place", error)
        return []


def _create(visit: Visit, role: Role, camera: str | None, label: str, ends: datetime) -> None:
    fallback = _LABELS.get(role) or camera_label(visit.sheet.cameras[camera or ""])
    production().control.links.create(
        visit.show.id,
        role,
        label=label or fallback[: rules.NAME_MAX],
        camera_id=camera,
        expires_at=ends,
        by=visit.identity.who(address()),
    )


@blueprint.post("/<link>/revoke")
@in_show(Action.MANAGE)
def revoke(visit: Visit, link: str) -> ResponseReturnValue:
    """End a link; whoever came by it is disconnected at once. Raises ``NotFound``."""
    links = production().control.links
    ended = links.revoke(_of_show(visit, link).id, by=visit.identity.who(address()))
    flash(f"The link “{ended.label}” has ended, and whoever came by it is out.")
    return redirect(url_for("crew.page", slug=visit.show.slug) + "#links")


@blueprint.get("/<link>/qr.svg")
@in_show(Action.MANAGE)
def qr(visit: Visit, link: str) -> ResponseReturnValue:
    """The link's QR code, black on white whatever the page's colours. Raises ``NotFound``."""
    import segno  # only here: nobody waits for it at a start

    code = segno.make(join_url(_of_show(visit, link)), error="m", micro=False)
    picture = io.BytesIO()
    code.save(picture, kind="svg", border=4, dark="#000", light="#fff", omitsize=True)
    return Response(picture.getvalue(), mimetype="image/svg+xml")
