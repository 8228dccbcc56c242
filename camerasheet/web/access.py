"""Who may open which route. Every route says so, or the app does not start.

A view is wrapped by exactly one of these. The wrapper looks up who is asking at this moment, and
hands the view what it needs: nobody reads a show's data without having gone through here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, session
from flask.typing import ResponseReturnValue

from camerasheet.desk import Desk
from camerasheet.sheet.crew import Action, Person
from camerasheet.sheet.errors import Forbidden, Gone, NotFound, SignInNeeded
from camerasheet.sheet.model import Sheet
from camerasheet.storage.control.identity import Identity
from camerasheet.storage.control.shows import Show
from camerasheet.web.production import Production, production

SESSION = "session"
"""The name, in Flask's signed cookie, of our own session's secret."""

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class Access:
    """What a route asks for: nothing (public), somebody, an admin, or an action in its show."""

    somebody: bool = False
    admin: bool = False
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A request to one show by somebody who may make it."""

    show: Show
    me: Person
    identity: Identity
    desk: Desk

    @property
    def sheet(self) -> Sheet:
        """The show's sheet as last committed. Read it once: the next look may find another."""
        return self.desk.sheet


def identity() -> Identity | None:
    """Who is asking: by an ``Authorization: Bearer`` token, else by their session."""
    if "identity" not in g:
        g.identity = _find_identity()
    found: Identity | None = g.identity
    return found


def bearer() -> str | None:
    """The token of this request's ``Authorization`` header, or None."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _find_identity() -> Identity | None:
    identities = production().control.identities
    token = bearer()
    if token is not None:
        return identities.of_token(token)
    secret = session.get(SESSION)
    return identities.of_session(secret) if isinstance(secret, str) else None


def require_identity() -> Identity:
    """Who is asking. Raises :class:`SignInNeeded`."""
    found = identity()
    if found is None:
        if bearer() is not None:
            raise SignInNeeded("This token is not valid, or was revoked.")
        raise SignInNeeded("Sign in first, or open the link you were given.")
    return found


def visit(slug: str, action: Action) -> Visit:
    """The visit of whoever is asking to a show. Raises SignInNeeded, NotFound, Forbidden, Gone."""
    somebody = require_identity()
    show = production().control.shows.by_slug(slug)
    me = somebody.person_in(show.id)
    if me is None:
        raise NotFound("There is no show at this address.")  # nor do they learn that there is
    if show.archived_at is not None:
        raise Gone("This show is archived. An admin can bring it back.")
    if not me.may(action, me.camera):
        raise Forbidden(f"As {me.role.value} you may not do that.")
    g.visit = Visit(show, me, somebody, production().desk(show.id))
    found: Visit = g.visit
    return found


def who_now(place: Production, known: Identity, show_id: str) -> Callable[[], Person]:
    """A look-up, for any thread, of who somebody is in a show at the moment it is called.

    It raises :class:`SignInNeeded` for whoever has lost their access since.
    """

    def now() -> Person:
        again = place.control.identities.again(known)
        person = again.person_in(show_id) if again is not None else None
        if person is None:
            raise SignInNeeded("You are no longer signed in to this show.")
        return person

    return now


def _marked(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Anybody may open this route."""
    return _marked(view, Access())


def signed_in(view: View) -> View:
    """Anybody who is signed in may; the view gets their :class:`Identity` first."""

    @functools.wraps(view)
    def wrapped(**arguments: Any) -> ResponseReturnValue:
        return view(require_identity(), **arguments)

    return _marked(wrapped, Access(somebody=True))


def admin_only(view: View) -> View:
    """Only an admin of the instance may; the view gets their :class:`Identity` first."""

    @functools.wraps(view)
    def wrapped(**arguments: Any) -> ResponseReturnValue:
        somebody = require_identity()
        if not somebody.is_admin:
            raise Forbidden("Only an admin may do that.")
        return view(somebody, **arguments)

    return _marked(wrapped, Access(somebody=True, admin=True))


def in_show(action: Action) -> Callable[[View], View]:
    """Whoever may do ``action`` in the show whose ``slug`` is in the URL; the view gets a Visit."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapped(slug: str, **arguments: Any) -> ResponseReturnValue:
            return view(visit(slug, action), **arguments)

        return _marked(wrapped, Access(somebody=True, action=action))

    return decorate


def access_of(app: Flask, endpoint: str) -> Access:
    """What a route asks for. Raises LookupError for one that does not say."""
    view: Any = app.view_functions[endpoint]
    found = getattr(view, "access", None)
    if not isinstance(found, Access):
        raise LookupError(f"the route {endpoint} does not say who may open it")  # noqa: TRY004
    return found


def check_every_route(app: Flask) -> None:
    """Raises LookupError when any route does not say who may open it."""
    for rule in app.url_map.iter_rules():
        access_of(app, rule.endpoint)
