"""Accounts, as their admins see them."""

from __future__ import annotations

import re

import pytest

from camerasheet.sheet.crew import Role
from camerasheet.web.accounts import generated_password
from tests.web.crew import PASSWORD, Browser, Crew


@pytest.fixture
def admin(crew: Crew) -> Browser:
    return crew.signed_in(Role.ADMIN)


def may_sign_in(crew: Crew, login: str, password: str) -> bool:
    """Whether that name and password let anybody in."""
    response = crew.browser().submit("/login", {"login": login, "password": password})
    return response.status_code == 302


def shown_password(page: str) -> str:
    """The password that a page shows this once."""
    found = re.search(r'id="made-password" type="text" value="([^"]+)"', page)
    assert found
    return found[1]


def test_an_account_with_a_generated_password(admin: Browser, crew: Crew) -> None:
    data = {"login": "Omar", "name": "Omar H.", "role": "editor", "password": ""}
    response = admin.submit("/admin/accounts", data)
    assert response.status_code == 200
    password = shown_password(response.text)
    assert may_sign_in(crew, "omar", password)
    assert crew.control.accounts.by_login("omar").role is Role.EDITOR
    page = admin.get("/admin/accounts").text
    assert "Omar H." in page
    assert password not in page


def test_an_account_with_a_typed_password(admin: Browser, crew: Crew) -> None:
    data = {"login": "mia", "name": "Mia", "role": "viewer", "password": PASSWORD}
    admin.submit("/admin/accounts", data)
    assert may_sign_in(crew, "mia", PASSWORD)


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"login": "admin"}, 409, "There is an account"),
        ({"login": "a b"}, 400, "A login name has"),
        ({"name": ""}, 400, "A name has"),
        ({"role": "king"}, 400, "Choose a role"),
        ({"password": "short"}, 400, "A password has"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(
    admin: Browser, crew: Crew, changed: dict[str, str], status: int, said: str
) -> None:
    data = {"login": "omar", "name": "Omar H.", "role": "editor", "password": "", **changed}
    response = admin.submit("/admin/accounts", data)
    assert response.status_code == status
    assert said in response.text
    assert f'value="{data["login"]}"' in response.text
    assert "made-password" not in response.text
    assert len(crew.control.accounts.list()) == 1


def test_generated_passwords_are_long_and_differ() -> None:
    passwords = {generated_password() for _ in range(50)}
    assert len(passwords) == 50
    assert all(re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", each) for each in passwords)


def test_changing_name_and_role_counts_at_once(admin: Browser, crew: Crew) -> None:
    editor = crew.signed_in(Role.EDITOR)
    account = crew.account(Role.EDITOR)
    data = {"name": "Edda", "role": "admin"}
    assert admin.submit(f"/admin/accounts/{account.id}", data).status_code == 302
    assert editor.get("/admin/accounts").status_code == 200
    assert "Edda" in editor.get("/account").text
    wrong = admin.submit(f"/admin/accounts/{account.id}", {"name": "", "role": "x"})
    assert wrong.status_code == 400
    assert wrong.text.count('class="wrong"') == 2


def test_the_last_admin_stays_one(admin: Browser, crew: Crew) -> None:
    account = crew.account(Role.ADMIN)
    data = {"name": "Admin", "role": "viewer"}
    response = admin.submit(f"/admin/accounts/{account.id}", data)
    assert response.status_code == 403
    assert "is the only admin" in response.text
    assert crew.control.accounts.by_id(account.id).role is Role.ADMIN


def test_nobody_disables_themselves_and_a_token_not_the_last_admin(
    admin: Browser, crew: Crew
) -> None:
    account = crew.account(Role.ADMIN)
    page = admin.get(f"/admin/accounts/{account.id}").text
    assert "Disable the account" not in page
    response = admin.submit(f"/admin/accounts/{account.id}/disable")
    assert response.status_code == 403
    assert "your own account" in response.text
    program = crew.program(Role.ADMIN, everywhere=True)
    refused = program.post(f"/admin/accounts/{account.id}/disable")
    assert refused.status_code == 403
    assert refused.json is not None
    assert "is the only admin" in refused.json["message"]
    assert crew.control.accounts.by_id(account.id).disabled_at is None


def test_disabling_and_enabling(admin: Browser, crew: Crew) -> None:
    editor = crew.signed_in(Role.EDITOR)
    at = f"/admin/accounts/{crew.account(Role.EDITOR).id}"
    assert admin.submit(f"{at}/disable").location == at
    assert "⊘ Disabled" in admin.get("/admin/accounts").text
    assert editor.get("/shows").status_code == 302
    assert not may_sign_in(crew, "editor", PASSWORD)
    assert admin.submit(f"{at}/enable").location == at
    assert may_sign_in(crew, "editor", PASSWORD)


def test_resetting_a_password_signs_them_out(admin: Browser, crew: Crew) -> None:
    editor = crew.signed_in(Role.EDITOR)
    at = f"/admin/accounts/{crew.account(Role.EDITOR).id}"
    password = shown_password(admin.submit(f"{at}/password").text)
    assert editor.get("/shows").status_code == 302
    assert not may_sign_in(crew, "editor", PASSWORD)
    assert may_sign_in(crew, "editor", password)
    assert admin.submit(f"{at}/password", {"password": "short"}).status_code == 400


def test_signing_somebody_out_everywhere(admin: Browser, crew: Crew) -> None:
    one, two = crew.signed_in(Role.EDITOR), crew.signed_in(Role.EDITOR)
    at = f"/admin/accounts/{crew.account(Role.EDITOR).id}"
    admin.submit(f"{at}/sign-out")
    assert "Signed out on 2 devices." in admin.get(at).text
    assert one.get("/shows").status_code == two.get("/shows").status_code == 302


@pytest.mark.parametrize("path", ["", "/password", "/sign-out", "/disable", "/enable"])
def test_an_account_that_is_not_there(admin: Browser, path: str) -> None:
    at = f"/admin/accounts/nobody{path}"
    assert admin.submit(at, {"name": "A", "role": "viewer"}).status_code == 404
    assert admin.get("/admin/accounts/nobody").status_code == 404
