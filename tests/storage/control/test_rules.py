import pytest

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import Malformed
from camerasheet.storage.control import rules


@pytest.mark.parametrize("text", ["a", "gala-26", "2026", "a--b", "x" * 64])
def test_slugs(text: str) -> None:
    assert rules.slug(text) == text


@pytest.mark.parametrize(
    "text",
    ["", "x" * 65, "Gala", "-a", "a-", "a_b", "a b", "ä", "a/b", "..", "a\n", "new", "api", "１"],
)
def test_what_is_no_slug(text: str) -> None:
    with pytest.raises(Malformed):
        rules.slug(text)


def test_logins_are_one_whatever_the_case_or_the_width() -> None:
    assert rules.login(" ANN ") == rules.login("ann") == rules.login("Ａｎｎ") == "ann"
    assert rules.login("Straße@example.org") == rules.login("STRASSE@example.org")


@pytest.mark.parametrize("text", ["", "  ", "two words", "x" * 65, "a\x00b", "a\tb"])
def test_what_is_no_login(text: str) -> None:
    with pytest.raises(Malformed):
        rules.login(text)


def test_names_are_tidied() -> None:
    assert rules.name("  Ann\n Example ") == "Ann Example"
    assert rules.title("Gala – ’26") == "Gala – ’26"


@pytest.mark.parametrize("text", ["", " \n ", "x" * 81, "a\x1b[31m", "a\u202eb"])
def test_what_is_no_name(text: str) -> None:
    with pytest.raises(Malformed):
        rules.name(text)


def test_passwords_are_long_enough_and_never_quoted() -> None:
    assert rules.password("x" * 10)
    assert rules.password("x" * 256)
    for text in ("hunter2", "x" * 257):
        with pytest.raises(Malformed) as refused:
            rules.password(text)
        assert text not in refused.value.message


def test_an_operator_has_a_camera() -> None:
    assert rules.place(Role.OPERATOR, "cam") == "cam"
    assert rules.place(Role.VIEWER, None) is None
    with pytest.raises(Malformed):
        rules.place(Role.OPERATOR, None)
