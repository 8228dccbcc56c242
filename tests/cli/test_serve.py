"""``camerasheet serve`` and ``wsgi.py``: starting, stopping, and there being only one."""

import json
import os
import re
import signal
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.cli.program import Served, eventually, refused, run, said, told
from tests.realtime.serverprocess import free_port

GUNICORN = (sys.executable, "-m", "gunicorn")


def test_the_first_start_says_how_to_make_the_first_account(data: Path) -> None:
    with Served(data) as server:
        link = next(line for line in server.output().splitlines() if "/setup/" in line).strip()
        assert link.startswith(f"{server.url}/setup/")
        assert server.get(link.removeprefix(server.url))[0] == 200
        said("user", "add", "mia", "-r", "admin", "--password-stdin", data=data, typed="x" * 12)
    with Served(data) as server:
        assert "setup" not in server.output()


def test_the_password_of_the_environment_makes_the_first_account(data: Path) -> None:
    with Served(data, CAMERASHEET_ADMIN_PASSWORD="correct horse battery") as server:
        assert "/setup/" not in server.output()
        assert "Sign in as “admin”" in server.output()
        assert told("user", "list", data=data)["users"][0]["login"] == "admin"


def test_lan_listens_for_everybody_and_prints_a_code(data: Path) -> None:
    with Served(data, "--lan", PYTHONIOENCODING="utf-8") as server:
        assert not server.url.startswith("http://0.0.0.0")
        assert "█" in server.output()
        assert server.get("/healthz")[0] == 200
    both = run("serve", "--lan", "--host", "127.0.0.1", data=data)
    assert both.returncode == 2


def test_sigterm_ends_it_in_time_and_leaves_no_socket(served: Served, data: Path) -> None:
    assert (data / "office.sock").stat().st_mode & 0o777 == 0o600
    began = time.monotonic()
    served.process.terminate()
    assert served.process.wait(10) == 0
    assert time.monotonic() - began < 10
    assert not (data / "office.sock").exists()
    assert "Traceback" not in served.output()


def test_ctrl_c_ends_it_too(served: Served) -> None:
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(10) == 0
    assert "Traceback" not in served.output()


def test_a_second_server_is_refused_with_one_sentence(served: Served, data: Path) -> None:
    sentence = refused(run("serve", "--port", "0", data=data), 4)
    assert served.url in sentence
    assert served.get("/healthz")[0] == 200


def test_what_a_killed_server_leaves_is_in_nobodys_way(data: Path) -> None:
    with Served(data) as server:
        said("show", "create", "gala", data=data)
        eventually((data / "office.sock").exists, "the server's office")
        server.kill()
    assert (data / "office.sock").exists()
    assert [show["slug"] for show in told("show", "list", data=data)["shows"]] == ["gala"]
    with Served(data):
        assert told("status", data=data)["server"] is not None
        assert [show["slug"] for show in told("show", "list", data=data)["shows"]] == ["gala"]


def test_a_worker_that_was_killed_is_replaced_and_found(served: Served, data: Path) -> None:
    (worker,) = served.workers()
    said("show", "create", "gala", data=data)
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: served.workers() not in ([], [worker]), "another worker")
    # Until it has started, the command waits for it.
    assert [show["slug"] for show in told("show", "list", data=data)["shows"]] == ["gala"]


def test_what_keeps_a_new_worker_from_serving_may_pass(served: Served, data: Path) -> None:
    """A disk that goes and comes back ends nobody's show for good."""
    said("show", "create", "gala", data=data)
    (worker,) = served.workers()
    shows, aside = data / "shows", data / "aside"
    shows.rename(aside)
    shows.write_text("not a directory")
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: served.output().count("Trying again.") == 2, "two tries")
    assert "Traceback" not in served.output()
    shows.unlink()
    aside.rename(shows)
    assert served.get("/healthz")[0] == 200, "the same server, without anybody's doing"
    assert [show["slug"] for show in told("show", "list", data=data)["shows"]] == ["gala"]


