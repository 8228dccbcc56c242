"""Every route of the app: who may come in, and a request of each that a real client would make.

A new route belongs in ``ROUTES``; ``test_access.py`` fails until it is there.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.web.crew import PASSWORD
from tests.web.world import World

NOBODY = frozenset({"nobody", "guest whose link ended", "revoked token"})
STRANGERS = frozenset({"guest of another show", "token of another show"})

ADMINS = frozenset({"admin", "admin token for all"})
MANAGERS = ADMINS | {"show admin", "admin token"}
PLANNERS = MANAGERS | {"editor", "editor token"}
READERS = PLANNERS | {"viewer", "operator", "viewer token", "operator token"}
ANYBODY = READERS | STRANGERS
EVERYBODY = ANYBODY | NOBODY
HOLDERS = frozenset({"viewer", "editor", "admin"})
"""Those with an account, who have a password."""


@dataclass(frozen=True)
class Ask:
    """A request: where to, and what with. ``data`` is a form, ``json`` an API's body."""

    url: str
    data: dict[str, Any] | None = None
    json: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)


Make = Callable[[World, str], Ask | str]


@dataclass(frozen=True)
class Route:
    """A line of the table. ``ok`` is what whoever may is answered; None: only refusals are tried.

    ``make`` gets the world and the id of who asks.
    """

    endpoint: str
    method: str
    allowed: frozenset[str]
    make: Make
    ok: int | None = 200


def get(endpoint: str, allowed: frozenset[str], make: Make, ok: int | None = 200) -> Route:
    """A line for reading."""
    return Route(endpoint, "GET", allowed, make, ok)


def post(endpoint: str, allowed: frozenset[str], make: Make, ok: int | None = 302) -> Route:
    """A line for doing."""
    return Route(endpoint, "POST", allowed, make, ok)


def _importing(w: World, who: str) -> Ask:
    upload = w.upload(who)
    return Ask(f"{w.at}/import/{upload}", {"expected": "x"})


def _file(w: World) -> dict[str, Any]:
    return {"file": (io.BytesIO(f"Cue,Title\n{next(w.numbers) + 500},A\n".encode()), "a.csv")}


def _undoing(w: World) -> str:
    seq = w.crew.edit(w.show, kind="add_cue", title="Brief")
    return f"{w.at}/import/undo/{seq}"


PLAN = {
    "every": "2",
    "unit": "hours",
    **dict.fromkeys(("keep_last", "keep_hourly", "keep_daily", "keep_weekly"), "5"),
}
"""A schedule that has snapshots made by nobody."""

