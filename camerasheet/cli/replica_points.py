"""``camerasheet snapshot points`` and ``fetch``: states that the replica can bring back."""

from datetime import datetime

import click

from camerasheet.cli.asking import ask
from camerasheet.cli.printing import json_option, moment, print_json, print_table, size
from camerasheet.cli.snapshot_words import show_option


@click.command("points")
@show_option
@click.option("--most", type=click.IntRange(1, 500), default=20, show_default=True)
@json_option
def points(show: str, most: int, as_json: bool) -> None:
    """Say to which moments the replica can go back, and how exactly."""
    found = ask("replica_points", show=show)
    if as_json:
        print_json(found)
        return
    click.echo(found["said"])
    rows = [{"at": moment(each["at"]), "txid": each["txid"]} for each in found["points"][:most]]
    print_table(rows, {"at": "AT", "txid": "TXID"}, empty="There is none yet.")


@click.command("fetch")
@show_option
@click.option(
    "--at", "text", metavar="TIME", help="Such as 2026-05-01T20:15:00; this machine's zone."
)
@click.option("--txid", type=click.IntRange(1), help="Exactly after that transaction.")
@json_option
def fetch(show: str, text: str | None, txid: int | None, as_json: bool) -> None:
    """Fetch a show as it was from the replica, as a snapshot. The live show is not touched."""
    if (text is None) == (txid is None):
        raise click.UsageError("Say either --at or --txid.")
    made = ask("fetch_point", show=show, at=_moment(text) if text else None, txid=txid)
    if as_json:
        print_json(made)
        return
    counts = made["counts"]
    click.echo(f"Fetched {made['filename']}: {counts['cues']} cues, {size(made['size'])}.")
    click.echo(f"{made['name']}. See what a restore would change:")
    click.echo(f"  camerasheet snapshot diff {made['filename']} --show {show}")


def _moment(text: str) -> str:
    try:
        return datetime.fromisoformat(text).astimezone().isoformat()
    except ValueError:
        raise click.UsageError("A time is written like 2026-05-01T20:15:00.") from None


COMMANDS = (points, fetch)
