"""``camerasheet show …``"""

import click

from camerasheet.cli.asking import ask
from camerasheet.cli.printing import json_option, moment, print_json, print_table


@click.group("show")
def show() -> None:
    """Make, list, rename and archive shows."""


@show.command("create")
@click.argument("slug")
@click.option("--title", "-t", help="The show's name; left out, one is made of SLUG.")
@json_option
def create(slug: str, title: str | None, as_json: bool) -> None:
    """Make an empty show at the address /shows/SLUG."""
    made = ask("create_show", slug=slug, title=title or slug.replace("-", " ").title())
    if as_json:
        print_json(made)
    else:
        click.echo(f"Made {made['title']!r} at /shows/{made['slug']}.")


@show.command("list")
@click.option("--archived", is_flag=True, help="Those put away as well.")
@json_option
def list_(archived: bool, as_json: bool) -> None:
    """List the shows."""
    found = ask("list_shows", archived=archived)["shows"]
    if as_json:
        print_json({"shows": found})
        return
    rows = [
        {**each, "made": moment(each["created_at"]), "away": moment(each["archived_at"])}
        for each in found
    ]
    columns = {"slug": "SLUG", "title": "TITLE", "made": "MADE"}
    if archived:
        columns["away"] = "ARCHIVED"
    print_table(rows, columns, empty="There is no show yet: camerasheet show create SLUG --title T")


@show.command("rename")
@click.argument("slug")
@click.option("--title", "-t", help="The new title.")
@click.option("--slug", "new_slug", metavar="SLUG", help="The new address.")
def rename(slug: str, title: str | None, new_slug: str | None) -> None:
    """Give the show SLUG another title or address. Old links to the old address end."""
    if title is None and new_slug is None:
        raise click.UsageError("Say the new --title, the new --slug, or both.")
    renamed = ask("rename_show", show=slug, slug=new_slug, title=title)
    click.echo(f"It is {renamed['title']!r} at /shows/{renamed['slug']} now.")


@show.command("archive")
@click.argument("slug")
def archive(slug: str) -> None:
    """Put the show SLUG away. Its file stays; "reopen" brings it back."""
    click.echo(f"{ask('archive_show', show=slug)['title']!r} is put away.")


@show.command("reopen")
@click.argument("slug")
def reopen(slug: str) -> None:
    """Bring the show SLUG back."""
    click.echo(f"{ask('reopen_show', show=slug)['title']!r} is open again.")


COMMANDS = (show,)