PEOPLE = [
    get("shows.home", ANYBODY, lambda w, _: "/", 302),
    get("shows.list", ANYBODY, lambda w, _: "/shows"),
    get("shows.new", ADMINS, lambda w, _: "/shows/new"),
    post("shows.create", ADMINS, lambda w, _: Ask("/shows", {"title": f"N {next(w.numbers)}"})),
    get("shows.settings", ADMINS, lambda w, _: f"{w.at}/settings"),
    post(
        "shows.rename",
        ADMINS,
        lambda w, _: Ask(f"{w.at}/settings", {"title": "Gala", "slug": w.show.slug}),
    ),
    post("shows.archive", ADMINS, lambda w, _: f"/shows/{w.new_show().slug}/archive"),
    post("shows.reopen", ADMINS, lambda w, _: f"/shows/{w.new_show().slug}/reopen"),
    get("login.form", EVERYBODY, lambda w, _: "/login", None),  # see test_login.py
    post(
        "login.submit",
        EVERYBODY,
        lambda w, _: Ask("/login", {"login": "viewer", "password": PASSWORD, "next": "/"}),
    ),
    post("login.logout", EVERYBODY, lambda w, _: "/logout"),
    get("login.setup_form", EVERYBODY, lambda w, _: "/setup/any", 410),  # there are accounts
    post("login.setup", EVERYBODY, lambda w, _: "/setup/any", 410),
    get("join.form", EVERYBODY, lambda w, _: f"/join/{w.new_link().secret}", None),
    post("join.enter", EVERYBODY, lambda w, _: Ask(f"/join/{w.new_link().secret}", {"name": "Z"})),
    get("account.page", ANYBODY, lambda w, _: "/account"),
    post(
        "account.change_password",
        HOLDERS,
        lambda w, _: Ask(
            "/account/password", {"current": PASSWORD, "password": PASSWORD, "again": PASSWORD}
        ),
    ),
    post("account.sign_out_elsewhere", HOLDERS, lambda w, _: "/account/sign-out-elsewhere"),
    get("crew.page", MANAGERS, lambda w, _: f"{w.at}/crew"),
    post("crew.remove_guest", MANAGERS, lambda w, _: f"{w.at}/crew/guests/{w.new_guest()}/remove"),
    post(
        "crew.set_role",
        MANAGERS,
        lambda w, _: Ask(f"{w.at}/crew/roles", {"login": "admin", "place": "viewer"}),
    ),
    post("crew.remove_role", MANAGERS, lambda w, _: f"{w.at}/crew/roles/{w.granted()}/remove"),
    post(
        "links.create",
        MANAGERS,
        lambda w, _: Ask(f"{w.at}/crew/links", {"place": "viewer", "lasts": "tonight"}),
    ),
    post("links.revoke", MANAGERS, lambda w, _: f"{w.at}/crew/links/{w.new_link().id}/revoke"),
    get("links.qr", MANAGERS, lambda w, _: f"{w.at}/crew/links/{w.new_link().id}/qr.svg"),
    get("accounts.page", ADMINS, lambda w, _: "/admin/accounts"),
    post(
        "accounts.create",
        ADMINS,
        lambda w, _: Ask(
            "/admin/accounts", {"login": f"n{next(w.numbers)}", "name": "N", "role": "viewer"}
        ),
        200,
    ),
    get("accounts.one", ADMINS, lambda w, _: f"/admin/accounts/{w.new_account()}"),
    post(
        "accounts.change",
        ADMINS,
        lambda w, _: Ask(f"/admin/accounts/{w.new_account()}", {"name": "N", "role": "editor"}),
    ),
    post(
        "accounts.reset_password",
        ADMINS,
        lambda w, _: f"/admin/accounts/{w.new_account()}/password",
        200,
    ),
    post("accounts.sign_out", ADMINS, lambda w, _: f"/admin/accounts/{w.new_account()}/sign-out"),
    post("accounts.disable", ADMINS, lambda w, _: f"/admin/accounts/{w.new_account()}/disable"),
    post("accounts.enable", ADMINS, lambda w, _: f"/admin/accounts/{w.new_account()}/enable"),
    get("tokens.page", ADMINS, lambda w, _: "/admin/tokens"),
    post(
        "tokens.create",
        ADMINS,
        lambda w, _: Ask("/admin/tokens", {"name": "N", "role": "viewer"}),
        200,
    ),
    post("tokens.revoke", ADMINS, lambda w, _: f"/admin/tokens/{w.new_token()}/revoke"),
    get("audit.page", ADMINS, lambda w, _: "/admin/audit"),
    get("audit.export", ADMINS, lambda w, _: "/admin/audit.csv"),
]

SHEET = [
    get("sheet.page", READERS, lambda w, _: w.at),
    get("sheet.vocabulary", READERS, lambda w, _: f"{w.at}/vocabulary"),
    get(
        "sheet.cell_editor",
        READERS,
        lambda w, _: f"{w.at}/cues/{w.cue}/cameras/{w.camera}/editor",
    ),
    get("sheet.cue_editor", READERS, lambda w, _: f"{w.at}/cues/{w.cue}/editor"),
    get("sheet.camera_editor", READERS, lambda w, _: f"{w.at}/cameras/{w.camera}/editor"),
    get("sheet.renumber", PLANNERS, lambda w, _: f"{w.at}/renumber"),
    get("sheet.reassign", PLANNERS, lambda w, _: f"{w.at}/cameras/{w.camera}/reassign"),
    get("caller.page", READERS, lambda w, _: f"{w.at}/caller"),
    get("caller.cue", READERS, lambda w, _: f"{w.at}/caller/cue?number=1"),
    get("card.cards", READERS, lambda w, _: f"{w.at}/cards"),
    get("card.worker", READERS, lambda w, _: f"{w.at}/card-worker.js"),
    get("card.card", READERS, lambda w, _: f"{w.at}/camera/{w.camera}"),
    get("importing.start", PLANNERS, lambda w, _: f"{w.at}/import"),
    post("importing.receive", PLANNERS, lambda w, _: Ask(f"{w.at}/import", {"pasted": "Cue\n9\n"})),
    get("importing.mapping", PLANNERS, lambda w, who: f"{w.at}/import/{w.upload(who)}"),
    post("importing.apply", PLANNERS, _importing, 409),  # what was previewed has changed
    post("importing.undo", PLANNERS, lambda w, _: _undoing(w), 200),
    get("export.csv", READERS, lambda w, _: f"{w.at}/export.csv"),
    get("export.xlsx", READERS, lambda w, _: f"{w.at}/export.xlsx"),
]

