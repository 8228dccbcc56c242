"""An admin before the panel of a show with a camera, two cues and a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from camerasheet.sheet.crew import Role
from camerasheet.snapshots import Manifest, Snapshots
from camerasheet.storage.control.identity import Who
from tests.web.crew import Browser, Crew

ADA = Who("account:ada", "Ada")


@dataclass
class Panel:
    """The panel as an admin's browser has it."""

    crew: Crew
    browser: Browser
    at = "/admin/shows/gala/snapshots"

    @property
    def snapshots(self) -> Snapshots:
        return self.crew.production.snapshots

    def get(self, path: str = "") -> str:
        """A page under the panel's address."""
        answer = self.browser.get(f"{self.at}{path}")
        assert answer.status_code == 200, answer.text[:500]
        return answer.text

    def submit(self, path: str = "", **fields: object) -> TestResponse:
        """A form of the panel's, sent."""
        return self.browser.submit(f"{self.at}{path}", dict(fields))

    def all(self) -> list[Manifest]:
        """The show's snapshots, newest first."""
        return self.snapshots.list(self.crew.show.id)

    def make(self, name: str = "") -> Manifest:
        """A snapshot of the show as it is now."""
        return self.snapshots.create(self.crew.show.id, by=ADA, name=name)

    def finish(self, answer: TestResponse) -> str:
        """The page of the job that a form began, when it has ended."""
        assert answer.status_code == 302, answer.text[:500]
        self.snapshots.wait(answer.location.rpartition("/")[2], 30)
        page = self.browser.get(answer.location)
        assert page.status_code == 200
        return page.text

    def titles(self) -> list[str]:
        sheet = self.crew.production.desk(self.crew.show.id).sheet
        return [row.cue.title for row in sheet.in_order()]


@pytest.fixture
def panel(crew: Crew) -> Panel:
    crew.add_camera(number="1", name="Ped")
    crew.add_cue(title="Doors")
    crew.add_cue(title="Opening")
    return Panel(crew, crew.signed_in(Role.ADMIN))


@pytest.fixture
def retitle(panel: Panel) -> Callable[[str, str], None]:
    """Give the cue of a title another one."""

    def write(old: str, new: str) -> None:
        sheet = panel.crew.production.desk(panel.crew.show.id).sheet
        cue = next(row.cue.id for row in sheet.in_order() if row.cue.title == old)
        panel.crew.edit(kind="write_cue", cue=cue, field="title", value=new)

    return write
