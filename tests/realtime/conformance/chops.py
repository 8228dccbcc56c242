"""Sending in small pieces."""

import socket

from tests.realtime.wire import RawClient


def in_chops(client: RawClient, data: bytes, size: int) -> None:
    """Send ``data`` in pieces of ``size`` bytes, each in a packet of its own."""
    client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for at in range(0, len(data), size):
        client.send(data[at : at + size])
