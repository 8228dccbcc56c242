"""Coming in by a join link or its QR code: two taps, no account."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from camerasheet.sheet.crew import Person, Role
from camerasheet.sheet.errors import Malformed
from camerasheet.sheet.model import Camera
from camerasheet.storage.control import rules
from camerasheet.storage.control.identity import IdentityKind
from camerasheet.storage.control.links import Link
from camerasheet.storage.control.shows import Show
from camerasheet.web.access import identity, public
from camerasheet.web.forms import Form, address
from camerasheet.web.login import enter as let_in
from camerasheet.web.production import production

blueprint = Blueprint("join", __name__, url_prefix="/join")


def landing(show: Show, me: Person) -> str:
    """Where somebody begins in a show: who runs a camera on its card, all others on the sheet."""
    if me.role is Role.OPERATOR and me.camera is not None:
        return f"/shows/{show.slug}/camera/{me.camera}"
    return f"/shows/{show.slug}"


def _in_already(link: Link) -> Person | None:
    """Who is asking, if they need no new session for that link.

    Somebody with an account stays who they are; a guest may scan the same code again.
    """
    somebody = identity()
    me = somebody.person_in(link.show_id) if somebody else None
    if somebody is None or me is None:
        return None
    same = (me.role, me.camera) == (link.role, link.camera_id)
    return me if same or somebody.kind is IdentityKind.ACCOUNT else None


def _camera(link: Link) -> Camera | None:
    if link.camera_id is None:
        return None
    return production().desk(link.show_id).sheet.cameras.get(link.camera_id)


def _show(link: Link, show: Show, form: Form) -> ResponseReturnValue:
    page = render_template(
        "join/page.html", link=link, to=show, camera=_camera(link), form=form, show=None, me=None
    )
    return page, form.status


@blueprint.get("/<secret>")
@public
def form(secret: str) -> ResponseReturnValue:
    """Which show and role it is, and a field for one's name. Makes nothing: previews come here.

    Raises ``NotFound`` and ``Gone`` for a link that does not work.
    """
    control = production().control
    link = control.links.by_secret(secret)
    show = control.shows.by_id(link.show_id)
    me = _in_already(link)
    if me is not None:
        return redirect(landing(show, me))
    somebody = identity()
    return _show(link, show, Form(name=somebody.name if somebody else ""))


@blueprint.post("/<secret>")
@public
def enter(secret: str) -> ResponseReturnValue:
    """Come in under that name. Raises as ``form`` does."""
    control = production().control
    link = control.links.by_secret(secret)
    show = control.shows.by_id(link.show_id)
    me = _in_already(link)
    if me is not None:
        return redirect(landing(show, me))
    form = Form.sent("name")
    form.check("name", lambda text: rules.name(text, "Your name"))
    if not form.good:
        return _show(link, show, form)
    try:
        let_in(control.sessions.join(secret, form["name"], address=address()).secret)
    except Malformed as error:
        form.refuse("name", error)
        return _show(link, show, form)
    return redirect(landing(show, Person("", form["name"], link.role, link.camera_id)))
