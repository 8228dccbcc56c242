import errno
import os
from pathlib import Path

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout

from camerasheet.sheet.errors import (
    DatabaseLocked,
    DatabaseMissing,
    Gone,
    ShuttingDown,
    StorageFailed,
    Trouble,
)
from camerasheet.storage.sqlite import driver
from camerasheet.storage.troubles import storage_errors, translate

PATH = Path("/data/control.db")


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.ENOSPC, StorageFailed, "The disk is full"),
        (errno.EDQUOT, StorageFailed, "The disk is full"),
        (errno.EROFS, StorageFailed, "read-only disk"),
        (errno.EACCES, StorageFailed, "may not be used by this user"),
        (errno.ENOTDIR, StorageFailed, "is a file, not a directory"),
        (errno.ENOENT, DatabaseMissing, "is not there"),
        (errno.EIO, StorageFailed, "Input/output error"),
    ],
)
def test_what_the_system_says_becomes_one_sentence(
    number: int, kind: type[Trouble], words: str
) -> None:
    trouble = translate(OSError(number, os.strerror(number)), PATH)
    assert type(trouble) is kind
    assert words in trouble.message
    assert str(PATH) in trouble.message
    assert "\n" not in trouble.message


def test_waiting_for_the_pool_too_long_is_a_lock() -> None:
    assert isinstance(translate(PoolTimeout(), PATH), DatabaseLocked)


def test_a_log_that_cannot_be_read_yet_is_a_lock() -> None:
    error = driver.OperationalError("locking protocol")
    error.sqlite_errorcode = driver.SQLITE_PROTOCOL
    trouble = translate(error, PATH)
    assert isinstance(trouble, DatabaseLocked)
    assert "try again" in trouble.message


def test_troubles_and_refusals_pass_as_they_are() -> None:
    for error in (ShuttingDown("bye"), Gone("it was struck"), KeyError("a bug")):
        with pytest.raises(type(error)) as raised, storage_errors(PATH):
            raise error
        assert raised.value is error
