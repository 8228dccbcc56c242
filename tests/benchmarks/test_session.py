"""Rounds, budgets, and the plan of a whole run."""

from pathlib import Path

from benchmarks.__main__ import LIMIT, QUICK_LIMIT
from benchmarks.packages import needed_by
from benchmarks.parts import PARTS
from benchmarks.plots import Panel, draw
from benchmarks.session import RESULTS, Session, shown


def test_the_budgets_fit_the_time_that_was_promised() -> None:
    assert sum(part.seconds for part in PARTS.values()) < LIMIT
    assert sum(part.quick_seconds for part in PARTS.values()) < QUICK_LIMIT


def test_every_part_can_be_imported() -> None:
    assert all(callable(part.run()) for part in PARTS.values())


def test_the_first_round_is_always_done_and_others_while_they_fit() -> None:
    assert list(Session(budget=1000.0).turns(3)) == [0, 1, 2]
    assert list(Session(budget=-1.0).turns(3)) == [0]


def test_rounds_that_were_asked_for_are_done_whatever_they_take() -> None:
    assert list(Session(budget=-1.0, rounds=4).turns(2)) == [0, 1, 2, 3]


def test_a_plot_is_shown_relative_to_the_results() -> None:
    session = Session(budget=1.0, pictures=RESULTS.parents[1] / "docs" / "images")
    assert shown(session.picture("x"), "y") == "![y](../../docs/images/performance-x.png)"
    assert shown(Session(budget=1.0).picture("x"), "y") == ""


def test_nothing_is_drawn_of_nothing(tmp_path: Path) -> None:
    nothing = Panel("", "", "", {"a": [(1.0, float("nan"))]})
    assert draw(tmp_path / "a.png", [nothing]) is None
    assert draw(None, [Panel("", "", "", {"a": [(1.0, 1.0)]})]) is None


def test_the_packages_that_the_product_needs_are_found_through_others() -> None:
    found = needed_by("camerasheet")
    assert {"flask", "werkzeug", "gunicorn"} <= found
    assert "pytest" not in found


def test_what_fails_is_noted_and_the_rest_goes_on() -> None:
    session = Session(budget=1.0)
    done = []
    for peer in ("one", "two"):
        with session.attempt(peer):
            if peer == "one":
                raise RuntimeError("it did not start\nand a long log")
            done.append(peer)
    assert done == ["two"]
    assert session.failures == ["one: RuntimeError: it did not start"]
