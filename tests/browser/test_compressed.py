"""A whole sheet crosses bad Wi-Fi as a fraction of itself, and the page never knows."""

import re
import urllib.request
from typing import Any

from playwright.sync_api import expect

from tests.browser.grid import open_grid
from tests.browser.house import Server
from tests.browser.people import People
from tests.browser.stage import concert


def bytes_sent(server: Server) -> int:
    """What the hub has sent to everybody until now."""
    request = urllib.request.Request(f"{server.url}/metrics")
    request.add_header("Authorization", f"Bearer {server.house.token}")
    with urllib.request.urlopen(request, timeout=10) as answer:
        found = re.search(r"^camerasheet_\w*bytes_sent\w* (\S+)$", answer.read().decode(), re.M)
    assert found
    return int(float(found[1]))


def test_a_whole_grid_comes_compressed(people: People, own_server: Server) -> None:
    stage = concert(own_server)
    grid = open_grid(people("eve", server=own_server), stage)
    network: Any = grid.page.context.new_cdp_session(grid.page)
    network.send("Network.enable")
    agreed: list[str] = []
    received: list[int] = []
    network.on(
        "Network.webSocketHandshakeResponseReceived",
        lambda event: agreed.append(event["response"]["headers"]["Sec-WebSocket-Extensions"]),
    )
    network.on(
        "Network.webSocketFrameReceived",
        lambda event: received.append(len(event["response"]["payloadData"])),
    )
    grid.page.reload()
    grid.synced()
    assert ["permessage-deflate" in each for each in agreed] == [True]
    received.clear()
    before = bytes_sent(own_server)

    grid.choose(grid.head("2"), "Strike the camera")  # which swaps the grid
    expect(grid.page.locator("#heads > .head .head-number")).to_have_text(["1", "3", "4"])
    grid.toast("Camera 2 and its shots struck").get_by_role("button", name="Undo").click()
    expect(grid.cell("2", "2")).to_contain_text("CU singer 2")

    assert bytes_sent(own_server) - before < sum(received) / 4
