"""What py-spy 0.4.1 really writes with --threads, read as what it says."""

from benchmarks.profiling import Profile

DESK = "desk-01M8N2XJ4DA5X4813607YEDSK4"
RUN = (
    "_bootstrap (threading.py:988);_bootstrap_inner (threading.py:1028);run (threading.py:971);"
    "_run (camerasheet/desk/desk.py:134);_settle (camerasheet/desk/desk.py:159)"
)
SOUND = f"""\
thread (729): {DESK};{RUN};_commit (camerasheet/desk/desk.py:182) 3
thread (729): {DESK};{RUN};_answer (camerasheet/web/sockets/talk.py:109) 1
thread (717): hub;send_to_all (camerasheet/realtime/sending.py:35);send (camerasheet/x.py:49) 4
thread (729): {DESK} 2
thread (717): hub 1
"""
MISREAD = f"""\
thread (553): {DESK};WebSocket frames (RFC 6455, section 5), as far as a server writes them.

A server's frames carry no mask, so the same bytes are good for every client: encode once, send
to all.  What clients send is judged by wsproto; here is the arithmetic of what a received frame
announces, and a short way for what nearly every one of them is.
 (__doc__:336010751) 1
"""
"""Worker threads had been looked at while they ran: a module's text for a function's name."""


def test_threads_by_their_names_and_functions_alone_and_with_what_they_called() -> None:
    profile = Profile(SOUND)
    assert profile.threads == {DESK: 6, "hub": 5}
    assert profile.total == 11
    assert profile.misread == 0
    assert profile.alone[DESK] == {
        "_commit  camerasheet/desk/desk.py": 3,
        "_answer  web/sockets/talk.py": 1,
    }
    assert profile.within[DESK]["_settle  camerasheet/desk/desk.py"] == 4
    assert profile.within["hub"] == {
        "send_to_all  camerasheet/realtime/sending.py": 4,
        "send  camerasheet/x.py": 4,
    }
    assert "misread" not in profile.text(40)
    assert f"{DESK}: 55 % of 11 samples" in profile.text(40)


def test_a_misread_sample_is_counted_and_spoils_no_other() -> None:
    profile = Profile(MISREAD + SOUND + MISREAD)
    assert profile.misread == 2
    assert profile.threads == Profile(SOUND).threads
    assert profile.text(40).startswith("2 samples were misread\n")


def test_a_file_that_breaks_off() -> None:
    profile = Profile(SOUND + f"thread (729): {DESK};_bootstrap (threadi")
    assert (profile.total, profile.misread) == (11, 1)


def test_threads_that_have_no_name_or_a_number_in_hexadecimal() -> None:
    profile = Profile("thread (0x7F86C9): hub;f (a.py:1) 2\nthread (31);g (b.py:2) 1\n")
    assert profile.threads == {"hub": 2, "thread (31)": 1}
