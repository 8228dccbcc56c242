"""The closed set of edits: everything that anybody may ask of a sheet, and its shape.

An edit is a small JSON object with a ``kind``. :func:`parse_edit` takes nothing else: an unknown
kind, an unknown or missing field, or one over its limit is refused with a sentence naming it.
"""

import re
from typing import Annotated, Final, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from camerasheet.sheet.errors import Malformed
from camerasheet.sheet.numbering import MAX_LENGTH

Id = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
EditId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.:-]{8,64}$")]
Number = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=MAX_LENGTH,
        pattern=r"^[^\x00-\x1f\x7f]*$",
    ),
]
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Text = Annotated[
    str, StringConstraints(max_length=2000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")
]


def _whole(value: object) -> object:
    """JSON has one kind of number: 5.0 is a whole one there (RFC 8259, section 6)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


# Limits stand before _whole, or they are not in the JSON schema.
Seconds = Annotated[int, Field(ge=0, lt=172_800, strict=True), BeforeValidator(_whole)]
MOST_SEQ: Final = 2**53  # what every client can count with
Seq = Annotated[int, Field(ge=0, le=MOST_SEQ, strict=True), BeforeValidator(_whole)]
EventSeq = Annotated[int, Field(ge=1, le=MOST_SEQ, strict=True), BeforeValidator(_whole)]
Switch = Annotated[bool, Field(strict=True)]

ShotField = Literal["size", "subject", "move", "angle", "note", "taken"]
CueField = Literal["number", "title", "start", "duration", "transition", "notes"]
CameraField = Literal[
    "number", "name", "mount", "operator", "colour", "as_directed", "role", "down"
]
COLOURS = ("", "blue", "teal", "violet", "pink", "brown", "olive", "slate", "cyan")


class _Edit(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class WriteShot(_Edit):
    """Write one field of one cell. ``base`` is the seq the writer had seen; without it, it wins."""

    kind: Literal["write_shot"]
    cue: Id
    camera: Id
    field: ShotField
    value: Switch | Text
    base: Seq | None = None


class WriteCue(_Edit):
    """Write one field of a cue. ``start`` is seconds after midnight, ``duration`` seconds."""

    kind: Literal["write_cue"]
    cue: Id
    field: CueField
    value: Seconds | Text | None
    base: Seq | None = None


class WriteCamera(_Edit):
    """Write one field of a camera; ``down`` declares that it failed, or is back."""

    kind: Literal["write_camera"]
    camera: Id
    field: CameraField
    value: Switch | Line
    base: Seq | None = None


class AddCue(_Edit):
    """Insert a cue under ``after`` or above ``before``; neither appends. It numbers itself."""

    kind: Literal["add_cue"]
    after: Id | None = None
    before: Id | None = None
    title: Line = ""
    number: Number | None = None
    heading: Switch = False


class MoveCue(_Edit):
    """Move a cue under ``after`` or above ``before``; neither moves it to the end."""

    kind: Literal["move_cue"]
    cue: Id
    after: Id | None = None
    before: Id | None = None


class DuplicateCue(_Edit):
    """Insert a copy of a cue and its shots right under it."""

    kind: Literal["duplicate_cue"]
    cue: Id


class StrikeCue(_Edit):
    """Take a cue out. With ``base``, refused when the cue or a cell changed since."""

    kind: Literal["strike_cue"]
    cue: Id
    base: Seq | None = None


class RenumberCues(_Edit):
    """Give cues new numbers, all at once: cue id to number, as somebody saw them in a preview."""

    kind: Literal["renumber_cues"]
    numbers: Annotated[dict[Id, Number], Field(min_length=1, max_length=5000)]
    base: Seq | None = None


class AddCamera(_Edit):
    """Add a camera to the right, or right after ``after``. Without a number it gets the next."""

    kind: Literal["add_camera"]
    number: Number | None = None
    name: Line = ""
    after: Id | None = None


class MoveCamera(_Edit):
    """Move a camera right after ``after`` or left of ``before``; neither moves it to the end."""

    kind: Literal["move_camera"]
    camera: Id
    after: Id | None = None
    before: Id | None = None


class StrikeCamera(_Edit):
    """Take a camera and all its shots out. With ``base``, refused when any of it changed since."""

    kind: Literal["strike_camera"]
    camera: Id
    base: Seq | None = None


class ReassignShots(_Edit):
    """Hand shots of one camera to another: the named cues, or all from the live position on.

    Cues on which ``to`` already has a shot are left as they are and listed in the event's notes.
    """

    kind: Literal["reassign_shots"]
    source: Annotated[Id, Field(alias="from")]
    to: Id
    cues: Annotated[list[Id], Field(max_length=5000)] | None = None


class SetTerm(_Edit):
    """Add a code to the vocabulary, or replace its name and aliases."""

    kind: Literal["set_term"]
    family: Literal["size", "move", "angle"]
    code: Annotated[Line, StringConstraints(strip_whitespace=True, min_length=1, max_length=16)]
    name: Line = ""
    aliases: Annotated[list[Line], Field(max_length=40)] = []


class StrikeTerm(_Edit):
    """Take a code out of the vocabulary. Shots that use it keep it."""

    kind: Literal["strike_term"]
    family: Literal["size", "move", "angle"]
    code: Annotated[Line, StringConstraints(min_length=1, max_length=16)]


class MarkReady(_Edit):
    """An operator's tick: the shot of this cue is framed (or is not, after all)."""

    kind: Literal["mark_ready"]
    cue: Id
    camera: Id
    ready: Switch = True


class SetHouse(_Edit):
    """How the show is run: ``uses_standby``, or ``locked`` against planning edits."""

    kind: Literal["set_house"]
    field: Literal["uses_standby", "locked"]
    value: Switch


class Undo(_Edit):
    """Take back the event ``seq``. Refused when a field it set was changed again since."""

    kind: Literal["undo"]
    seq: EventSeq


class MoveLive(_Edit):
    """Move the live position. ``from`` is the ``live.seq`` it was made from; a stale one fails.

    ``until``: after that moment (ms since the epoch, by the server's clock) it is refused too, so
    that a call held up by a bad network does not come seconds late.
    """

    kind: Literal["live"]
    action: Literal["standby", "take", "back", "goto", "hold", "release"]
    seen: Annotated[Seq | None, Field(alias="from")] = None
    cue: Id | None = None
    until: Seq | None = None


Edit = (
    WriteShot
    | WriteCue
    | WriteCamera
    | AddCue
    | MoveCue
    | DuplicateCue
    | StrikeCue
    | RenumberCues
    | AddCamera
    | MoveCamera
    | StrikeCamera
    | ReassignShots
    | SetTerm
    | StrikeTerm
    | MarkReady
    | SetHouse
    | Undo
    | MoveLive
)

EDITS: tuple[type[BaseModel], ...] = get_args(Edit)
_ADAPTER: TypeAdapter[Edit] = TypeAdapter(Annotated[Edit, Field(discriminator="kind")])
_EDIT_ID: TypeAdapter[str] = TypeAdapter(EditId)
_BRANCH = re.compile(r"(function|constrained)-|(bool|int|str|none)$")


def explain(trouble: ValidationError) -> str:
    """One sentence about the first thing wrong with a message.

    Where a value may be of several types, what is wrong within the right one comes first. What
    was sent is named in it, cut short: a refusal does not grow with what is refused.
    """
    errors = trouble.errors(include_url=False, include_context=False, include_input=False)
    first = next((error for error in errors if not error["type"].endswith("_type")), errors[0])
    parts = (str(part) for part in first["loc"])
    where = ".".join(part for part in parts if not _BRANCH.match(part))
    said = _shown(first["msg"], 800)
    return f"{_shown(where, 100)}: {said}" if where else said


def _shown(text: str, most: int) -> str:
    """A text that a client may have made up, as it can be sent back."""
    text = text.encode(errors="replace").decode()  # half a surrogate pair cannot
    return text if len(text) <= most else f"{text[: most - 1]}…"


def parse_edit(message: object) -> Edit:
    """The edit that a decoded JSON value stands for.

    Raises :class:`Malformed` for an unknown kind, an unknown or missing field, or a limit passed.
    """
    try:
        return _ADAPTER.validate_python(message)
    except ValidationError as trouble:
        raise Malformed(f"This edit was not understood. {explain(trouble)}.") from None


def parse_edit_id(value: object) -> str:
    """A client-made id: 8 to 64 letters, digits, ``_ . : -``. Raises :class:`Malformed`."""
    try:
        return _EDIT_ID.validate_python(value)
    except ValidationError:
        raise Malformed(
            "An edit needs an id of 8 to 64 letters, digits, '_', '.', ':' or '-'."
        ) from None