PROGRAMS = [
    get("openapi.document", EVERYBODY, lambda w, _: "/api/openapi.json"),
    get("api.shows", ANYBODY, lambda w, _: "/api/shows"),
    post(
        "api.create_show",
        ADMINS,
        lambda w, _: Ask("/api/shows", json={"title": "A", "slug": f"api-{next(w.numbers)}"}),
        201,
    ),
    get("api.show", READERS, lambda w, _: f"/api{w.at}"),
    get("api.sheet", READERS, lambda w, _: f"/api{w.at}/sheet"),
    get("api.cues", READERS, lambda w, _: f"/api{w.at}/cues"),
    get("api.cue", READERS, lambda w, _: f"/api{w.at}/cues/{w.cue}"),
    get("api.cameras", READERS, lambda w, _: f"/api{w.at}/cameras"),
    get("api.camera", READERS, lambda w, _: f"/api{w.at}/cameras/{w.camera}"),
    get("api.events", READERS, lambda w, _: f"/api{w.at}/events"),
    get("api.live", READERS, lambda w, _: f"/api{w.at}/live"),
    post(
        "api.edit",
        PLANNERS,
        lambda w, _: Ask(f"/api{w.at}/edits", json=w.edit(kind="add_cue", title="X")),
        200,
    ),
    post(
        "api.move_live",
        PLANNERS,
        lambda w, _: Ask(
            f"/api{w.at}/live",
            json={"id": f"matrix-live-{next(w.numbers):05}", "action": "goto", "cue": w.cue},
        ),
        None,  # going where the show stands already is refused, rightly
    ),
    get("api_files.export", READERS, lambda w, _: f"/api{w.at}/export"),
    post("api_files.import_file", PLANNERS, lambda w, _: Ask(f"/api{w.at}/import", _file(w)), 200),
]

SNAPSHOTS = [
    get("snapshots.page", MANAGERS, lambda w, _: f"/admin{w.at}/snapshots"),
    post("snapshots.create", MANAGERS, lambda w, _: Ask(f"/admin{w.at}/snapshots", {"name": "N"})),
    post(
        "snapshots.upload",
        MANAGERS,
        lambda w, _: Ask(f"/admin{w.at}/snapshots/upload", w.snapshot_file()),
    ),
    post(
        "snapshots.schedule", MANAGERS, lambda w, _: Ask(f"/admin{w.at}/snapshots/schedule", PLAN)
    ),
    post("snapshots.drill", MANAGERS, lambda w, _: f"/admin{w.at}/snapshots/drill"),
    get("snapshot.download", MANAGERS, lambda w, _: f"{w.snapshot}/download"),
    get("snapshot.edit", MANAGERS, lambda w, _: f"{w.snapshot}/edit"),
    post("snapshot.describe", MANAGERS, lambda w, _: Ask(f"{w.snapshot}/edit", {"name": "N"})),
    post("snapshot.pin", MANAGERS, lambda w, _: f"{w.snapshot}/pin"),
    post("snapshot.unpin", MANAGERS, lambda w, _: f"{w.snapshot}/unpin"),
    post("snapshot.verify", MANAGERS, lambda w, _: f"{w.snapshot}/verify"),
    get("snapshot.confirm", MANAGERS, lambda w, _: f"{w.snapshot}/delete"),
    post("snapshot.delete", MANAGERS, lambda w, _: f"{w.new_snapshot()}/delete"),
    get("restoring.preview", MANAGERS, lambda w, _: f"{w.snapshot}/restore"),
    post("restoring.restore", MANAGERS, lambda w, _: f"{w.snapshot}/restore", None),  # busy or not
    get("restoring.compare", MANAGERS, lambda w, _: f"{w.snapshot}/compare"),
    get("restoring.difference", MANAGERS, lambda w, _: f"{w.snapshot}/difference/none", 404),
    get("jobs.page", MANAGERS, lambda w, _: f"/admin{w.at}/jobs/{w.job}"),
    post("jobs.undo", MANAGERS, lambda w, _: f"/admin{w.at}/jobs/{w.job}/undo", None),
]


