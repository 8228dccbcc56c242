"""``camerasheet snapshot download`` and ``upload``."""

import base64
import hashlib
from pathlib import Path
from typing import Any, BinaryIO

import click

from camerasheet.cli.asking import ask
from camerasheet.cli.printing import json_option, print_json, size
from camerasheet.cli.snapshot_words import show_option
from camerasheet.sheet.errors import Trouble


@click.command("download")
@click.argument("snapshot", metavar="SNAPSHOT")
@show_option
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="The file or directory to write to; left out, its own name here.",
)
@json_option
def download(snapshot: str, show: str, output: Path | None, as_json: bool) -> None:
    """Write a snapshot's file, whole or not at all."""
    first = ask("read_snapshot", show=show, snapshot=snapshot)
    target = output or Path(first["filename"])
    if target.is_dir():
        target = target / first["filename"]
    partial = target.with_name(f".{target.name}.partial")
    try:
        with partial.open("wb") as file:
            _fetch(show, first, file)
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    facts = {name: first[name] for name in ("filename", "size", "sha256")}
    if as_json:
        print_json({**facts, "path": str(target)})
    else:
        click.echo(f"Wrote {target} ({size(first['size'])}).")


def _fetch(show: str, first: dict[str, Any], file: BinaryIO) -> None:
    """Every piece, the first being here. Raises ``Trouble`` when they are not the file."""
    digest, piece = hashlib.sha256(), first
    while content := base64.b64decode(piece["content"]):
        digest.update(content)
        file.write(content)
        if file.tell() >= first["size"]:
            break
        piece = ask("read_snapshot", show=show, snapshot=first["filename"], offset=file.tell())
    if digest.hexdigest() != first["sha256"]:
        raise Trouble("The file is not what its manifest says. Verify the snapshot.")


@click.command("upload")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@show_option
@json_option
def upload(file: Path, show: str, as_json: bool) -> None:
    """Take FILE in as a snapshot of a show, once it is found sound. It changes nothing yet."""
    begun = ask("begin_upload", show=show)
    where = {"show": show, "upload": begun["upload"]}
    with file.open("rb") as stream:
        while piece := stream.read(begun["piece"]):
            ask("add_to_upload", content=base64.b64encode(piece).decode(), **where)
    made = ask("finish_upload", name=file.name, **where)
    if as_json:
        print_json(made)
    else:
        click.echo(f"It is listed as {made['filename']}: {made['counts']['cues']} cues.")
