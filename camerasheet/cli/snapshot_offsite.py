"""``camerasheet snapshot push``, ``offsite``, ``fetch-offsite`` and ``delete-offsite``."""

from typing import Any

import click

from camerasheet.cli.asking import ask
from camerasheet.cli.printing import json_option, moment, print_json, print_table, yes_option
from camerasheet.cli.snapshot_words import row, show_option


@click.command("push")
@click.argument("snapshot", metavar="SNAPSHOT")
@show_option
@json_option
def push(snapshot: str, show: str, as_json: bool) -> None:
    """Push a snapshot to the bucket. What broke off before is gone on with."""
    _tell(ask("push_snapshot", show=show, snapshot=snapshot), "is offsite now", as_json)


@click.command("offsite")
@show_option
@json_option
def offsite(show: str, as_json: bool) -> None:
    """List a show's offsite copies, newest first."""
    found = ask("list_offsite", show=show)
    if as_json:
        print_json(found)
        return
    rows = [
        {**row(each), "pushed": moment(each["pushed"]), "here": each["here"]}
        for each in found["copies"]
    ]
    names = ("made", "filename", "name", "kind", "size", "cues", "pushed", "here", "state")
    empty = f"There is no offsite copy yet: camerasheet snapshot push --show {show} latest"
    print_table(rows, {name: name.upper() for name in names}, empty=empty)
    click.echo(f"in {found['place']}")


@click.command("fetch-offsite")
@click.argument("filename", metavar="FILE")
@show_option
@json_option
def fetch_offsite(filename: str, show: str, as_json: bool) -> None:
    """Fetch an offsite copy back; then it is a snapshot here, pinned."""
    done = ask("fetch_offsite", show=show, snapshot=filename)
    _tell(done, "is here now, and pinned", as_json)


@click.command("delete-offsite")
@click.argument("filename", metavar="FILE")
@show_option
@click.option("--last-verified-too", is_flag=True, help="Even the last one known to be sound.")
@yes_option
def delete_offsite(filename: str, show: str, last_verified_too: bool, yes: bool) -> None:
    """Delete an offsite copy; one that is here stays."""
    if not yes:
        click.confirm(f"Delete the offsite copy {filename} of {show}?", abort=True)
    arguments = {"show": show, "snapshot": filename, "last_verified_too": last_verified_too}
    click.echo(f"The offsite copy {ask('delete_offsite', **arguments)['filename']} is deleted.")


def _tell(done: dict[str, Any], ended: str, as_json: bool) -> None:
    if as_json:
        print_json(done)
    elif done["status"] == "running":
        click.echo(f"It goes on; its page says how it stands. The job is {done['job']}.")
    else:
        click.echo(f"{done['filename']} {ended}.")


COMMANDS = (push, offsite, fetch_offsite, delete_offsite)
