"""Everybody's own account: its password, and where it is signed in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from camerasheet.sheet.errors import Forbidden
from camerasheet.storage.control.accounts import Account
from camerasheet.storage.control.identity import Identity, IdentityKind
from camerasheet.web.access import signed_in
from camerasheet.web.forms import Form, address, outside
from camerasheet.web.production import production

blueprint = Blueprint("account", __name__, url_prefix="/account")


def _own(somebody: Identity) -> Account:
    """Their account. Raises :class:`Forbidden` for guests and programs, who have none."""
    if somebody.kind is not IdentityKind.ACCOUNT:
        raise Forbidden("You came without an account, so there is no password to change.")
    return production().control.accounts.by_id(somebody.id.removeprefix("account:"))


def _show(somebody: Identity, form: Form) -> ResponseReturnValue:
    account = _own(somebody) if somebody.kind is IdentityKind.ACCOUNT else None
    page = render_template(
        "account/page.html", account=account, form=form, me=outside(somebody), nav="account"
    )
    return page, form.status


@blueprint.get("")
@signed_in
def page(somebody: Identity) -> ResponseReturnValue:
    """Who one is here."""
    return _show(somebody, Form())


@blueprint.post("/password")
@signed_in
def change_password(somebody: Identity) -> ResponseReturnValue:
    """Change one's own password, which ends one's sessions everywhere else."""
    account = _own(somebody)
    accounts = production().control.accounts
    form = Form()
    if not accounts.check_password(account.id, request.form.get("current", "")):
        form.refuse("current", Forbidden("That is not your password now."))
    password = form.new_password() if form.good else ""
    if not form.good:
        return _show(somebody, form)
    who = somebody.who(address())
    accounts.change_password(account.id, password, by=who, keep=somebody.credential)
    flash("Your password is changed. Every other device was signed out.")
    return redirect(url_for("account.page"))


@blueprint.post("/sign-out-elsewhere")
@signed_in
def sign_out_elsewhere(somebody: Identity) -> ResponseReturnValue:
    """End all of one's sessions but this one."""
    account = _own(somebody)
    sessions = production().control.sessions
    who = somebody.who(address())
    ended = sessions.revoke_account(account.id, by=who, keep=somebody.credential)
    flash(f"Signed out on {ended} other {'device' if ended == 1 else 'devices'}.")
    return redirect(url_for("account.page"))
