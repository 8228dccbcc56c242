import pytest

from camerasheet.sheet.errors import AlreadyExists, Malformed, NotFound
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.identity import SYSTEM
from camerasheet.storage.control.shows import Show
from tests.storage.conftest import HandClock
from tests.storage.control.conftest import Told


def test_a_show_is_found_by_slug_and_by_id(
    control: ControlDatabase, show: Show, clock: HandClock
) -> None:
    assert control.shows.by_slug("gala") == control.shows.by_id(show.id) == show
    assert (show.title, show.created_at, show.archived_at) == ("Gala 26", clock.now, None)
    assert len(show.id) == 26


def test_what_is_not_there(control: ControlDatabase) -> None:
    with pytest.raises(NotFound):
        control.shows.by_slug("gala")
    with pytest.raises(NotFound):
        control.shows.by_id("01JT5V3Z0QJ5Q6X1W0V8K4M2RN")
    with pytest.raises(NotFound):
        control.shows.rename("nobody", title="x", by=SYSTEM)


def test_a_slug_is_one_shows(control: ControlDatabase, show: Show, other_show: Show) -> None:
    with pytest.raises(AlreadyExists, match="Gala 26"):
        control.shows.create("gala", "Another", by=SYSTEM)
    with pytest.raises(AlreadyExists):
        control.shows.rename(other_show.id, slug="gala", by=SYSTEM)
    assert len(control.shows.list()) == 2


def test_slug_and_title_are_checked(control: ControlDatabase) -> None:
    with pytest.raises(Malformed):
        control.shows.create("new", "A reserved word", by=SYSTEM)
    with pytest.raises(Malformed):
        control.shows.create("gala", "", by=SYSTEM)
    assert control.shows.list() == []


def test_a_show_whose_file_is_there_is_adopted_once(control: ControlDatabase) -> None:
    show_id = control.shows.new_id()
    assert control.shows.create("gala", "Gala", by=SYSTEM, show_id=show_id).id == show_id
    with pytest.raises(AlreadyExists):
        control.shows.create("gala-2", "Gala", by=SYSTEM, show_id=show_id)


def test_renaming_moves_the_slug_and_keeps_the_id(control: ControlDatabase, show: Show) -> None:
    assert control.shows.by_slug("gala") == show  # and is remembered until it changes
    renamed = control.shows.rename(show.id, slug="gala-27", by=SYSTEM)
    assert (renamed.id, renamed.slug, renamed.title) == (show.id, "gala-27", "Gala 26")
    with pytest.raises(NotFound):
        control.shows.by_slug("gala")
    fresh = control.shows.create("gala", "The slug used again", by=SYSTEM)
    assert fresh.id != show.id


def test_archived_shows_are_apart_and_keep_their_slug(
    control: ControlDatabase, show: Show, other_show: Show, clock: HandClock, told: Told
) -> None:
    assert control.shows.by_slug("gala") == show
    archived = control.shows.archive(show.id, by=SYSTEM)
    assert archived.archived_at == clock.now
    assert control.shows.archive(show.id, by=SYSTEM) == archived
    assert told.times == 1
    assert control.shows.list() == [other_show]
    assert control.shows.list(archived=True) == [archived]
    assert control.shows.by_slug("gala") == archived
    with pytest.raises(AlreadyExists, match="archived show 'Gala 26'"):
        control.shows.create("gala", "Another", by=SYSTEM)
    assert control.shows.reopen(show.id, by=SYSTEM) == show


def test_the_default_show(control: ControlDatabase, show: Show) -> None:
    assert control.shows.default() == show
    control.shows.create("derby", "Derby", by=SYSTEM)
    assert control.shows.default() is None
    assert control.shows.default("gala") == show
    with pytest.raises(NotFound):
        control.shows.default("nothing")
