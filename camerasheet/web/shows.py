"""The shows there are: which one opens, and making, renaming, archiving and reopening them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from camerasheet.sheet.errors import AlreadyExists, Malformed
from camerasheet.storage.control import rules
from camerasheet.storage.control.identity import Identity
from camerasheet.storage.control.shows import Show
from camerasheet.web.access import admin_only, signed_in
from camerasheet.web.forms import Form, address, outside
from camerasheet.web.join import landing
from camerasheet.web.production import production

blueprint = Blueprint("shows", __name__)


def readable(somebody: Identity, *, archived: bool = False) -> list[Show]:
    """The shows that somebody may read, newest first."""
    shows = production().control.shows.list(archived=archived)
    return [show for show in reversed(shows) if somebody.person_in(show.id) is not None]


def free_slug(title: str) -> str:
    """An address made from a title, one that is not taken: ``spring-gala``, ``spring-gala-2``."""
    shows = production().control.shows
    taken = {show.slug for show in [*shows.list(), *shows.list(archived=True)]}
    base = wanted = rules.suggested_slug(title)
    number = 2
    while wanted in taken:
        ending = f"-{number}"
        wanted = base[: rules.SLUG_MAX - len(ending)].rstrip("-") + ending
        number += 1
    return wanted


@blueprint.get("/")
@signed_in
def home(somebody: Identity) -> ResponseReturnValue:
    """The default show, else the only one, else the list."""
    shows = readable(somebody)
    default = production().settings.default_show
    chosen = [show for show in shows if show.slug == default] or shows
    me = somebody.person_in(chosen[0].id) if len(chosen) == 1 else None
    return redirect(landing(chosen[0], me) if me else url_for("shows.list"))


@blueprint.get("/shows", endpoint="list")
@signed_in
def list_shows(somebody: Identity) -> ResponseReturnValue:
    """Every show that one may read; for admins the archived ones too."""
    shows = readable(somebody)
    people = {show.id: somebody.person_in(show.id) for show in shows}
    archived = readable(somebody, archived=True) if somebody.is_admin else []
    return render_template(
        "shows/page.html",
        shows=shows,
        people=people,
        archived=archived,
        me=outside(somebody),
        nav="shows",
    )


@blueprint.get("/shows/new")
@admin_only
def new(somebody: Identity) -> ResponseReturnValue:
    """The form for a new show."""
    return _new(somebody, Form(title="", slug=""))


def _new(somebody: Identity, form: Form) -> ResponseReturnValue:
    page = render_template("shows/new.html", form=form, me=outside(somebody), nav="shows")
    return page, form.status


@blueprint.post("/shows")
@admin_only
def create(somebody: Identity) -> ResponseReturnValue:
    """Make a show, and open its sheet."""
    form = Form.sent("title", "slug")
    form.check("title", rules.title)
    slug = form["slug"] or free_slug(form["title"])
    try:
        rules.slug(slug)
        if form.good:
            show = production().create_show(slug, form["title"], by=somebody, address=address())
            return redirect(f"/shows/{show.slug}")
    except (Malformed, AlreadyExists) as error:
        form.refuse("slug", error)
    return _new(somebody, form)


@blueprint.get("/shows/<slug>/settings")
@admin_only
def settings(somebody: Identity, slug: str) -> ResponseReturnValue:
    """A show's title and address, archived or not. Raises ``NotFound``."""
    show = production().control.shows.by_slug(slug)
    return _settings(somebody, show, Form(title=show.title, slug=show.slug))


def _settings(somebody: Identity, record: Show, form: Form) -> ResponseReturnValue:
    page = render_template(
        "shows/settings.html",
        record=record,
        form=form,
        me=outside(somebody),
        show=record if record.archived_at is None else None,
        nav="settings",
    )
    return page, form.status


@blueprint.post("/shows/<slug>/settings")
@admin_only
def rename(somebody: Identity, slug: str) -> ResponseReturnValue:
    """Give a show another title or address. Raises ``NotFound``."""
    shows = production().control.shows
    show = shows.by_slug(slug)
    form = Form.sent("title", "slug")
    form.check("title", rules.title)
    form.check("slug", rules.slug)
    if form.good:
        who = somebody.who(address())
        try:
            renamed = shows.rename(show.id, slug=form["slug"], title=form["title"], by=who)
        except AlreadyExists as error:
            form.refuse("slug", error)
        else:
            flash("Saved.")
            return redirect(url_for("shows.settings", slug=renamed.slug))
    return _settings(somebody, show, form)


@blueprint.post("/shows/<slug>/archive")
@admin_only
def archive(somebody: Identity, slug: str) -> ResponseReturnValue:
    """Put a show away; everybody in it is disconnected. Raises ``NotFound``."""
    shows = production().control.shows
    show = shows.archive(shows.by_slug(slug).id, by=somebody.who(address()))
    flash(f"“{show.title}” is archived. Nothing of it is lost: reopen it below.")
    return redirect(url_for("shows.list"))


@blueprint.post("/shows/<slug>/reopen")
@admin_only
def reopen(somebody: Identity, slug: str) -> ResponseReturnValue:
    """Bring an archived show back. Raises ``NotFound``."""
    shows = production().control.shows
    show = shows.reopen(shows.by_slug(slug).id, by=somebody.who(address()))
    flash(f"“{show.title}” is back.")
    return redirect(url_for("shows.list"))