def test_a_new_worker_has_the_modules_already(data: Path) -> None:
    """A crew waits for it: importing everything anew would take most of its start."""
    with Served(data, PYTHONPROFILEIMPORTTIME="1") as served:
        (worker,) = served.workers()
        before = served.output()
        assert "| camerasheet.app\n" in before
        os.kill(worker, signal.SIGKILL)
        eventually(lambda: served.workers() not in ([], [worker]), "another worker")
        assert served.get("/healthz")[0] == 200
        loaded = re.findall(r"\| +(\S+)", served.output()[len(before) :])
        heavy = ("camerasheet.", "sqlalchemy", "pydantic", "flask")
        assert [name for name in loaded if name.startswith(heavy)] == []


def test_a_token_of_the_command_line_opens_the_api_at_once(served: Served, data: Path) -> None:
    said("seed", data=data)
    words = ("token", "create", "--role", "viewer", "--show", "spring-gala")
    token = said(*words, data=data).splitlines()[-1]
    status, body = served.get("/api/shows/spring-gala/sheet", token)
    assert status == 200
    assert len([cue for cue in json.loads(body)["cues"] if cue["kind"] == "cue"]) == 63
    token_id = told("token", "list", data=data)["tokens"][0]["id"]
    said("token", "revoke", token_id, data=data)
    assert served.get("/api/shows/spring-gala/sheet", token)[0] == 401


def test_an_import_reaches_the_sheet_that_is_served(
    served: Served, data: Path, tmp_path: Path
) -> None:
    said("show", "create", "gala", data=data)
    token = said("token", "create", "--role", "viewer", data=data).splitlines()[-1]
    before = json.loads(served.get("/api/shows/gala/sheet", token)[1])
    file = tmp_path / "sheet.csv"
    file.write_text("Cue,Title,Cam 1\n1,Doors,WS stage\n")
    said("import", file, "--show", "gala", "--yes", data=data)
    after = json.loads(served.get("/api/shows/gala/sheet", token)[1])
    assert (before["seq"], after["seq"]) == (0, 1)
    assert after["cues"][0]["shots"][0]["size"] == "WS"


def test_reads_see_what_was_written_over_http(served: Served, data: Path) -> None:
    said("show", "create", "gala", data=data)
    token = said("token", "create", "--role", "editor", data=data).splitlines()[-1]
    edit = {"id": "edit-0001", "edit": {"kind": "add_cue", "title": "Over HTTP"}}
    request = urllib.request.Request(
        served.local("/api/shows/gala/edits"),
        json.dumps(edit).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200
    assert "Over HTTP" in said("export", "--show", "gala", data=data)


def test_plain_gunicorn_serves_the_same(data: Path) -> None:
    port = free_port()
    words = ("-c", "python:camerasheet.gunicorn_conf", "-b", f"127.0.0.1:{port}")
    program = (*GUNICORN, *words, "camerasheet.wsgi:app")

    class Plain(Served):
        def _is_up(self) -> bool:
            assert self.process.poll() is None, self.output()
            self.url = f"http://127.0.0.1:{port}"
            try:
                return self.get("/healthz")[0] == 200
            except OSError:
                return False

    plain = Plain(data)
    plain._command = list(program)
    with plain:
        said("show", "create", "gala", data=data)
        second = run("-c", "python:camerasheet.gunicorn_conf", "-b", f"127.0.0.1:{free_port()}",
                     "camerasheet.wsgi:app", data=data, program=GUNICORN)  # fmt: skip
        assert "is in use by server" in refused(second, 4)
        plain.process.terminate()
        assert plain.process.wait(10) == 0


@pytest.mark.parametrize(("option", "word"), [(("-w", "2"), "one worker"), (("--preload",), "pre")])
def test_what_would_make_two_of_it_is_refused(data: Path, option: tuple[str], word: str) -> None:
    words = ("-c", "python:camerasheet.gunicorn_conf", "-b", f"127.0.0.1:{free_port()}", *option)
    done = run(*words, "camerasheet.wsgi:app", data=data, program=GUNICORN)
    assert word in refused(done, 1)
