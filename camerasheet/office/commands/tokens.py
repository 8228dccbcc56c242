"""API tokens: how programs come in."""

from camerasheet.office.commands.cameras import camera_id, camera_number
from camerasheet.office.commands.registry import Commands
from camerasheet.office.premises import Premises
from camerasheet.office.protocol import Answer
from camerasheet.sheet.crew import Role
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.control.tokens import Token

commands = Commands()


def as_json(place: Premises, token: Token) -> Answer:
    """A token without its secret."""
    show = place.control.shows.by_id(token.show_id).slug if token.show_id else None
    return {
        "id": token.id,
        "name": token.name,
        "role": token.role.value,
        "show": show,
        "camera": camera_number(place, token.show_id, token.camera_id),
        "created_at": token.created_at.isoformat(),
        "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
    }


@commands.add
def create_token(
    place: Premises, *, name: str, role: Role, show: str | None = None, camera: str | None = None
) -> Answer:
    """A new token, its secret under ``token``: the only time it is told. Raises NotFound."""
    found = place.show(show) if show else None
    secret, token = place.control.tokens.create(
        name,
        role,
        show_id=found.id if found else None,
        camera_id=camera_id(place, found, camera),
        by=SYSTEM,
    )
    return {**as_json(place, token), "token": secret}


@commands.add
def list_tokens(place: Premises, *, revoked: bool = False) -> Answer:
    """The tokens in use; with ``revoked`` also those that were."""
    tokens = place.control.tokens.list(revoked=revoked)
    return {"tokens": [as_json(place, token) for token in tokens]}


@commands.add
def revoke_token(place: Premises, *, token: str) -> Answer:
    """End a token. Raises NotFound."""
    return as_json(place, place.control.tokens.revoke(token, by=SYSTEM))
