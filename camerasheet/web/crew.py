"""Who may come into a show: its page for admins, the guests who are in, and roles of accounts."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from camerasheet.sheet.crew import Action, Role
from camerasheet.sheet.errors import CamerasheetError, Malformed, NotFound
from camerasheet.sheet.model import Camera, Sheet
from camerasheet.storage.control.accounts import Account
from camerasheet.storage.control.grants import Grant
from camerasheet.storage.control.links import Link
from camerasheet.storage.control.sessions import Guest
from camerasheet.web.access import Visit, in_show
from camerasheet.web.addresses import base_url, is_only_here, join_url
from camerasheet.web.forms import Form, address
from camerasheet.web.production import production

blueprint = Blueprint("crew", __name__, url_prefix="/shows/<slug>/crew")


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link as the page shows it."""

    link: Link
    url: str
    camera: Camera | None
    guests: list[Guest]


@dataclass(frozen=True, slots=True)
class ShownGrant:
    """An account's role in the show as the page shows it."""

    grant: Grant
    account: Account
    camera: Camera | None


def parse_place(text: str, sheet: Sheet) -> tuple[Role, str | None]:
    """A role as the forms send it: ``editor``, or ``operator:<camera>``. Raises Malformed."""
    name, _, camera = text.partition(":")
    if name == Role.OPERATOR.value:
        if camera not in sheet.cameras:
            raise Malformed("Choose the camera that they run.")
        return Role.OPERATOR, camera
    if camera or name not in set(Role):
        raise Malformed("Choose a role.")
    return Role(name), None


def show_page(visit: Visit, *, link: Form | None = None, grant: Form | None = None) -> str:
    """The page, with the forms as they were sent when something in them is wrong."""
    control, cameras = production().control, visit.sheet.cameras
    guests = control.sessions.guests_of(visit.show.id)
    order = {camera: place for place, camera in enumerate(visit.sheet.camera_order)}

    def place_in_line(link: Link) -> tuple[bool, int, Role]:
        """As one hands them out: the cameras as on the sheet, then the others by role."""
        return link.camera_id is None, order.get(link.camera_id or "", len(order)), link.role

    links = [
        ShownLink(
            each,
            join_url(each),
            cameras.get(each.camera_id or ""),
            [guest for guest in guests if guest.link_id == each.id],
        )
        for each in sorted(control.links.of_show(visit.show.id), key=place_in_line)
    ]
    return render_template(
        "crew/page.html",
        cameras=visit.sheet.cameras_in_order(),
        links=links,
        guests=[(guest, cameras.get(guest.camera_id or "")) for guest in guests],
        grants=_grants(visit),
        # Logins are for admins of the instance; a show's admin types the ones they know.
        accounts=control.accounts.list() if visit.identity.is_admin else [],
        link_form=link or Form(place="", label="", lasts="tonight"),
        grant_form=grant or Form(login="", place=""),
        base=base_url(),
        only_here=is_only_here(),
        nav="crew",
    )


def _grants(visit: Visit) -> list[ShownGrant]:
    control, cameras = production().control, visit.sheet.cameras
    return [
        ShownGrant(
            grant, control.accounts.by_id(grant.account_id), cameras.get(grant.camera_id or "")
        )
        for grant in control.grants.of_show(visit.show.id)
    ]


@blueprint.get("")
@in_show(Action.MANAGE)
def page(visit: Visit) -> ResponseReturnValue:
    """Links, guests and roles."""
    return show_page(visit)


@blueprint.post("/guests/<guest>/remove")
@in_show(Action.MANAGE)
def remove_guest(visit: Visit, guest: str) -> ResponseReturnValue:
    """Send a guest out, at once. Raises ``NotFound`` for one who is not in this show."""
    sessions = production().control.sessions
    found = next((each for each in sessions.guests_of(visit.show.id) if each.id == guest), None)
    if found is None:
        raise NotFound("There is no such guest any more.")
    sessions.remove_guest(guest, by=visit.identity.who(address()))
    flash(f"{found.name} is out. To keep them out, end the link they came by.")
    return redirect(url_for("crew.page", slug=visit.show.slug))


@blueprint.post("/roles")
@in_show(Action.MANAGE)
def set_role(visit: Visit) -> ResponseReturnValue:
    """Give an account a role in this show."""
    control = production().control
    form = Form.sent("login", "place")
    account = None
    try:
        account = control.accounts.by_login(form["login"])
    except CamerasheetError as error:
        form.refuse("login", error)
    try:
        role, camera = parse_place(form["place"], visit.sheet)
    except Malformed as error:
        form.refuse("place", error)
    if account is None or not form.good:
        return show_page(visit, grant=form), form.status
    who = visit.identity.who(address())
    control.grants.set(account.id, visit.show.id, role, camera, by=who)
    flash(f"{account.name} is {role.value} in this show.")
    return redirect(url_for("crew.page", slug=visit.show.slug) + "#roles")


@blueprint.post("/roles/<account>/remove")
@in_show(Action.MANAGE)
def remove_role(visit: Visit, account: str) -> ResponseReturnValue:
    """Back to the account's own role. Raises ``NotFound`` when it had none in this show."""
    who = visit.identity.who(address())
    production().control.grants.remove(account, visit.show.id, by=who)
    flash("They are back to the role of their account.")
    return redirect(url_for("crew.page", slug=visit.show.slug) + "#roles")
