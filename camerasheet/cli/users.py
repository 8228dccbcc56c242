"""``camerasheet user …``"""

import sys

import click

from camerasheet.cli.asking import ask
from camerasheet.cli.printing import json_option, moment, print_json, print_table
from camerasheet.cli.roles import camera_option, role_option, show_option
from camerasheet.sheet.crew import Role

password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of stdin."
)


def _password(from_stdin: bool) -> str:
    """The password, asked for twice. Never an argument: other users could read it there."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


@click.group("user")
def user() -> None:
    """Accounts: who signs in with a password."""


@user.command("add")
@click.argument("login")
@click.option("--name", "-n", help="Their name as others see it; left out, LOGIN.")
@click.option("--role", "-r", type=click.Choice([role.value for role in Role]), default="editor")
@password_option
def add(login: str, name: str | None, role: str, password_stdin: bool) -> None:
    """Make an account; the password is asked for."""
    password = _password(password_stdin)
    made = ask("create_user", login=login, name=name or login, role=role, password=password)
    click.echo(f"{made['name']} can sign in as {made['login']!r} ({made['role']}).")


@user.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the accounts."""
    found = ask("list_users")["users"]
    if as_json:
        print_json({"users": found})
        return
    rows = [
        {**each, "made": moment(each["created_at"]), "off": moment(each["disabled_at"])}
        for each in found
    ]
    columns = {"login": "LOGIN", "name": "NAME", "role": "ROLE", "made": "MADE", "off": "DISABLED"}
    print_table(rows, columns, empty="There is no account yet: camerasheet user add LOGIN")


@user.command("passwd")
@click.argument("login")
@password_option
def passwd(login: str, password_stdin: bool) -> None:
    """Set a new password; whoever is signed in with the old one is out."""
    ask("set_password", login=login, password=_password(password_stdin))
    click.echo(f"{login!r} has a new password and must sign in again.")


@user.command("role")
@click.argument("login")
@role_option
@show_option
@camera_option
def role_(login: str, role: str, show: str | None, camera: str | None) -> None:
    """Give somebody another role, everywhere or in one show."""
    ask("set_role", login=login, role=role, show=show, camera=camera)
    click.echo(f"{login!r} is {role} {f'in {show}' if show else 'in every show'} now.")


@user.command("disable")
@click.argument("login")
def disable(login: str) -> None:
    """Keep somebody out, at once."""
    ask("disable_user", login=login)
    click.echo(f"{login!r} cannot sign in any more.")


@user.command("enable")
@click.argument("login")
def enable(login: str) -> None:
    """Let somebody in again."""
    ask("enable_user", login=login)
    click.echo(f"{login!r} can sign in again.")


COMMANDS = (user,)
