"""Ways into a show other than by its address: as the default one, and as the one of a job.

They ask for the same as :func:`camerasheet.web.access.in_show`, and tell strangers as little.
"""

from __future__ import annotations

import functools
from typing import Any

from flask.typing import ResponseReturnValue

from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import NotFound
from camerasheet.snapshots import Job
from camerasheet.web.access import Access, View, require_identity, visit
from camerasheet.web.production import production


def default_slug() -> str:
    """The address of the default show, or of the only one. Raises :class:`NotFound`."""
    shows = production().control.shows.list()
    wanted = production().settings.default_show
    chosen = [show for show in shows if show.slug == wanted] or shows
    if len(chosen) != 1:
        raise NotFound(
            "There is no default show: name one in CAMERASHEET_DEFAULT_SHOW, or use "
            "/api/shows/<show>/backups."
        )
    return chosen[0].slug


def in_default_show(view: View) -> View:
    """Admins of the default show only; the view gets their ``Visit``."""

    @functools.wraps(view)
    def wrapped(**arguments: Any) -> ResponseReturnValue:
        require_identity()
        return view(visit(default_slug(), Action.MANAGE), **arguments)

    wrapped.access = Access(somebody=True, action=Action.MANAGE)  # type: ignore[attr-defined]
    return wrapped


def _job(job_id: str) -> Job:
    """A job of a show that is in use. Raises :class:`NotFound`."""
    return production().snapshots.job(job_id)


def about_job(view: View) -> View:
    """Admins of the show that a job belongs to; the view gets their ``Visit`` and the ``Job``."""

    @functools.wraps(view)
    def wrapped(job_id: str, **arguments: Any) -> ResponseReturnValue:
        somebody = require_identity()
        job = _job(job_id)
        if somebody.person_in(job.show_id) is None:
            raise NotFound("There is no such job.")  # nor do they learn that there is
        slug = production().control.shows.by_id(job.show_id).slug
        return view(visit(slug, Action.MANAGE), job, **arguments)

    wrapped.access = Access(somebody=True, action=Action.MANAGE)  # type: ignore[attr-defined]
    return wrapped
