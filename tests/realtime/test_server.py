"""The hub under a real gunicorn: the upgrade, and the ways to stop."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from camerasheet.server import CannotListenError, listen
from tests.realtime.serverprocess import ROOT, ServerProcess, free_port
from tests.realtime.wire import PATIENCE, eventually, text, upgrade_request


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def is_free(port: int) -> bool:
    try:
        listen("127.0.0.1", port).close()
    except CannotListenError:
        return False
    return True


def test_clients_hear_each_other_and_nothing_is_logged(server: ServerProcess) -> None:
    with connect(server.url, subprotocols=["other", "wall.v1"]) as one, connect(server.url) as two:  # type: ignore[list-item]
        assert one.subprotocol == "wall.v1"
        assert two.subprotocol is None
        assert json.loads(one.recv()) == json.loads(two.recv()) == {"state": []}
        one.send("hello")
        assert json.loads(one.recv()) == json.loads(two.recv()) == {"lines": ["hello"]}
        assert one.ping().wait(5)
    assert server.log() == ""


def test_what_is_sent_along_with_the_upgrade_arrives(server: ServerProcess) -> None:
    sent = b"".join(text(f"line {n} " + "x" * 90) for n in range(150))  # more than gunicorn's 8 KiB
    client, response = server.upgrade(sent)
    assert response.startswith(b"HTTP/1.1 101")
    assert json.loads(client.message()) == {"state": []}
    lines: list[str] = []
    while len(lines) < 150:
        lines += json.loads(client.message())["lines"]
    assert [line.split()[1] for line in lines] == [str(n) for n in range(150)]
    client.close()
    assert server.log() == ""


def test_the_http_threads_are_free_while_clients_are_connected(server: ServerProcess) -> None:
    clients = [server.upgrade()[0] for _ in range(30)]  # there are 8 threads
    server.wait_until_up()
    for client in clients:
        client.close()


def test_sigterm_says_goodbye_at_once_and_ends_in_time(server: ServerProcess) -> None:
    client, _ = server.upgrade()
    client.message()
    slow = socket.create_connection(("127.0.0.1", server.port))
    slow.sendall(b"GET /slow HTTP/1.1\r\nHost: here\r\n\r\n")
    silent = socket.create_connection(("127.0.0.1", server.port))
    server.wait_until_up()
    server.process.terminate()
    assert client.close_code() == 1012
    assert server.process.poll() is None, "it said goodbye while a request was under way"
    client.close()
    assert server.process.wait(PATIENCE) == 0
    with suppress(ConnectionResetError):
        assert slow.recv(100) == b"", "it would have been answered after a minute"
    slow.close()
    silent.close()


def test_an_idle_server_stops_at_once(server: ServerProcess) -> None:
    with connect(server.url) as client:
        client.recv()
        began = time.monotonic()
        server.process.terminate()
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(5)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
    assert server.process.wait(10) == 0
    assert time.monotonic() - began < 6  # less than it waits for requests; there are none
    assert server.log() == ""


def test_ctrl_c_says_goodbye_too(server: ServerProcess) -> None:
    client, _ = server.upgrade()
    client.message()
    server.process.send_signal(signal.SIGINT)
    assert client.close_code() == 1012
    client.close()
    assert server.process.wait(10) == 0


def test_a_killed_worker_comes_back(server: ServerProcess) -> None:
    client, _ = server.upgrade()
    client.message()
    (worker,) = server.workers()
    os.kill(worker, signal.SIGKILL)
    with pytest.raises((EOFError, ConnectionError)):
        client.frame()
    client.close()
    eventually(lambda: server.workers() not in ([], [worker]), "another worker")
    with connect(server.url) as again:
        assert json.loads(again.recv()) == {"state": []}


def test_a_worker_whose_master_is_killed_leaves_the_port(server: ServerProcess) -> None:
    client, _ = server.upgrade()
    client.message()
    (worker,) = server.workers()
    slow = socket.create_connection(("127.0.0.1", server.port))
    slow.sendall(b"GET /slow HTTP/1.1\r\nHost: here\r\n\r\n")
    server.wait_until_up()
    server.process.kill()
    server.process.wait(5)
    assert client.close_code() == 1012
    client.close()
    eventually(lambda: is_free(server.port), "the port")
    assert alive(worker), "it left the port before it had answered"
    slow.close()
    eventually(lambda: not alive(worker), "the worker's end")


def test_hangup_restarts_the_worker(server: ServerProcess) -> None:
    client, _ = server.upgrade()
    client.message()
    (worker,) = server.workers()
    server.process.send_signal(signal.SIGHUP)
    assert client.close_code() == 1012
    client.close()
    eventually(lambda: server.workers() not in ([], [worker]), "another worker")
    server.wait_until_up()


def test_signals_that_would_add_workers_are_ignored(server: ServerProcess) -> None:
    workers = server.workers()
    for name in ("SIGTTIN", "SIGTTOU", "SIGUSR2"):
        server.process.send_signal(getattr(signal, name))
    time.sleep(0.3)
    assert server.workers() == workers


def test_connections_that_send_nothing_do_not_stop_the_others(server: ServerProcess) -> None:
    silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(40)]
    began = time.monotonic()
    server.wait_until_up()
    assert time.monotonic() - began < 15  # gunicorn's own patience would make it 20
    for sock in silent:
        sock.close()


def test_the_gunicorn_command_works_too() -> None:
    command = (
        *(sys.executable, "-m", "gunicorn", "-c", "python:camerasheet.gunicorn_conf"),
        *("-b", "127.0.0.1:{port}", "tests.realtime.tinyapp:create_app()"),
    )
    with ServerProcess(*command) as server:
        client, _ = server.upgrade()
        client.message()
        server.process.terminate()
        assert client.close_code() == 1012
        client.close()
        assert server.process.wait(10) == 0


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_a_second_worker_is_refused_with_one_sentence() -> None:
    result = run(
        *("gunicorn", "-c", "python:camerasheet.gunicorn_conf", "-w", "2"),
        *("-b", f"127.0.0.1:{free_port()}", "tests.realtime.tinyapp:create_app()"),
    )
    assert result.returncode != 0
    assert result.stderr.strip().splitlines()[-1].startswith("camerasheet runs in exactly one")
    assert "Traceback" not in result.stderr


def test_a_port_in_use_is_one_sentence(server: ServerProcess) -> None:
    result = run("tests.realtime.tinyapp", str(server.port))
    assert result.returncode == 1
    assert result.stderr == (
        f"Port {server.port} on 127.0.0.1 is in use: "
        "stop the other server or choose another port.\n"
    )


@pytest.mark.parametrize("host", ["no.such.host.invalid", "192.0.2.1"])
def test_an_address_that_is_not_ours_is_one_sentence(host: str) -> None:
    with pytest.raises(CannotListenError, match=host):
        listen(host, 0)


def test_nothing_is_written_under_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with ServerProcess() as server:
        server.process.terminate()
        server.process.wait(10)
    assert list(tmp_path.iterdir()) == []


def test_clients_that_go_while_they_are_let_in_are_no_news(server: ServerProcess) -> None:
    request = upgrade_request(server.port)
    for _ in range(300):
        with socket.create_connection(("127.0.0.1", server.port)) as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            sock.sendall(request)
    with connect(server.url) as client:
        assert json.loads(client.recv()) == {"state": []}
    assert server.log() == ""
