"""The panel: what snapshots a show has, making one, when they are made by themselves, the drill."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import CamerasheetError, Malformed, Refusal
from camerasheet.snapshots import Job, JobState, Policy
from camerasheet.storage.clock import utc_now
from camerasheet.storage.control.identity import Who
from camerasheet.web.access import Visit, in_show
from camerasheet.web.errors import STATUSES, wants_json
from camerasheet.web.forms import Form, address
from camerasheet.web.production import production
from camerasheet.web.replica.panel import boxed
from camerasheet.web.snapshots import words
from camerasheet.web.snapshots.files import admit_large_files, sent_file
from camerasheet.web.snapshots.jobs import STEPS, ended, work_so_far
from camerasheet.web.snapshots.listed import listed
from camerasheet.web.snapshots.offsite import carried

blueprint = Blueprint("snapshots", __name__, url_prefix="/admin/shows/<slug>/snapshots")

blueprint.url_value_preprocessor(admit_large_files("snapshots.upload"))

TOLD = timedelta(hours=12)
"""For how long the panel says how the last job ended."""

NUMBERS = ("keep_last", "keep_hourly", "keep_daily", "keep_weekly")


def by(visit: Visit) -> Who:
    """Whoever asks, for the audit log."""
    return visit.identity.who(address())


def to_panel(visit: Visit) -> ResponseReturnValue:
    """Back to the panel."""
    return redirect(url_for("snapshots.page", slug=visit.show.slug))


def show_page(
    visit: Visit, *, create: Form | None = None, schedule: Form | None = None, upload: str = ""
) -> str:
    """The panel, with a form as it was sent when something in it is wrong."""
    snapshots, show = production().snapshots, visit.show.id
    # Before all else: a job that ends while the rest is read is shown as under way, and its part
    # of the page asks again. Read last, it would be neither under way nor ended.
    running, on_its_way = snapshots.running(show), carried(visit)
    jobs = snapshots.jobs(show)
    return render_template(
        "snapshots/page.html",
        **listed(visit),
        carried=on_its_way,
        drill=snapshots.last_drill(show),
        running=running,
        latest=_told(jobs),
        jobs=work_so_far(jobs),
        create_form=create or Form(name="", note="", pinned=""),
        schedule_form=schedule or _schedule_form(snapshots.policy(show)),
        upload_wrong=upload,
        **boxed(visit),
        ended=ended,
        steps=STEPS,
        nav="snapshots",
    )


def _told(jobs: list[Job]) -> Job | None:
    """The last job, while people may still want to undo it or have to know that it failed."""
    told = (job for job in jobs if job.kind.changes_the_show or job.state is JobState.FAILED)
    last = next(told, None)
    if last is None or last.finished is None or utc_now() - last.finished > TOLD:
        return None
    return last


@blueprint.get("")
@in_show(Action.MANAGE)
def page(visit: Visit) -> ResponseReturnValue:
    """Every snapshot, what is under way, the schedule, the drill"""
    return show_page(visit)


@blueprint.post("")
@in_show(Action.MANAGE)
def create(visit: Visit) -> ResponseReturnValue:
    """Make a snapshot now"""
    form = Form.sent("name", "note", "pinned")
    try:
        made = production().snapshots.create(
            visit.show.id,
            by=by(visit),
            name=form["name"],
            note=form["note"],
            pinned=form["pinned"] == "1",
        )
    except Refusal as error:
        form.refuse("name", error)
        return show_page(visit, create=form), form.status
    flash(f"“{words.title(made)}” is made: {made.cues} cues, {words.size(made.size)}.")
    return to_panel(visit)


@blueprint.post("/upload")
@in_show(Action.MANAGE)
def upload(visit: Visit) -> ResponseReturnValue:
    """Take in a snapshot file from elsewhere, once it is found sound"""
    try:
        name, stream = sent_file()
        made = production().snapshots.upload(visit.show.id, name, stream, by=by(visit))
    except Refusal as error:
        if wants_json():
            raise
        return show_page(visit, upload=error.message), STATUSES[error.code]
    flash(f"“{words.title(made)}” is here: {made.cues} cues, {words.size(made.size)}.")
    return to_panel(visit)


def _schedule_form(policy: Policy) -> Form:
    every = policy.every_minutes
    hours = every % 60 == 0
    return Form(
        on="1" if policy.on else "",
        every=str(every // 60 if hours else every),
        unit="hours" if hours else "minutes",
        drill="1" if policy.drill_hours else "",
        **{name: str(getattr(policy, name)) for name in NUMBERS},
    )


def _number(form: Form, name: str) -> int:
    text = form[name]
    if not text.isdecimal() or len(text) > 6:
        form.refuse(name, Malformed("A whole number."))
        return 1
    return int(text)


def _chosen_policy(form: Form, now: Policy) -> Policy:
    every = _number(form, "every") * (60 if form["unit"] == "hours" else 1)
    numbers = {name: _number(form, name) for name in NUMBERS}
    drills = (now.drill_hours or Policy().drill_hours) if form["drill"] == "1" else 0
    return replace(now, on=form["on"] == "1", every_minutes=every, drill_hours=drills, **numbers)


@blueprint.post("/schedule")
@in_show(Action.MANAGE)
def schedule(visit: Visit) -> ResponseReturnValue:
    """When snapshots are made by themselves, which of them stay, and the drill"""
    form = Form.sent("on", "every", "unit", "drill", *NUMBERS)
    snapshots = production().snapshots
    policy = _chosen_policy(form, snapshots.policy(visit.show.id))
    if form.good:
        try:
            snapshots.set_policy(visit.show.id, policy, by=by(visit))
        except Malformed as error:
            field = str(error.details.get("field", "every"))
            form.refuse(field if field in NUMBERS else "every", _in_words(error))
    if not form.good:
        return show_page(visit, schedule=form), form.status
    flash("The schedule is saved.")
    return to_panel(visit)


def _in_words(error: CamerasheetError) -> CamerasheetError:
    """The refusal of a number without the name that only programs know it by."""
    return Malformed(error.message.partition(" must be ")[2].capitalize() or error.message)


@blueprint.post("/drill")
@in_show(Action.MANAGE)
def drill(visit: Visit) -> ResponseReturnValue:
    """Restore the newest snapshot elsewhere, now, and see whether it comes out equal"""
    try:
        result = production().snapshots.drill(visit.show.id, by=by(visit))
    except Refusal as error:
        flash(error.message)
        return to_panel(visit)
    if result.ok:
        flash(f"The drill held: {result.filename} was restored elsewhere and came out equal.")
    return to_panel(visit)
