"""``camerasheet init`` and ``camerasheet seed``."""

import click

from camerasheet.cli.asking import ask
from camerasheet.cli.printing import json_option, print_json


@click.command("init")
@json_option
def init(as_json: bool) -> None:
    """Make the data directory and its database, unless they are there."""
    made = ask("init")
    if as_json:
        print_json(made)
        return
    click.echo(f"The data directory is {made['data']}.")
    if made["admin"]:
        click.echo(f"Sign in as {made['admin']!r} with CAMERASHEET_ADMIN_PASSWORD.")
    elif not made["accounts"]:
        click.echo("There is no account yet: “camerasheet serve” prints a link to make the first.")


@click.command("seed")
@json_option
def seed(as_json: bool) -> None:
    """Make the demo show, unless it is there. What became of it since is left alone."""
    found = ask("seed")
    if as_json:
        print_json(found)
    elif found["made"]:
        click.echo(
            f"Made {found['title']!r} at /shows/{found['show']}: "
            f"{found['cues']} cues, {found['cameras']} cameras."
        )
    else:
        click.echo(f"{found['title']!r} is there already; nothing was changed.")


COMMANDS = (init, seed)
