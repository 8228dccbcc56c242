"""``camerasheet snapshot …``"""

from typing import Any

import click

from camerasheet.cli import replica_points, snapshot_offsite
from camerasheet.cli.asking import ask
from camerasheet.cli.printing import (
    json_option,
    moment,
    print_answer,
    print_facts,
    print_json,
    print_table,
    size,
    yes_option,
)
from camerasheet.cli.snapshot_files import download, upload
from camerasheet.cli.snapshot_jobs import follow, job
from camerasheet.cli.snapshot_words import print_comparison, row, show_option, verdict

_snapshot = click.argument("snapshot", metavar="SNAPSHOT")


@click.group("snapshot")
def snapshot() -> None:
    """Copies of a show: make, compare, restore.

    SNAPSHOT is a file name as "list" says it, or "latest".
    """


@snapshot.command("create")
@show_option
@click.option("--name", "-n", default="", help="What you will look for.")
@click.option("--note", default="", help="A sentence about it.")
@click.option("--pin", is_flag=True, help="No schedule removes it.")
@json_option
def create(show: str, name: str, note: str, pin: bool, as_json: bool) -> None:
    """Copy a show as it is now. Nobody is disconnected."""
    made = ask("create_snapshot", show=show, name=name, note=note, pinned=pin)
    if as_json:
        print_json(made)
    else:
        counts = made["counts"]
        click.echo(f"Made {made['filename']}: {counts['cues']} cues, {size(made['size'])}.")


@snapshot.command("list")
@show_option
@json_option
def list_(show: str, as_json: bool) -> None:
    """List a show's snapshots, newest first."""
    found = ask("list_snapshots", show=show)
    if as_json:
        print_json(found)
        return
    columns = ("made", "filename", "name", "kind", "size", "cues", "cameras", "state", "by")
    rows = [row(each) for each in found["snapshots"]]
    empty = f"There is no snapshot yet: camerasheet snapshot create --show {show}"
    print_table(rows, {each: each.upper() for each in columns}, empty=empty)
    if rows:
        click.echo(f"{size(found['bytes_used'])} used, {size(found['bytes_free'])} free")


@snapshot.command("show")
@_snapshot
@show_option
@json_option
def show_(snapshot: str, show: str, as_json: bool) -> None:
    """Say all that is known of one."""
    found = ask("show_snapshot", show=show, snapshot=snapshot)
    print_answer(found, as_json, _print_all)


def _print_all(found: dict[str, Any]) -> None:
    counts = found["counts"]
    print_facts(
        {
            "File": found["filename"],
            "Name": found["name"],
            "Note": found["note"],
            "Kind": found["kind"],
            "Pinned": found["pinned"],
            "Made": moment(found["created"]),
            "By": found["by"]["name"],
            "Size": size(found["size"]),
            "Holds": f"{counts['cues']} cues, {counts['cameras']} cameras, {counts['shots']} shots",
            "Revision": found["revision"],
            "Verified": verdict(found["verified"]),
            "SHA-256": found["sha256"],
        }
    )


@snapshot.command("verify")
@_snapshot
@show_option
@json_option
def verify(snapshot: str, show: str, as_json: bool) -> None:
    """Read all of it through. The exit code is 1 when it is not sound."""
    found = ask("verify_snapshot", show=show, snapshot=snapshot)
    said = f"{found['filename']}: {verdict(found['verified'])}"
    print_answer(found, as_json, lambda _: click.echo(said))
    if not found["verified"]["ok"]:
        raise SystemExit(1)


@snapshot.command("diff")
@_snapshot
@show_option
@click.option("--other", "-o", metavar="FILE", help="Another snapshot; left out, the live sheet.")
@json_option
def diff(snapshot: str, show: str, other: str | None, as_json: bool) -> None:
    """Say what a restore would change."""
    found = ask("diff_snapshot", show=show, snapshot=snapshot, other=other)
    print_answer(found, as_json, print_comparison)


