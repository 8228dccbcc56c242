"""``camerasheet token …``"""

import click

from camerasheet.cli.asking import ask
from camerasheet.cli.printing import json_option, moment, print_json, print_table
from camerasheet.cli.roles import camera_option, role_option, show_option


@click.group("token")
def token() -> None:
    """API tokens: how programs come in."""


@token.command("create")
@role_option
@show_option
@camera_option
@click.option("--name", "-n", help="What it is for; left out, its role.")
@json_option
def create(
    role: str, show: str | None, camera: str | None, name: str | None, as_json: bool
) -> None:
    """Make a token. It is printed alone on the last line, and never again."""
    words = name or f"{role} token"
    made = ask("create_token", name=words, role=role, show=show, camera=camera)
    if as_json:
        print_json(made)
        return
    click.echo(
        f"A token for {words!r}: {role} in {show or 'every show'}. Keep it; it is shown only now.",
        err=True,
    )
    click.echo(made["token"])


@token.command("list")
@click.option("--revoked", is_flag=True, help="Also those that have been revoked.")
@json_option
def list_(revoked: bool, as_json: bool) -> None:
    """List the tokens, without their secrets."""
    found = ask("list_tokens", revoked=revoked)["tokens"]
    if as_json:
        print_json({"tokens": found})
        return
    times = {"made": "created_at", "used": "last_used_at", "ended": "revoked_at"}
    rows = [{**each, **{k: moment(each[v]) for k, v in times.items()}} for each in found]
    columns = {"id": "ID", "name": "NAME", "role": "ROLE", "show": "SHOW", "camera": "CAMERA"}
    columns |= {"made": "MADE", "used": "LAST USED"} | ({"ended": "REVOKED"} if revoked else {})
    print_table(rows, columns, empty="There is no token.")


@token.command("revoke")
@click.argument("token_id", metavar="ID")
def revoke(token_id: str) -> None:
    """End a token; whatever uses it is out at once."""
    ended = ask("revoke_token", token=token_id)
    click.echo(f"The token {ended['name']!r} has ended.")


COMMANDS = (token,)
