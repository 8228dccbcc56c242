"""Extensions are never agreed to: compression costs more memory per client than the rest."""

import socket

import pytest

from tests.realtime.serverprocess import ServerProcess
from tests.realtime.wire import RawClient, masked, text, upgrade_request

OFFERS = (
    "permessage-deflate",
    "permessage-deflate; client_max_window_bits; server_no_context_takeover",
    "permessage-bzip2, permessage-deflate",
    "x-webkit-deflate-frame",
)


@pytest.mark.parametrize("offer", OFFERS)
def test_an_offer_is_passed_over(server: ServerProcess, offer: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as sock:
        client = RawClient(sock)
        client.send(upgrade_request(server.port, f"Sec-WebSocket-Extensions: {offer}"))
        headers = client.headers().lower()
        assert headers.startswith(b"http/1.1 101")
        assert b"sec-websocket-extensions" not in headers
        client.frame()
        compressed = bytes((0xC1,)) + masked(1, b"\xf2\x48\xcd\xc9\xc9\x07\x00")[1:]
        client.send(text("plain"))
        assert b"plain" in client.frame()[1]
        client.send(compressed)
        assert client.close_code() == 1002
        client.close()
