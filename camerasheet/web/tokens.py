"""API tokens, for admins of the instance: how programs come in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import Malformed
from camerasheet.storage.control import rules
from camerasheet.storage.control.identity import Identity
from camerasheet.storage.control.shows import Show
from camerasheet.web.access import admin_only
from camerasheet.web.forms import Form, address, outside
from camerasheet.web.production import production

blueprint = Blueprint("tokens", __name__, url_prefix="/admin/tokens")


def _list(somebody: Identity, form: Form, **made: object) -> ResponseReturnValue:
    control = production().control
    shows = control.shows.list()
    page = render_template(
        "tokens/page.html",
        tokens=control.tokens.list(),
        shows=shows,
        titles={show.id: show.title for show in [*shows, *control.shows.list(archived=True)]},
        form=form,
        me=outside(somebody),
        nav="tokens",
        **made,
    )
    return page, form.status


def _empty() -> Form:
    return Form(name="", role=Role.VIEWER.value, show="", camera="")


@blueprint.get("")
@admin_only
def page(somebody: Identity) -> ResponseReturnValue:
    """Every token in use, and a form for one more."""
    return _list(somebody, _empty())


@blueprint.post("")
@admin_only
def create(somebody: Identity) -> ResponseReturnValue:
    """Make a token. The answer shows its secret, this once."""
    form = Form.sent("name", "role", "show", "camera")
    form.check("name", rules.name)
    role = form.choose_role()
    control = production().control
    shows = [show for show in control.shows.list() if show.id == form["show"]]
    show = shows[0] if shows else None
    if form["show"] and show is None:
        form.refuse("show", Malformed("That show is not in use any more."))
    camera = _camera(form, role, show)
    if not form.good:
        return _list(somebody, form)
    secret, token = control.tokens.create(
        form["name"],
        role,
        show_id=show.id if show else None,
        camera_id=camera,
        by=somebody.who(address()),
    )
    return _list(somebody, _empty(), made=token, secret=secret)


def _camera(form: Form, role: Role, show: Show | None) -> str | None:
    """The id of the camera that an operator's token runs, by its number in the show."""
    if role is not Role.OPERATOR:
        return None
    if show is None:
        form.refuse("show", Malformed("An operator runs a camera of one show: choose it."))
        return None
    cameras = production().desk(show.id).sheet.cameras.values()
    wanted = form["camera"].casefold()
    found = [camera.id for camera in cameras if camera.number.casefold() == wanted]
    if not found:
        form.refuse("camera", Malformed(f"There is no camera of that number in {show.title}."))
        return None
    return found[0]


@blueprint.post("/<token>/revoke")
@admin_only
def revoke(somebody: Identity, token: str) -> ResponseReturnValue:
    """End a token; the program that uses it is disconnected at once. Raises ``NotFound``."""
    ended = production().control.tokens.revoke(token, by=somebody.who(address()))
    flash(f"The token “{ended.name}” has ended.")
    return redirect(url_for("tokens.page"))
