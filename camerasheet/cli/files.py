"""``camerasheet import`` and ``camerasheet export``."""

import base64
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from camerasheet.cli.asking import ask
from camerasheet.cli.printing import json_option, print_json, yes_option
from camerasheet.sheet.errors import NothingToDo

_MOST_LINES = 12
_MOST_FIELDS = 4


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--show", "-s", "show", metavar="SLUG", required=True, help="The show it goes into.")
@yes_option
@click.option("--worksheet", "-w", metavar="NAME", help="Which sheet of a workbook to read.")
@click.option("--strike-absent", is_flag=True, help="Strike the cues that FILE does not name.")
@click.option("--blank-clears", is_flag=True, help="Empty what is empty in FILE.")
@click.option("--dry-run", is_flag=True, help="Show what would happen, and stop.")
@json_option
def import_(file: Path, show: str, yes: bool, dry_run: bool, as_json: bool, **choices: Any) -> None:
    """Merge FILE (CSV, XLSX) into a show: all of it in one step, or nothing.

    Cues are matched by number. What FILE does not name is left alone.
    """
    content = base64.b64encode(file.read_bytes()).decode()
    said = {"show": show, "name": file.name, "content": content, **choices}
    planned = ask("preview_import", **said)
    if not as_json:
        _print_plan(planned)
    done: dict[str, Any] = {"imported": False, "seq": None}
    if planned["changes"] and not dry_run:
        if not yes:
            click.confirm("Import it?", abort=True, err=as_json)
        try:
            seq = ask("import_file", expected=planned["fingerprint"], **said)["seq"]
            done = {"imported": True, "seq": seq}
        except NothingToDo:
            pass  # somebody did just this, just now
    if as_json:
        print_json({**planned, **done})
    elif done["imported"]:
        click.echo(f"Imported {file.name} into {show}. One undo takes it back.")
    elif not planned["changes"]:
        click.echo("The sheet says all of this already; nothing was changed.")


def _print_plan(planned: dict[str, Any]) -> None:
    columns = ", ".join(
        f"{column['column']} → {column['is']}"
        for column in planned["columns"]
        if column["is"] != "ignore"
    )
    click.echo(f"{planned['worksheet']}: read as {planned['layout']} ({columns})")
    for camera in planned["cameras_added"]:
        click.echo(f"  + camera {camera['number']} {camera['name']}".rstrip())
    for camera in planned["cameras_changed"]:
        click.echo(f"  ~ camera {camera['number']} {_differences(camera['differences'])}")
    _print_some(planned["added"], "added", [_added(cue) for cue in planned["added"]])
    _print_some(planned["changed"], "changed", [_changed(cue) for cue in planned["changed"]])
    click.echo(f"{planned['same']} rows are the same")
    absent = planned["absent"]
    word = "will be struck" if planned["struck"] else "are left alone"
    lines = [f"  - {_name(cue)}" for cue in absent]
    _print_some(absent, f"not in the file, {word}", lines)
    for notice in planned["notices"]:
        click.echo(f"  ! {notice}")


def _print_some(rows: Sequence[Any], what: str, lines: list[str]) -> None:
    click.echo(f"{len(rows)} {what}")
    for line in lines[:_MOST_LINES]:
        click.echo(line)
    if len(lines) > _MOST_LINES:
        click.echo(f"    and {len(lines) - _MOST_LINES} more")


def _name(cue: dict[str, Any]) -> str:
    return f"{'§' if cue['heading'] else cue['number']} {cue['title']}".strip()


def _added(cue: dict[str, Any]) -> str:
    cameras = {each["camera"] for each in cue["differences"] if each["camera"]}
    shots = f"  ({len(cameras)} shot{'s' if len(cameras) > 1 else ''})" if cameras else ""
    return f"  + {_name(cue)}{shots}"


def _changed(cue: dict[str, Any]) -> str:
    return f"  ~ {_name(cue)}: {_differences(cue['differences'])}"


def _differences(found: list[dict[str, Any]]) -> str:
    said = []
    for each in found[:_MOST_FIELDS]:
        where = f"cam {each['camera']} {each['field']}" if each["camera"] else each["field"]
        before, after = (" ".join(str(each[end]).split())[:40] for end in ("before", "after"))
        said.append(f"{where} {before or 'blank'} → {after or 'blank'}")
    more = len(found) - len(said)
    return "; ".join(said) + (f" and {more} more" if more > 0 else "")


@click.command("export")
@click.option("--show", "-s", "show", metavar="SLUG", required=True, help="Which show.")
@click.option("--format", "-f", "kind", type=click.Choice(["csv", "xlsx"]), default="csv")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; left out, stdout.",
)
def export(show: str, kind: str, output: Path | None) -> None:
    """Write a show as CSV (lossless, for importing again) or XLSX (for people)."""
    content = base64.b64decode(ask("export_file", show=show, kind=kind)["content"])
    if output is not None and str(output) != "-":
        _replace(output, content)
        return
    if kind == "xlsx" and sys.stdout.isatty():
        raise click.UsageError("A workbook is nothing for a terminal: say -o FILE.")
    sys.stdout.buffer.write(content)


def _replace(target: Path, content: bytes) -> None:
    """Write a file whole or not at all, with the rights that any new file has."""
    if target.exists() and not target.is_file():
        target.write_bytes(content)  # a device or a pipe is written into, never replaced
        return
    partial = target.with_name(f".{target.name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(target)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


COMMANDS = (import_, export)
