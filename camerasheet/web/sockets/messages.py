"""The messages of the WebSocket, both ways. ``docs/protocol.md`` describes each.

Every message is one JSON object with a ``type``: htmx swaps nothing out of an array, and takes
bare text for the whole page.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from camerasheet.desk import Accepted, Outcome
from camerasheet.sheet.edits import explain
from camerasheet.sheet.errors import Malformed
from camerasheet.sheet.events import compact

HTML = "camerasheet.v1.html"
JSON = "camerasheet.v1.json"
SUBPROTOCOLS = (JSON, HTML)

MOST_EDITS = 100
"""Edits in one ``edits`` message."""


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)  # htmx adds fields of its own


class Hello(_Message):
    """A client says what it has seen, and what it wants to follow."""

    type: Literal["hello"]
    epoch: str | None = None
    seq: int | None = None
    view: Annotated[str, Field(pattern=r"^(sheet|caller|card:[0-9A-Za-z_-]{1,64})$")] = "sheet"


class EditMessage(_Message):
    """One edit. ``edit`` is parsed apart, so that its refusal can name its id."""

    type: Literal["edit"]
    id: Any = None
    epoch: str | None = None
    edit: Any = None


class Numbered(_Message):
    """One edit of an ``edits`` message."""

    id: Any = None
    edit: Any = None


class EditsMessage(_Message):
    """Several edits, decided together and in order."""

    type: Literal["edits"]
    epoch: str | None = None
    edits: Annotated[list[Numbered], Field(min_length=1, max_length=MOST_EDITS)]


class LiveMessage(_Message):
    """The caller moves the live position."""

    type: Literal["live"]
    id: Any = None
    epoch: str | None = None
    action: Any = None
    seen: Annotated[Any, Field(alias="from")] = None
    cue: Any = None
    until: Any = None

    def edit(self) -> dict[str, Any]:
        """The edit that it stands for."""
        edit = {
            "kind": "live",
            "action": self.action,
            "from": self.seen,
            "cue": self.cue,
            "until": self.until,
        }
        return {name: value for name, value in edit.items() if value is not None}


Incoming = Hello | EditMessage | EditsMessage | LiveMessage
_INCOMING: TypeAdapter[Incoming] = TypeAdapter(Annotated[Incoming, Field(discriminator="type")])


def parse(received: str) -> Incoming:
    """The message that a client sent. Raises :class:`Malformed`."""
    try:
        return _INCOMING.validate_python(json.loads(received))
    except ValidationError as trouble:
        raise Malformed(f"This message was not understood. {explain(trouble)}.") from None
    except (ValueError, RecursionError):
        raise Malformed("This message is not JSON.") from None


def text(message: Mapping[str, Any]) -> str:
    """A message, or a part of one, in JSON."""
    return compact(message)


def encode(message: Mapping[str, Any]) -> bytes:
    """A message as it goes out."""
    return _encoded(text(message))


def _encoded(message: str) -> bytes:
    return message.encode(errors="replace")  # half a surrogate pair, in an id that we send back


def ack(accepted: Accepted) -> dict[str, Any]:
    """The answer to an edit that is committed."""
    return {"type": "ack", "id": accepted.id, "seq": accepted.seq}


def refused(edit_id: object, error: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to an edit that was turned down, or to a message that was not understood."""
    return {"type": "refused", "id": edit_id if isinstance(edit_id, str) else None, **error}


def answer(outcome: Outcome) -> bytes:
    """What the author of an edit is sent."""
    if isinstance(outcome, Accepted):
        return encode(ack(outcome))
    return encode(refused(outcome.id, outcome.error))


def events(
    epoch: str,
    seq: int,
    happened: Iterable[str],
    content: str | None = None,
    live: Mapping[str, Any] | None = None,
) -> bytes:
    """What happened up to ``seq``: events that are written out in JSON already.

    ``content`` is the HTML for htmx, where there is some. ``live`` is the live position after all
    of it, for JSON clients: what comes next depends on more than on what moved the position.
    """
    head: dict[str, Any] = {"type": "events", "epoch": epoch, "seq": seq}
    more: dict[str, Any] = {"content": content} if content else {}
    if live is not None:
        more["live"] = live
    parts = [text(head)[:-1], ',"events":[', ",".join(happened), "]"]
    parts.append(f",{text(more)[1:]}" if more else "}")
    return _encoded("".join(parts))


def heartbeat(at: int) -> bytes:
    """The sign of life that everyone gets every 5 seconds; ``at`` is the server's time in ms."""
    return encode({"type": "heartbeat", "at": at})
