"""The office's socket: private, short enough, replaced when left behind, and never stuck."""

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from camerasheet.office.client import NoServer, ask
from camerasheet.office.commands import MODULES, commands_in
from camerasheet.office.protocol import error_of, socket_of
from camerasheet.office.server import Office
from camerasheet.sheet.errors import (
    CamerasheetError,
    ImportRefused,
    Malformed,
    NotFound,
    TooLarge,
    Trouble,
)


def answer(command: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    if command == "echo":
        return dict(arguments)
    if command == "bug":
        raise ZeroDivisionError
    raise NotFound("No such thing.", thing=command)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def office(data: Path) -> Iterator[Office]:
    office = Office(socket_of(data), answer, request_limit=10_000)
    office.start()
    yield office
    office.stop(5)


def test_a_command_is_answered(office: Office, data: Path) -> None:
    assert ask(data, "echo", {"word": "ünïcode", "list": [1, None]}) == {
        "word": "ünïcode",
        "list": [1, None],
    }


def test_a_refusal_comes_back_as_what_it_was(office: Office, data: Path) -> None:
    with pytest.raises(NotFound) as refusal:
        ask(data, "what", {})
    assert refusal.value.as_json() == {
        "code": "not_found",
        "message": "No such thing.",
        "thing": "what",
    }


def test_a_bug_is_told_without_its_insides(office: Office, data: Path) -> None:
    with pytest.raises(Trouble, match="its log says why"):
        ask(data, "bug", {})
    assert ask(data, "echo", {}) == {}


def test_only_the_owner_may_connect(office: Office, data: Path) -> None:
    assert socket_of(data).stat().st_mode & 0o777 == 0o600


def test_too_much_is_refused(office: Office, data: Path) -> None:
    with pytest.raises(TooLarge):
        ask(data, "echo", {"word": "x" * 5_000_000})


@pytest.mark.parametrize("line", [b"nonsense\n", b"[]\n", b'{"command":1,"arguments":{}}\n'])
def test_what_is_no_request_is_refused(office: Office, data: Path, line: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(str(socket_of(data)))
        sock.sendall(line)
        assert json.loads(sock.makefile("rb").readline())["error"]["code"] == Malformed.code


def test_callers_do_not_wait_for_one_that_says_nothing(office: Office, data: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(str(socket_of(data)))
        assert ask(data, "echo", {}) == {}


def test_nobody_is_there_before_after_and_when_the_server_was_killed(data: Path) -> None:
    with pytest.raises(NoServer):
        ask(data, "echo", {})
    office = Office(socket_of(data), answer, request_limit=1000)
    office.start()
    office.stop(1)
    office.stop(1)
    assert not socket_of(data).exists()
    with pytest.raises(NoServer):
        ask(data, "echo", {})
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(socket_of(data)))
    with pytest.raises(NoServer):
        ask(data, "echo", {})
    office = Office(socket_of(data), answer, request_limit=1000)
    office.start()
    assert ask(data, "echo", {}) == {}
    office.stop(1)


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    data = tmp_path / ("deep" * 30) / ("deeper" * 20)
    data.mkdir(parents=True)
    office = Office(socket_of(data), answer, request_limit=1000)
    office.start()
    assert ask(data, "echo", {"far": "down"}) == {"far": "down"}
    assert socket_of(data).is_socket()
    office.stop(1)
    assert not socket_of(data).exists()


def test_stopping_waits_for_what_is_under_way(data: Path) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(command: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        begun.set()
        may_end.wait(10)
        return {"done": True}

    office = Office(socket_of(data), slow, request_limit=1000)
    office.start()
    answers: list[Any] = []
    caller = threading.Thread(target=lambda: answers.append(ask(data, "slow", {})))
    caller.start()
    assert begun.wait(10)
    threading.Timer(0.2, may_end.set).start()
    office.stop(10)
    caller.join(10)
    assert answers == [{"done": True}]


def test_every_error_travels() -> None:
    waiting: list[type[CamerasheetError]] = [CamerasheetError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        error = kind("A sentence.", more=1)
        assert error_of(error.as_json()).as_json() == error.as_json()
    assert isinstance(error_of({"code": "import", "message": ""}), ImportRefused)
    assert isinstance(error_of({"code": "from the future", "message": ""}), Trouble)


@pytest.mark.parametrize("module", MODULES)
def test_the_table_of_commands_is_true(module: str) -> None:
    assert set(commands_in(module)) == set(MODULES[module])
