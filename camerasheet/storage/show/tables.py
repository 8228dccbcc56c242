"""The tables of a show file, as SQLAlchemy knows them. Migrations make them; nothing else does.

``versions`` columns hold JSON: for each field, the seq of the event that last set it.
Times are milliseconds since the epoch, UTC; ``start`` is seconds after midnight.
"""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, MetaData, Table, Text

metadata = MetaData()

show = Table(
    "show",
    metadata,
    Column("only", Integer, primary_key=True),
    Column("show_id", Text, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("created_at", Integer, nullable=False),
)

cues = Table(
    "cues",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rank", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("start", Integer),
    Column("duration", Integer),
    Column("transition", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("versions", JSON, nullable=False),
)

cameras = Table(
    "cameras",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rank", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("mount", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("colour", Text, nullable=False),
    Column("as_directed", Boolean, nullable=False),
    Column("role", Text, nullable=False),
    Column("down", Boolean, nullable=False),
    Column("versions", JSON, nullable=False),
)

shots = Table(
    "shots",
    metadata,
    Column("cue_id", Text, ForeignKey("cues.id", ondelete="CASCADE"), primary_key=True),
    Column("camera_id", Text, ForeignKey("cameras.id", ondelete="CASCADE"), primary_key=True),
    Column("size", Text, nullable=False),
    Column("size_typed", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("move", Text, nullable=False),
    Column("move_typed", Text, nullable=False),
    Column("angle", Text, nullable=False),
    Column("angle_typed", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("taken", Boolean, nullable=False),
    Column("versions", JSON, nullable=False),
)

terms = Table(
    "terms",
    metadata,
    Column("family", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("aliases", JSON, nullable=False),
)

ready = Table(
    "ready",
    metadata,
    Column("cue_id", Text, ForeignKey("cues.id", ondelete="CASCADE"), primary_key=True),
    Column("camera_id", Text, ForeignKey("cameras.id", ondelete="CASCADE"), primary_key=True),
)

live = Table(
    "live",
    metadata,
    Column("only", Integer, primary_key=True),
    Column("cue", Text, nullable=False),  # no foreign key: the position outlives its cue
    Column("number", Text, nullable=False),
    Column("rank", Text, nullable=False),
    Column("next", Text, nullable=False),
    Column("standby", Boolean, nullable=False),
    Column("hold", Boolean, nullable=False),
    Column("at", Integer),
    Column("versions", JSON, nullable=False),
)

house = Table(
    "house",
    metadata,
    Column("only", Integer, primary_key=True),
    Column("uses_standby", Boolean, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("versions", JSON, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("by_id", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", Integer, nullable=False),
    Column("edit", Text, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("who", Text, primary_key=True),
    Column("edit", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("at", Integer, nullable=False),
    Column("answer", JSON, nullable=False),
)
