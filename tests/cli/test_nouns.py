"""The nouns, each with a server running and without one."""

import json
from pathlib import Path

from tests.cli.program import refused, run, said, told


def test_shows_are_made_listed_renamed_archived_and_reopened(place: Path) -> None:
    made = said("show", "create", "gala", "--title", "Gala", data=place)
    assert made == "Made 'Gala' at /shows/gala.\n"
    said("show", "rename", "gala", "--slug", "spring", "--title", "Spring", data=place)
    (show,) = told("show", "list", data=place)["shows"]
    assert (show["slug"], show["title"], show["archived_at"]) == ("spring", "Spring", None)
    said("show", "archive", "spring", data=place)
    assert told("show", "list", data=place)["shows"] == []
    (show,) = told("show", "list", "--archived", data=place)["shows"]
    assert show["archived_at"] is not None
    said("show", "reopen", "spring", data=place)
    assert "spring  Spring" in said("show", "list", data=place)


def test_a_title_is_made_of_the_slug(place: Path) -> None:
    assert told("show", "create", "spring-gala", data=place)["title"] == "Spring Gala"


def test_what_the_rules_refuse_is_one_sentence(place: Path) -> None:
    said("show", "create", "gala", data=place)
    again = run("show", "create", "gala", data=place)
    assert "has the address 'gala' already" in refused(again, 1)
    assert "cannot be a show's address" in refused(run("show", "create", "Ö", data=place), 1)
    assert "no show 'other'" in refused(run("show", "archive", "other", data=place), 1)


def test_accounts(place: Path) -> None:
    word = "a long password\n"
    said("user", "add", "Mia", "--role", "admin", "--password-stdin", data=place, typed=word)
    said("user", "add", "tom", "--password-stdin", data=place, typed=word)
    said("user", "role", "tom", "--role", "viewer", data=place)
    said("user", "passwd", "tom", "--password-stdin", data=place, typed="another password\n")
    users = {user["login"]: user for user in told("user", "list", data=place)["users"]}
    assert (users["mia"]["role"], users["tom"]["role"]) == ("admin", "viewer")
    assert "password" not in json.dumps(users)
    said("user", "disable", "tom", data=place)
    assert "DISABLED" in said("user", "list", data=place)
    said("user", "enable", "tom", data=place)
    assert "only admin" in refused(run("user", "disable", "mia", data=place), 1)
    short = run("user", "add", "x", "--password-stdin", data=place, typed="short\n")
    assert "password has" in refused(short, 1)


def test_a_role_in_one_show_with_a_camera(place: Path) -> None:
    said("seed", data=place)
    said("user", "add", "tom", "--password-stdin", data=place, typed="a long password\n")
    words = ("user", "role", "tom", "--role", "operator", "--show", "spring-gala")
    assert "say which" in refused(run(*words, data=place), 1)
    assert "it has 1, 2, 3" in refused(run(*words, "--camera", "9", data=place), 1)
    assert "operator in spring-gala" in said(*words, "--camera", "3", data=place)


def test_the_token_stands_alone_on_the_last_line(place: Path) -> None:
    said("show", "create", "gala", data=place)
    printed = said("token", "create", "--role", "editor", "--show", "gala", data=place)
    token = printed.splitlines()[-1]
    assert token.startswith("cst_")
    assert token == printed.strip()
    (listed,) = told("token", "list", data=place)["tokens"]
    assert (listed["role"], listed["show"]) == ("editor", "gala")
    assert token not in json.dumps(listed)
    said("token", "revoke", listed["id"], data=place)
    assert said("token", "list", data=place) == "There is no token.\n"
    assert "REVOKED" in said("token", "list", "--revoked", data=place)


def test_links_come_with_a_code_for_phones(place: Path) -> None:
    said("seed", data=place)
    words = ("link", "create", "--show", "spring-gala", "--role")
    printed = said(*words, "viewer", data=place, language="utf-8")
    assert "█" in printed
    link = told(*words, "operator", "--camera", "2", "--hours", "4", data=place)
    assert link["url"].rsplit("/", 2)[1] == "join"
    assert link["camera"] == "2"
    assert link["expires_at"] is not None
    listed = told("link", "list", "--show", "spring-gala", data=place)["links"]
    assert [each["role"] for each in listed] == ["operator", "viewer"]
    said("link", "revoke", link["id"], data=place)
    assert len(told("link", "list", data=place)["links"]) == 1
    assert len(told("link", "list", "--ended", data=place)["links"]) == 2


def test_the_demo_show_is_made_once_and_then_left_alone(place: Path) -> None:
    assert "63 cues, 6 cameras" in said("seed", data=place)
    before = told("stats", data=place)
    assert "nothing was changed" in said("seed", data=place)
    assert told("stats", data=place) == before
    said("show", "archive", "spring-gala", data=place)
    assert told("seed", data=place)["made"] is False
