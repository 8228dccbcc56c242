"""The parts that descriptions of operations are made of."""

from __future__ import annotations

from typing import Any

from camerasheet.web.errors import STATUSES

_OTHER = {"202": "It goes on.", "206": "A part of the file.", "416": "There is no such part."}


def json_content(schema: dict[str, Any]) -> dict[str, Any]:
    """An answer or a body in JSON."""
    return {"application/json": {"schema": schema}}


def ref(name: str) -> dict[str, str]:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def operation(
    summary: str,
    answer: dict[str, Any],
    *,
    status: str = "200",
    body: dict[str, Any] | None = None,
    body_needed: bool = True,
    query: dict[str, tuple[dict[str, Any], str]] | None = None,
    refusals: tuple[str, ...] = (),
    or_else: dict[str, dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """One operation. ``refusals`` are codes beyond those that any request may meet, ``or_else``
    the contents of further answers that are no refusals, by their status."""
    codes = ("malformed", "sign_in", "forbidden", "not_found", "gone", *refusals)
    statuses: dict[str, list[str]] = {}
    for code in codes:
        statuses.setdefault(str(STATUSES[code]), []).append(code)
    described: dict[str, Any] = {
        "summary": summary,
        "responses": {
            status: {"description": "Done.", "content": answer},
            **{
                number: {"description": _OTHER[number], "content": content}
                for number, content in (or_else or {}).items()
            },
            **{
                number: {"description": ", ".join(which), "content": json_content(ref("Error"))}
                for number, which in sorted(statuses.items())
            },
        },
    }
    if body is not None:
        described["requestBody"] = {"required": body_needed, "content": body}
    if query:
        described["parameters"] = [
            {"name": name, "in": "query", "schema": schema, "description": meaning}
            for name, (schema, meaning) in query.items()
        ]
    return described


def path(parameters: tuple[str, ...], **operations: dict[str, Any]) -> dict[str, Any]:
    """What can be done at an address with these parameters, by method."""
    return {
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in parameters
        ],
        **operations,
    }
