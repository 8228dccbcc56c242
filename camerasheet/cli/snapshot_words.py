"""How the command line says what is known of snapshots."""

from typing import Any

import click

from camerasheet.cli.printing import moment, size

_MOST_ROWS = 40
_MOST_FIELDS = 4
_SIGNS = {"added": "+", "changed": "~", "removed": "-"}

show_option = click.option(
    "--show", "-s", "show", metavar="SLUG", required=True, help="Which show."
)


def verdict(verified: dict[str, Any]) -> str:
    """Whether it is known to be sound, and since when."""
    if verified["ok"] is None:
        return "not verified"
    return f"sound ({moment(verified['at'])})" if verified["ok"] else verified["problem"]


def row(found: dict[str, Any]) -> dict[str, Any]:
    """A line of the list."""
    return {
        "made": moment(found["created"]),
        "filename": found["filename"],
        "name": f"{found['name']}{' (pinned)' if found['pinned'] else ''}".strip(),
        "kind": found["kind"],
        "size": size(found["size"]),
        "cues": found["counts"]["cues"],
        "cameras": found["counts"]["cameras"],
        "state": verdict(found["verified"]),
        "by": found["by"]["name"],
    }


def print_comparison(found: dict[str, Any]) -> None:
    """What comes, changes and goes, a line for each row."""
    if not (found["cues"] or found["cameras"] or found["words"]):
        click.echo("No difference.")
        return
    click.echo(
        f"{found['added']} added, {found['changed']} changed, {found['removed']} removed, "
        f"{found['same']} the same"
    )
    lines = [_line(f"camera {each['number']} {each['name']}", each) for each in found["cameras"]]
    lines += [_line(f"{each['number'] or '§'} {each['title']}", each) for each in found["cues"]]
    for line in lines[:_MOST_ROWS]:
        click.echo(line)
    if len(lines) > _MOST_ROWS:
        click.echo(f"    and {len(lines) - _MOST_ROWS} more (--json says all)")


def _line(name: str, each: dict[str, Any]) -> str:
    said = [_field(field) for field in each["fields"][:_MOST_FIELDS]]
    more = len(each["fields"]) - len(said)
    said += [f"and {more} more"] if more > 0 else []
    said += ["moved"] if each["moved"] else []
    shown = f": {'; '.join(said)}" if said and each["kind"] == "changed" else ""
    return f"  {_SIGNS[each['kind']]} {name.strip()}{shown}"


def _field(field: dict[str, Any]) -> str:
    where = f"cam {field['camera']} " if field["camera"] else ""
    before, after = (_text(field[end]) for end in ("before", "after"))
    return f"{where}{field['field']} {before} → {after}"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(value).split())[:40] if value not in (None, "") else "blank"
