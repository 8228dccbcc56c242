"""``camerasheet status``, ``stats``, ``integrity`` and ``maintenance``."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from camerasheet.cli.asking import ask, server_facts, settings
from camerasheet.cli.group import TROUBLE
from camerasheet.cli.printing import json_option, print_facts, print_json, print_table, size
from camerasheet.config import Settings


def _databases(data: Path, *, deep: bool) -> list[dict[str, Any]]:
    """What can be said of each database file, read beside whoever is using it."""
    from dataclasses import asdict

    from camerasheet.sheet.errors import StorageFailed
    from camerasheet.storage.datadir import DataDirectory
    from camerasheet.storage.inspection import look
    from camerasheet.storage.migrate import DatabaseKind

    if not data.exists():
        return []
    if not data.is_dir():
        raise StorageFailed(f"{data} is a file; the data directory must be a directory.")
    place = DataDirectory(data)
    found = [(place.control, DatabaseKind.CONTROL)] if place.control.exists() else []
    found += [(path, DatabaseKind.SHOW) for path in place.show_files()]
    looked = [asdict(look(path, kind, deep=deep)) for path, kind in found]
    return [
        {**each, "path": str(each["path"].relative_to(data)), "problems": list(each["problems"])}
        for each in looked
    ]


@click.command("status")
@json_option
def status(as_json: bool) -> None:
    """Say whether a server runs, and what state the databases are in.

    The exit code is 3 when a database is in trouble.
    """
    chosen = settings()
    databases = _databases(chosen.data, deep=False)
    server = server_facts(chosen)
    replica = server.pop("replica") if server else _replica(chosen)
    if as_json:
        print_json(
            {
                "data": str(chosen.data),
                "server": server,
                "databases": databases,
                "replica": replica,
            }
        )
    else:
        running = "none"
        if server:
            running = f"{server['url']} (process {server['pid']}, {server['clients']} connected)"
        print_facts({"Data": chosen.data, "Server": running, "Replica": _in_words(replica)})
        _print_databases(databases)
    sys.exit(TROUBLE if any(each["problems"] for each in databases) else 0)


def _replica(chosen: Settings) -> dict[str, Any]:
    """How the replica stands where no server runs: asked now."""
    from camerasheet.replica.service import Replica

    return Replica(chosen, os.environ, served=False).look().as_json()


def _in_words(replica: dict[str, Any]) -> str:
    if replica["status"] == "off":
        return "off"
    lag = replica["lag_seconds"]
    said = f"{replica['status']}, {replica['replica_url']}"
    if lag is not None:
        said += f", {lag:g} s behind"
    return f"{said}. {replica['error']}" if replica["error"] else said


def _print_databases(databases: list[dict[str, Any]]) -> None:
    rows = [
        {
            **each,
            "revision": f"{each['revision'] or '–'}{'' if each['current'] else ' (older)'}",
            "size": size(each["bytes"] + each["wal_bytes"]),
            "state": " ".join(each["problems"]) or "ok",
        }
        for each in databases
    ]
    columns = {"path": "DATABASE", "revision": "REVISION", "size": "SIZE", "state": "STATE"}
    print_table(rows, columns, empty="There is no database yet: camerasheet init")


@click.command("stats")
@json_option
def stats(as_json: bool) -> None:
    """Say how much of everything there is."""
    found = ask("stats")
    if as_json:
        print_json(found)
        return
    rows = [{**each, "size": size(each["bytes"] + each["wal_bytes"])} for each in found["shows"]]
    names = ("show", "cues", "cameras", "shots", "taken", "events", "size")
    print_table(rows, {name: name.upper() for name in names}, empty="There is no show yet.")
    click.echo(
        f"{found['archived']} archived shows, {found['accounts']} accounts, "
        f"{found['links']} open links, {found['tokens']} tokens"
    )


@click.command("integrity")
@json_option
def integrity(as_json: bool) -> None:
    """Read every database through and look for damage. The exit code is 3 when there is any."""
    databases = _databases(settings().data, deep=True)
    if as_json:
        print_json({"databases": databases})
    else:
        for each in databases:
            click.echo(f"{each['path']}: {'ok' if not each['problems'] else 'DAMAGED'}")
            for problem in each["problems"]:
                click.echo(f"  {problem}")
        if not databases:
            click.echo("There is no database yet.")
    sys.exit(TROUBLE if any(each["problems"] for each in databases) else 0)


@click.command("maintenance")
@click.option("--vacuum", is_flag=True, help="Write each file anew; edits wait meanwhile.")
@click.option("--analyze/--no-analyze", default=True, help="Count for the query planner.")
@click.option("--checkpoint/--no-checkpoint", default=True, help="Fold the logs into the files.")
@json_option
def maintenance(vacuum: bool, analyze: bool, checkpoint: bool, as_json: bool) -> None:
    """Tidy the databases up."""
    done = ask("maintain", vacuum=vacuum, analyze=analyze, checkpoint=checkpoint)
    if as_json:
        print_json(done)
        return
    for each in done["databases"]:
        click.echo(f"{each['file']}: {size(each['bytes_before'])} → {size(each['bytes_after'])}")


COMMANDS = (status, stats, integrity, maintenance)
