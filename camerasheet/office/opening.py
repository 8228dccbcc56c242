"""Opening the office in a running server."""

import logging

from camerasheet.office.commands import carry_out
from camerasheet.office.premises import Premises
from camerasheet.office.protocol import socket_of
from camerasheet.office.server import Office
from camerasheet.sheet.errors import Trouble

log = logging.getLogger(__name__)


def open_office(place: Premises) -> Office | None:
    """The office of a server that owns ``place``, answering. The server stops it first of all.

    None, and a warning in the log, where the disk can hold no sockets (some mounted volumes): the
    command line then has to wait until the server is stopped.
    """
    limit = place.settings.max_import_bytes * 4 // 3 + 64 * 1024  # base64 and what is around it
    try:
        office = Office(
            socket_of(place.data.path),
            lambda command, arguments: carry_out(place, command, arguments),
            request_limit=limit,
        )
    except Trouble as trouble:
        log.warning("the command line cannot reach this server: %s", trouble.message)
        return None
    office.start()
    return office
