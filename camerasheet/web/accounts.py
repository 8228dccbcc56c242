"""Accounts, for admins of the instance: who has one, in which role, and whether it works."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import AlreadyExists, CamerasheetError, Forbidden, Malformed
from camerasheet.storage.control import rules
from camerasheet.storage.control.identity import Identity
from camerasheet.web.access import admin_only
from camerasheet.web.forms import Form, address, outside
from camerasheet.web.production import production

blueprint = Blueprint("accounts", __name__, url_prefix="/admin/accounts")

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for another when read aloud


def generated_password() -> str:
    """A password to read out or write down: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _typed_or_generated(form: Form) -> str:
    typed = request.form.get("password", "")
    if not typed:
        return generated_password()
    try:
        return rules.password(typed)
    except Malformed as error:
        form.refuse("password", error)
        return ""


def _list(somebody: Identity, form: Form, **made: object) -> ResponseReturnValue:
    page = render_template(
        "accounts/page.html",
        accounts=production().control.accounts.list(),
        form=form,
        me=outside(somebody),
        nav="accounts",
        **made,
    )
    return page, form.status


@blueprint.get("")
@admin_only
def page(somebody: Identity) -> ResponseReturnValue:
    """Everybody who has an account, and a form for one more."""
    return _list(somebody, _empty())


def _empty() -> Form:
    return Form(login="", name="", role=Role.EDITOR.value)


@blueprint.post("")
@admin_only
def create(somebody: Identity) -> ResponseReturnValue:
    """Make an account. The answer shows its password, this once."""
    form = Form.sent("login", "name", "role")
    form.check("login", rules.login)
    form.check("name", rules.name)
    role = form.choose_role()
    password = _typed_or_generated(form)
    if not form.good:
        return _list(somebody, form)
    accounts = production().control.accounts
    try:
        account = accounts.create(
            form["login"], form["name"], password, role, by=somebody.who(address())
        )
    except AlreadyExists as error:
        form.refuse("login", error)
        return _list(somebody, form)
    return _list(somebody, _empty(), made=account, password=password)


@blueprint.get("/<account>")
@admin_only
def one(somebody: Identity, account: str) -> ResponseReturnValue:
    """One account and what can be done with it. Raises ``NotFound``."""
    found = production().control.accounts.by_id(account)
    return _one(somebody, account, Form(name=found.name, role=found.role.value))


def _one(somebody: Identity, account: str, form: Form, **made: object) -> ResponseReturnValue:
    control = production().control
    shows = {show.id: show for show in control.shows.list()}
    page = render_template(
        "accounts/one.html",
        account=control.accounts.by_id(account),
        own=somebody.id == f"account:{account}",
        places=[
            (shows[grant.show_id], grant)
            for grant in control.grants.of_account(account)
            if grant.show_id in shows
        ],
        form=form,
        me=outside(somebody),
        nav="accounts",
        **made,
    )
    return page, form.status


@blueprint.post("/<account>")
@admin_only
def change(somebody: Identity, account: str) -> ResponseReturnValue:
    """Change its name and role. Raises ``NotFound``."""
    accounts = production().control.accounts
    before = accounts.by_id(account)
    form = Form.sent("name", "role")
    form.check("name", rules.name)
    role = form.choose_role()
    who = somebody.who(address())
    try:
        # The role first: it is what can be refused.
        if form.good and role is not before.role:
            accounts.change_role(account, role, by=who)
        if form.good and form["name"] != before.name:
            accounts.rename(account, form["name"], by=who)
    except Forbidden as error:
        form.refuse("role", error)
    if not form.good:
        return _one(somebody, account, form)
    flash("Saved.")
    return redirect(url_for("accounts.one", account=account))


@blueprint.post("/<account>/password")
@admin_only
def reset_password(somebody: Identity, account: str) -> ResponseReturnValue:
    """Give it another password, shown this once, and end its sessions. Raises ``NotFound``."""
    accounts = production().control.accounts
    found = accounts.by_id(account)
    form = Form(name=found.name, role=found.role.value)
    password = _typed_or_generated(form)
    if not form.good:
        return _one(somebody, account, form)
    accounts.change_password(
        account, password, by=somebody.who(address()), keep=somebody.credential
    )
    return _one(somebody, account, form, password=password)


@blueprint.post("/<account>/sign-out")
@admin_only
def sign_out(somebody: Identity, account: str) -> ResponseReturnValue:
    """End all of its sessions (but for one's own, now). Raises ``NotFound``."""
    sessions = production().control.sessions
    who = somebody.who(address())
    ended = sessions.revoke_account(account, by=who, keep=somebody.credential)
    flash(f"Signed out on {ended} {'device' if ended == 1 else 'devices'}.")
    return redirect(url_for("accounts.one", account=account))


@blueprint.post("/<account>/disable")
@admin_only
def disable(somebody: Identity, account: str) -> ResponseReturnValue:
    """Lock it out at once; the last admin and oneself stay. Raises ``NotFound``."""
    accounts = production().control.accounts
    try:
        if somebody.id == f"account:{account}":
            raise Forbidden("You cannot disable your own account. Ask another admin.")
        accounts.disable(account, by=somebody.who(address()))
    except Forbidden as error:
        return _refused(somebody, account, error)
    flash("Disabled, and signed out everywhere.")
    return redirect(url_for("accounts.one", account=account))


def _refused(somebody: Identity, account: str, error: CamerasheetError) -> ResponseReturnValue:
    found = production().control.accounts.by_id(account)
    form = Form(name=found.name, role=found.role.value)
    form.refuse("disable", error)
    return _one(somebody, account, form)


@blueprint.post("/<account>/enable")
@admin_only
def enable(somebody: Identity, account: str) -> ResponseReturnValue:
    """Let it sign in again. Raises ``NotFound``."""
    production().control.accounts.enable(account, by=somebody.who(address()))
    flash("They may sign in again.")
    return redirect(url_for("accounts.one", account=account))
