import threading

import pytest

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import CamerasheetError, Forbidden, Gone, Malformed
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.datadir import DataDirectory
from tests.storage.control.conftest import PASSWORD


def issued(control: ControlDatabase) -> str:
    secret = control.setup.issue()
    assert secret is not None
    return secret


def test_the_first_admin(control: ControlDatabase) -> None:
    secret = issued(control)
    control.setup.check(secret)
    account = control.setup.claim(secret, "Ann", "Ann", PASSWORD, address="10.0.0.7")
    assert (account.login, account.role) == ("ann", Role.ADMIN)
    assert control.accounts.authenticate("ann", PASSWORD, address="") == account
    assert control.setup.issue() is None
    with pytest.raises(Gone):
        control.setup.claim(secret, "eve", "Eve", PASSWORD, address="")
    assert control.audit.list()[-1].action == "setup_claimed"


def test_only_the_last_secret_works(control: ControlDatabase) -> None:
    old, new = issued(control), issued(control)
    for secret in (old, "", "guess"):
        with pytest.raises(Forbidden):
            control.setup.claim(secret, "eve", "Eve", PASSWORD, address="")
    assert control.accounts.count() == 0
    control.setup.claim(new, "ann", "Ann", PASSWORD, address="")


def test_a_slip_does_not_use_it_up(control: ControlDatabase) -> None:
    secret = issued(control)
    with pytest.raises(Malformed):
        control.setup.claim(secret, "ann", "Ann", "short", address="")
    control.setup.claim(secret, "ann", "Ann", PASSWORD, address="")


def test_nothing_is_claimed_before_it_is_issued(control: ControlDatabase) -> None:
    with pytest.raises(Forbidden):
        control.setup.check("")


def test_it_is_not_in_the_file(control: ControlDatabase, data: DataDirectory) -> None:
    secret = issued(control)
    control.close()
    assert secret.encode() not in data.control.read_bytes()


def test_two_at_once_make_one_admin(control: ControlDatabase) -> None:
    secret = issued(control)
    together = threading.Barrier(4)
    made: list[str] = []
    refused: list[CamerasheetError] = []

    def claim(login: str) -> None:
        together.wait()
        try:
            made.append(control.setup.claim(secret, login, login, PASSWORD, address="").login)
        except CamerasheetError as error:
            refused.append(error)

    threads = [threading.Thread(target=claim, args=(f"user{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [account.login for account in control.accounts.list()] == made
    assert len(made) == 1
    assert {type(error) for error in refused} == {Gone}
