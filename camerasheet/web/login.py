"""Signing in and out, and the first admin's set-up link."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from camerasheet.sheet.errors import AlreadyExists, SignInNeeded
from camerasheet.storage.control import rules
from camerasheet.storage.control.identity import IdentityKind
from camerasheet.web.access import SESSION, identity, public
from camerasheet.web.forms import Form, address
from camerasheet.web.production import Production, production

blueprint = Blueprint("login", __name__)


def setup_url(place: Production, base: str) -> str | None:
    """A fresh set-up link to print in the terminal; None when there are accounts already.

    ``base`` is the address of the server, such as ``http://127.0.0.1:8000``. Needs no request.
    Any set-up link from before ends. Raises ``Trouble``.
    """
    secret = place.control.setup.issue()
    return None if secret is None else f"{base.rstrip('/')}/setup/{secret}"


def local_path(text: str) -> str:
    """``text`` if it is a path on this server, else ``/``: nobody is sent to another site."""
    # Browsers read a backslash as a slash, and drop tabs and line ends before they look.
    odd = not text.isprintable() or "\\" in text or not text.startswith("/")
    if odd or text.startswith("//"):
        return "/"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else text


def enter(secret: str) -> None:
    """Let this browser in by a session just opened; whatever it had before ends with its cookie.

    Nothing that stood in the cookie survives, so nobody can have put it there beforehand.
    """
    leave()
    session.permanent = True
    session[SESSION] = secret


def leave() -> None:
    """End this browser's session, if there is one, and forget its cookie."""
    secret, somebody = session.get(SESSION), identity()
    if isinstance(secret, str) and somebody is not None:
        production().control.sessions.close(secret, by=somebody.who(address()))
    session.clear()
    g.pop("identity", None)


@blueprint.get("/login")
@public
def form() -> ResponseReturnValue:
    """The form. Guests may sign in by account from here; who has, is sent on."""
    wanted = local_path(request.args.get("next", "/"))
    somebody = identity()
    if somebody is not None and somebody.kind is IdentityKind.ACCOUNT:
        return redirect(wanted)
    return _show(Form(login="", next=wanted))


@blueprint.post("/login")
@public
def submit() -> ResponseReturnValue:
    """Sign in, and go where one wanted to."""
    form = Form.sent("login", "next")
    control = production().control
    password = request.form.get("password", "")
    try:
        account = control.accounts.authenticate(form["login"], password, address=address())
        opened = control.sessions.open(account.id)
    except SignInNeeded as error:
        form.refuse("password", error)
        return _show(form)
    enter(opened.secret)
    return redirect(local_path(form["next"]))


def _show(form: Form) -> ResponseReturnValue:
    unused = production().control.accounts.count() == 0
    return render_template("login/page.html", form=form, unused=unused), form.status


@blueprint.post("/logout")
@public
def logout() -> ResponseReturnValue:
    """Sign out. Nothing happens for who is out already."""
    leave()
    return redirect("/login")


@blueprint.get("/setup/<secret>")
@public
def setup_form(secret: str) -> ResponseReturnValue:
    """The first admin's form. Raises ``Gone`` and ``Forbidden`` for a link that does not work."""
    production().control.setup.check(secret)
    return render_template("login/setup.html", form=Form(login="admin", name=""), secret=secret)


@blueprint.post("/setup/<secret>")
@public
def setup(secret: str) -> ResponseReturnValue:
    """Make the first admin, and sign them in. Raises as ``setup_form`` does."""
    control = production().control
    control.setup.check(secret)
    form = Form.sent("login", "name")
    form.check("login", rules.login)
    form.check("name", rules.name)
    password = form.new_password()
    if form.good:
        try:
            account = control.setup.claim(
                secret, form["login"], form["name"], password, address=address()
            )
        except AlreadyExists as error:
            form.refuse("login", error)
        else:
            enter(control.sessions.open(account.id).secret)
            return redirect("/")
    return render_template("login/setup.html", form=form, secret=secret), form.status
