"""The tree of refusals: what its docstring draws is what there is."""

import re

import pytest

from camerasheet.sheet import errors
from camerasheet.sheet.errors import CamerasheetError, Trouble
from camerasheet.web.errors import STATUSES

FROM_THE_WEB = {"too_slow", "too_many_connections", "method", "internal"}


def descendants(of: type[CamerasheetError]) -> list[type[CamerasheetError]]:
    return [of, *(each for sub in of.__subclasses__() for each in descendants(sub))]


def domain() -> list[type[CamerasheetError]]:
    """The classes of the domain's own module."""
    return [each for each in descendants(CamerasheetError) if each.__module__ == errors.__name__]


def test_every_class_has_a_code_of_its_own() -> None:
    codes = [each.code for each in domain()]
    assert len(codes) == len(set(codes))
    assert all("code" in vars(each) for each in domain())
    assert {each.code for each in descendants(CamerasheetError)} == set(codes), "none elsewhere"


def test_the_tree_in_the_docstring_is_true() -> None:
    drawn = re.findall(
        r"^([│ ]*)[├└]── (\w+)\s+(?:(\w+)(?::|$))?", str(errors.__doc__), re.MULTILINE
    )
    above: list[type[CamerasheetError]] = [CamerasheetError]
    seen: set[str] = set()
    for indent, name, code in drawn:
        found = getattr(errors, name)
        depth = len(indent) // 4
        assert found.__base__ is above[depth], name
        assert not indent or found.code == code, name
        above[depth + 1 :] = [found]
        seen.add(name)
    assert seen == {each.__name__ for each in domain()} - {"CamerasheetError"}


def test_every_code_has_a_status() -> None:
    codes = {each.code for each in descendants(CamerasheetError)}
    assert codes | FROM_THE_WEB == set(STATUSES)
    assert all(400 <= status < 600 for status in STATUSES.values())


@pytest.mark.parametrize("error", domain(), ids=lambda e: e.__name__)
def test_one_shape(error: type[CamerasheetError]) -> None:
    shape = error("What to do.", current=5).as_json()
    more = {"retry": True} if issubclass(error, Trouble) else {}
    assert shape == {"code": error.code, "message": "What to do.", **more, "current": 5}