def _backups(ending: str, base: str) -> list[Route]:
    """The API's snapshots: of a show by its address, or of the default one."""
    one = f"{base}/{{0.backup}}"

    def to(path: str, json: dict[str, Any] | None = None) -> Make:
        return lambda w, _: Ask(path.format(w), json=json)

    def name(verb: str) -> str:
        return f"api_backups.{verb}{ending}"

    return [
        get(name("list"), MANAGERS, to(base)),
        post(name("create"), MANAGERS, to(base), 201),
        post(
            f"api_backups.upload{ending and '_to_default'}",
            MANAGERS,
            lambda w, _: Ask(f"{base}/upload".format(w), w.snapshot_file()),
            201,
        ),
        get(name("one"), MANAGERS, to(one)),
        Route(name("describe"), "PATCH", MANAGERS, to(one, {"note": "N"})),
        Route(
            name("delete"), "DELETE", MANAGERS, lambda w, _: base.format(w) + "/" + w.new_backup()
        ),
        post(name("verify"), MANAGERS, to(f"{one}/verify"), 200),
        get(name("diff"), MANAGERS, to(f"{one}/diff")),
        post(name("restore"), MANAGERS, to(f"{one}/restore"), None),  # busy or not
    ]


def _offsite(ending: str, base: str, backups: str) -> list[Route]:
    """The API's offsite copies, where no bucket is set: whoever may is told so."""

    def to(path: str) -> Make:
        return lambda w, _: Ask(path.format(w))

    def name(verb: str) -> str:
        return f"api_offsite.{verb}{ending}"

    gone = f"{base}/2026-01-01_00-00-00.db"
    return [
        get(name("list"), MANAGERS, to(base), 409),
        post(name("push"), MANAGERS, to(f"{backups}/{{0.backup}}/offsite"), 409),
        post(name("fetch"), MANAGERS, to(f"{gone}/fetch"), 409),
        Route(name("delete"), "DELETE", MANAGERS, to(gone), 409),
    ]


OFFSITE = [
    *_offsite("", "/api{0.at}/offsite", "/api{0.at}/backups"),
    *_offsite("_of_default", "/api/offsite", "/api/backups"),
    post("api_offsite.daily", ADMINS, lambda w, _: "/api/backups/daily", 200),
    get("offsite.state", MANAGERS, lambda w, _: f"/admin{w.at}/snapshots/offsite", 302),
    post("offsite.push", MANAGERS, lambda w, _: f"{w.snapshot}/push", None),
    post(
        "offsite.fetch", MANAGERS, lambda w, _: f"/admin{w.at}/snapshots/offsite/a.db/fetch", None
    ),
    get(
        "offsite.confirm", MANAGERS, lambda w, _: f"/admin{w.at}/snapshots/offsite/a.db/delete", 404
    ),
    post(
        "offsite.delete", MANAGERS, lambda w, _: f"/admin{w.at}/snapshots/offsite/a.db/delete", None
    ),
]

BACKUPS = [
    *_backups("", "/api{0.at}/backups"),
    *_backups("_of_default", "/api/backups"),
    get("api_jobs.job", MANAGERS, lambda w, _: f"/api/jobs/{w.job}"),
    post("api_jobs.undo", MANAGERS, lambda w, _: f"/api/jobs/{w.job}/undo", None),
]


def _replica(ending: str, base: str) -> list[Route]:
    """The API's replica; there is none here, and an admin is told so."""
    at = f"{base}/litestream"
    return [
        get(f"api_replica.status{ending}", MANAGERS, lambda w, _: f"{at}/status".format(w)),
        get(f"api_replica.points{ending}", MANAGERS, lambda w, _: f"{at}/points".format(w), 404),
        post(
            f"api_replica.fetch{ending}",
            MANAGERS,
            lambda w, _: Ask(f"{at}/fetch".format(w), json={"txid": 1}),
            404,
        ),
    ]


REPLICA = [
    get("replica.status", MANAGERS, lambda w, _: f"/admin{w.at}/replica/status"),
    get("replica.points", MANAGERS, lambda w, _: f"/admin{w.at}/replica/points", 404),
    post("replica.fetch", MANAGERS, lambda w, _: f"/admin{w.at}/replica/fetch", 400),
    *_replica("", "/api{0.at}/backups"),
    *_replica("_of_default", "/api/backups"),
]

MACHINES = [
    get("health.alive", EVERYBODY, lambda w, _: "/healthz"),
    get("health.ready", EVERYBODY, lambda w, _: "/readyz"),
    get("health.metrics", ADMINS, lambda w, _: "/metrics"),
    get("static", EVERYBODY, lambda w, _: "/static/css/tokens.css"),
    get(
        "socket.follow",
        READERS,
        lambda w, _: Ask(
            f"/ws{w.at}",
            headers={
                "Connection": "Upgrade",
                "Upgrade": "websocket",
                "Origin": "http://localhost",
            },
        ),
        None,  # the upgrade itself needs gunicorn
    ),
]

ROUTES = [*PEOPLE, *SNAPSHOTS, *BACKUPS, *REPLICA, *OFFSITE, *SHEET, *PROGRAMS, *MACHINES]
