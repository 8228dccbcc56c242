"""Restores on the command line: followed to their end, or looked at later."""

from typing import Any, Final

import click

from camerasheet.cli.asking import ask
from camerasheet.cli.printing import json_option, moment, print_facts, print_json
from camerasheet.office.protocol import error_of

LOOK_SECONDS: Final = 1.0
"""How long one look waits for the end: between two of them, what was done is printed."""


def follow(begun: dict[str, Any], *, quiet: bool) -> dict[str, Any]:
    """What came of a job that was begun, when it has ended; its steps are printed meanwhile.

    Raises what it failed with.
    """
    said = 0
    while begun["status"] == "running":
        job = ask("snapshot_job", job=begun["job"], wait_seconds=LOOK_SECONDS)
        if not quiet:
            said = _print_steps(job["steps"], said)
        if job["state"] == "failed":
            raise error_of(job["error"])
        if job["state"] == "done":
            begun = {**begun, **_outcome(job)}
    return begun


def _outcome(job: dict[str, Any]) -> dict[str, Any]:
    result = job["result"]
    return {
        "status": result["status"],
        "safety_backup": result.get("safety"),
        "seq": result.get("seq"),
        "steps": job["steps"],
    }


def _print_steps(steps: list[dict[str, Any]], said: int) -> int:
    """Print the steps that have ended since; how many have."""
    ended = [step for step in steps if step["state"] not in ("waiting", "running")]
    for step in ended[said:]:
        click.echo(f"{step['name']}: {step['detail'] or step['state']}")
    return len(ended)


@click.command("job")
@click.argument("job_id", metavar="JOB")
@json_option
def job(job_id: str, as_json: bool) -> None:
    """Say how a restore or an undo stands. The exit code is 1 when it has failed."""
    found = ask("snapshot_job", job=job_id)
    if as_json:
        print_json(found)
    else:
        print_facts(
            {
                "What": f"{found['kind']} of {found['request'].get('snapshot', found['show_id'])}",
                "State": found["state"],
                "By": found["by"]["name"],
                "Began": moment(found["created"]),
                "Ended": moment(found["finished"]),
                "Safety copy": found["result"].get("safety"),
                "Error": (found["error"] or {}).get("message"),
                **{f"  {step['name']}": step["detail"] or step["state"] for step in found["steps"]},
            }
        )
    if found["state"] == "failed":
        raise SystemExit(1)
