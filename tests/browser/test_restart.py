"""The server goes away in the middle of work, and everything goes on without a reload."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.grid import open_grid
from tests.browser.house import Server
from tests.browser.people import People
from tests.browser.stage import concert
from tests.browser.watch import NETWORK


@pytest.mark.parametrize("end", [Server.stop, Server.kill], ids=["SIGTERM", "kill -9"])
def test_the_server_is_restarted_while_people_edit(
    people: People, own_server: Server, end: Callable[[Server], None]
) -> None:
    people.watch.allow(NETWORK)
    stage = concert(own_server)
    eve, dan = (open_grid(people(who, server=own_server), stage) for who in ("eve", "dan"))
    ids = stage.cue_id("1"), stage.camera_id("1")
    eve.open(eve.cell("1", "1"))
    eve.field("subject").fill("written while it was down")
    for grid in (eve, dan):
        grid.page.evaluate("window.neverReloaded = true")

    end(own_server)

    expect(eve.page.locator("#sync-light")).to_have_text(re.compile(r"Offline since \d\d:\d\d"))
    expect(eve.field("subject")).to_have_value("written while it was down")
    eve.save()
    expect(eve.cell("1", "1")).to_contain_class("is-pending")
    eve.open(eve.cell("2", "2"))  # the page's own blank form: there is no server to ask
    expect(eve.field("subject")).to_have_value("singer 2")
    eve.field("note").fill("also offline")
    eve.save()

    own_server.start()

    for grid in (eve, dan):
        grid.synced()
        expect(grid.cell("1", "1").locator(".subject")).to_have_text("written while it was down")
        expect(grid.cell("2", "2").locator("small")).to_have_text("also offline")
        expect(grid.page.locator(".is-pending")).to_have_count(0)
        assert grid.page.evaluate("window.neverReloaded")
    assert stage.said(*ids)["subject"] == "written while it was down"
    written = [event for event in stage.log("shot_written") if event["by"]["name"] == "Eve"]
    assert len(written) == 2
    dan.write(dan.cell("3", "1"), subject="and on it goes")
    expect(eve.cell("3", "1").locator(".subject")).to_have_text("and on it goes")
