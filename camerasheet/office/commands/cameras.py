"""Cameras by the number that the crew calls them."""

from camerasheet.office.premises import Premises
from camerasheet.sheet.errors import Malformed, NotFound
from camerasheet.storage.control.shows import Show


def camera_id(place: Premises, show: Show | None, number: str | None) -> str | None:
    """The id of the camera of that number in a show; None for no number.

    Raises ``NotFound``, and ``Malformed`` for a camera without a show.
    """
    if number is None:
        return None
    if show is None:
        raise Malformed("A camera is one of a show: say which show.")
    cameras = place.desks.open(show.id).sheet.cameras_in_order()
    for camera in cameras:
        if camera.number.casefold() == number.casefold():
            return camera.id
    known = ", ".join(camera.number for camera in cameras) or "none yet"
    raise NotFound(f"{show.title!r} has no camera {number!r}; it has {known}.")


def camera_number(place: Premises, show_id: str | None, camera: str | None) -> str | None:
    """The number of the camera of that id, None when it is none or was struck."""
    if show_id is None or camera is None:
        return None
    found = place.desks.open(show_id).sheet.cameras.get(camera)
    return found.number if found else None
