"""Reading what a program sends, and answering what became of its edits."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from camerasheet.desk import Outcome, Turned
from camerasheet.sheet.edits import Seq, explain
from camerasheet.sheet.errors import Malformed
from camerasheet.web.errors import STATUSES


class Body(BaseModel):
    """A JSON object with these fields and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, strict=True)


EditId = Annotated[str, Field(json_schema_extra={"pattern": "^[A-Za-z0-9_.:-]{8,64}$"})]
CueId = Annotated[str, Field(json_schema_extra={"pattern": "^[0-9A-Za-z_-]{1,64}$"})]
"""Described only: the desk says what is wrong with one."""


class NewShow(Body):
    """A show to be made. Without a ``slug`` one is made of the title."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    slug: Annotated[str, Field(max_length=64)] | None = None


class PostedEdit(Body):
    """An edit, as on the WebSocket. ``edit`` is described by the protocol's edit kinds."""

    id: EditId
    edit: dict[str, Any]
    epoch: str | None = None


class PostedLive(Body):
    """A move of the live position. Without ``from`` it is made from wherever the show stands."""

    id: EditId
    action: Literal["standby", "take", "back", "goto", "hold", "release"]
    seen: Annotated[Seq | None, Field(alias="from")] = None
    cue: CueId | None = None
    epoch: str | None = None


AnyBody = TypeVar("AnyBody", bound=Body)


def read(kind: type[AnyBody]) -> AnyBody:
    """The request's JSON body. Raises :class:`Malformed` with a sentence naming what is wrong."""
    try:
        return kind.model_validate(request.get_json(silent=False))
    except RecursionError:
        raise Malformed("This body is nested too deeply.") from None
    except ValidationError as trouble:
        raise Malformed(f"This body was not understood. {explain(trouble)}.") from None


def answer(outcome: Outcome, **more: object) -> ResponseReturnValue:
    """``{id, seq}``, or the refusal with its status."""
    if isinstance(outcome, Turned):
        return jsonify(dict(outcome.error)), STATUSES[str(outcome.error["code"])]
    return jsonify(id=outcome.id, seq=outcome.seq, **more)