@snapshot.command("restore")
@_snapshot
@show_option
@click.option("--cue", "cues", multiple=True, metavar="NUMBER", help="Only this row; repeatable.")
@click.option("--camera", "cameras", multiple=True, metavar="NUMBER", help="Only this column.")
@click.option("--without-replica", is_flag=True, help="Also when the replica is behind.")
@yes_option
@json_option
def restore(
    snapshot: str,
    show: str,
    cues: tuple[str, ...],
    cameras: tuple[str, ...],
    without_replica: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Make the live show equal to SNAPSHOT, keeping a safety copy. Everybody stays connected."""
    found = ask("diff_snapshot", show=show, snapshot=snapshot)
    if not as_json:
        print_comparison(found)
    if not yes:
        click.confirm("Restore it?", abort=True, err=as_json)
    done = ask(
        "restore_snapshot",
        show=show,
        snapshot=found["filename"],
        cues=list(cues) or None,
        cameras=list(cameras) or None,
        without_replica=without_replica,
    )
    _print_job(follow(done, quiet=as_json), as_json)


@snapshot.command("undo")
@click.argument("job")
@click.option("--keep/--discard", "keep", default=None, help="What people did up to now.")
@click.option("--without-replica", is_flag=True, help="Also when the replica is behind.")
@json_option
def undo(job: str, keep: bool | None, without_replica: bool, as_json: bool) -> None:
    """Bring back what was there before the restore JOB."""
    done = ask("undo_restore", job=job, keep_edits=keep, without_replica=without_replica)
    _print_job(follow(done, quiet=as_json), as_json)


def _print_job(done: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(done)
        return
    if done["status"] == "unchanged":
        click.echo("The show was like that already; nothing was changed.")
    else:
        click.echo(f"{done['status'].capitalize()}. {done['safety_backup']} holds what was there.")
        click.echo(f"Taken back with: camerasheet snapshot undo {done['job']}")


@snapshot.command("delete")
@click.argument("filename", metavar="FILE")
@show_option
@click.option("--last-verified-too", is_flag=True, help="Even the last one known to be sound.")
@yes_option
def delete(filename: str, show: str, last_verified_too: bool, yes: bool) -> None:
    """Delete a snapshot."""
    if not yes:
        click.confirm(f"Delete {filename} of {show}? It cannot be brought back.", abort=True)
    arguments = {"show": show, "snapshot": filename, "last_verified_too": last_verified_too}
    click.echo(f"{ask('delete_snapshot', **arguments)['filename']} is deleted.")


@snapshot.command("pin")
@_snapshot
@show_option
@click.option("--off", is_flag=True, help="Let the schedule remove it again.")
def pin(snapshot: str, show: str, off: bool) -> None:
    """Keep a snapshot whatever the schedule says."""
    made = ask("describe_snapshot", show=show, snapshot=snapshot, pinned=not off)
    click.echo(f"{made['filename']} is {'pinned' if made['pinned'] else 'no longer pinned'}.")


@snapshot.command("schedule")
@show_option
@click.option("--on/--off", "on", default=None, help="Make snapshots by itself.")
@click.option("--every", "every_minutes", type=int, metavar="MINUTES")
@click.option("--keep-last", type=int, metavar="N")
@click.option("--keep-hourly", type=int, metavar="HOURS")
@click.option("--keep-daily", type=int, metavar="DAYS")
@click.option("--keep-weekly", type=int, metavar="WEEKS")
@click.option("--drill-hours", type=int, metavar="HOURS", help="How often to drill; 0 for never.")
@json_option
def schedule(show: str, as_json: bool, **chosen: Any) -> None:
    """Say when snapshots are made by themselves and which stay, or choose it."""
    policy = ask("set_schedule", show=show, **chosen)
    if as_json:
        print_json(policy)
        return
    last = policy.pop("last_drill")
    policy["last_drill"] = moment(last["at"]) if last else None
    print_facts({name.replace("_", " ").capitalize(): value for name, value in policy.items()})


@snapshot.command("drill")
@show_option
@json_option
def drill(show: str, as_json: bool) -> None:
    """Restore the newest one elsewhere and compare. The exit code is 1 when it does not hold."""
    result = ask("drill_snapshots", show=show)
    if as_json:
        print_json(result)
    elif result["ok"]:
        click.echo(f"It held: {result['filename']} came out equal.")
    else:
        click.echo(f"It did not hold. {result['problem']}")
    if not result["ok"]:
        raise SystemExit(1)


snapshot.add_command(download)
snapshot.add_command(upload)
snapshot.add_command(job)
for _command in (*replica_points.COMMANDS, *snapshot_offsite.COMMANDS):
    snapshot.add_command(_command)

COMMANDS = (snapshot,)
