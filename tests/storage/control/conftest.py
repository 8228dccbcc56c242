"""control.db as the server opens it, with hashing made cheap and a clock by hand."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from argon2 import PasswordHasher

from camerasheet.sheet.crew import Role
from camerasheet.storage.control.accounts import Account
from camerasheet.storage.control.database import ControlDatabase, open_control
from camerasheet.storage.control.identity import SYSTEM, Identity
from camerasheet.storage.control.shows import Show
from camerasheet.storage.datadir import DataDirectory
from tests.storage.conftest import HandClock

PASSWORD = "correct horse battery"


@pytest.fixture
def hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def control(
    data: DataDirectory, clock: HandClock, hasher: PasswordHasher
) -> Iterator[ControlDatabase]:
    control = open_control(data, clock, hasher=hasher)
    yield control
    control.close()


@pytest.fixture
def show(control: ControlDatabase) -> Show:
    return control.shows.create("gala", "Gala 26", by=SYSTEM)


@pytest.fixture
def other_show(control: ControlDatabase) -> Show:
    return control.shows.create("derby", "Derby", by=SYSTEM)


@pytest.fixture
def ann(control: ControlDatabase) -> Account:
    return control.accounts.create("ann", "Ann", PASSWORD, Role.ADMIN, by=SYSTEM)


@pytest.fixture
def bob(control: ControlDatabase, ann: Account) -> Account:
    return control.accounts.create("bob", "Bob", PASSWORD, Role.VIEWER, by=ann.who())


@dataclass
class SignedIn:
    """Somebody's session, looked up again every time."""

    control: ControlDatabase
    secret: str

    @property
    def identity(self) -> Identity | None:
        return self.control.identities.of_session(self.secret)

    @property
    def known(self) -> Identity:
        identity = self.identity
        assert identity is not None
        return identity


def sign_in(control: ControlDatabase, account: Account) -> SignedIn:
    return SignedIn(control, control.sessions.open(account.id).secret)


class Told:
    """Counts how often it was told that rights changed."""

    def __init__(self, control: ControlDatabase) -> None:
        self.times = 0
        control.changed.append(self._hear)

    def _hear(self) -> None:
        self.times += 1


@pytest.fixture
def told(control: ControlDatabase) -> Told:
    return Told(control)
