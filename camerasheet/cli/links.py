"""``camerasheet link …``"""

import click

from camerasheet.cli.asking import ask
from camerasheet.cli.printing import json_option, moment, print_json, print_qr, print_table
from camerasheet.cli.roles import camera_option, role_option


@click.group("link")
def link() -> None:
    """Join links: whoever has one comes into one show, in one role."""


@link.command("create")
@click.option("--show", "-s", metavar="SLUG", required=True, help="The show it opens.")
@role_option
@camera_option
@click.option("--label", "-l", help="What it is for; left out, its role.")
@click.option("--hours", type=click.FloatRange(min=0, min_open=True), help="End after so long.")
@json_option
def create(
    show: str,
    role: str,
    camera: str | None,
    label: str | None,
    hours: float | None,
    as_json: bool,
) -> None:
    """Make a link, and print it with its QR code."""
    words = label or (f"Camera {camera}" if camera else role.capitalize())
    made = ask("create_link", show=show, role=role, camera=camera, label=words, hours=hours)
    if as_json:
        print_json(made)
        return
    print_qr(made["url"])
    until = moment(made["expires_at"])
    click.echo(f"{words}: {role} in {show}, {f'until {until}' if until else 'until revoked'}.")
    click.echo(made["url"])


@link.command("list")
@click.option("--show", "-s", metavar="SLUG", help="Of this show only.")
@click.option("--ended", is_flag=True, help="Also those that let nobody in any more.")
@json_option
def list_(show: str | None, ended: bool, as_json: bool) -> None:
    """List the links. Each lets people in: show them to nobody else."""
    found = ask("list_links", show=show, ended=ended)["links"]
    if as_json:
        print_json({"links": found})
        return
    rows = [{**each, "until": moment(each["revoked_at"] or each["expires_at"])} for each in found]
    columns = {"id": "ID", "show": "SHOW", "role": "ROLE", "camera": "CAMERA", "label": "LABEL"}
    columns |= {"until": "UNTIL", "url": "ADDRESS"}
    print_table(rows, columns, empty="There is no link.")


@link.command("revoke")
@click.argument("link_id", metavar="ID")
def revoke(link_id: str) -> None:
    """End a link; whoever came by it is out at once."""
    ended = ask("revoke_link", link=link_id)
    click.echo(f"The link {ended['label']!r} of {ended['show']} has ended.")


COMMANDS = (link,)
