"""Options that several nouns share."""

import click

from camerasheet.sheet.crew import Role

role_option = click.option(
    "--role",
    "-r",
    type=click.Choice([role.value for role in Role]),
    required=True,
    help="What whoever comes in may do.",
)
show_option = click.option("--show", "-s", "show", metavar="SLUG", help="In this show only.")
camera_option = click.option(
    "--camera", "-c", metavar="NUMBER", help="The camera that an operator runs."
)
