"""Compiling and calling ``clients.c``."""

from __future__ import annotations

import ctypes
import hashlib
import os
import subprocess
import tempfile
from pathlib import Path

SOURCE = Path(__file__).with_name("clients.c")
BUCKETS = 2048


class Result(ctypes.Structure):
    """``struct result`` of ``clients.c``."""

    _fields_ = tuple(
        (name, ctypes.c_double)
        for name in (
            *("sent", "deliveries", "deliveries_in_time", "complete", "complete_in_time"),
            *("listeners", "frames", "bytes", "acks", "refusals", "lost_clients", "seconds"),
            *("worst_us", "worst_send_lag_us", "busy"),
        )
    )


def library() -> ctypes.CDLL:
    """The compiled client loop; a copy of its own for every caller, as its state is global."""
    code = SOURCE.read_bytes()
    tag = hashlib.sha256(code).hexdigest()[:16]
    built = Path(tempfile.gettempdir()) / f"camerasheet-load-{os.getuid()}-{tag}.so"
    if not built.exists():
        fresh = built.with_suffix(f".{os.getpid()}")
        command = ["cc", "-O2", "-Wall", "-shared", "-fPIC", "-o", str(fresh), str(SOURCE), "-lm"]
        subprocess.run(command, check=True)
        fresh.replace(built)
    # dlopen() knows a file by its inode: a copy gives a second crowd its own variables.
    with tempfile.NamedTemporaryFile(suffix=".so") as own:
        own.write(built.read_bytes())
        own.flush()
        loaded = ctypes.CDLL(own.name)
    number, long, words = ctypes.c_double, ctypes.c_long, ctypes.c_char_p
    loaded.crowd_last_failure.restype = words
    loaded.crowd_failures.restype = long
    loaded.crowd_connect.argtypes = (ctypes.c_int, number, number, ctypes.c_void_p)
    loaded.crowd_idle.argtypes = (number,)
    arrays = (ctypes.c_void_p,) * 5
    loaded.crowd_load.argtypes = (
        *(words, ctypes.c_void_p, long, long, number, ctypes.c_int, number, number),
        *arrays,
    )
    return loaded


def histogram_percentiles(histogram: list[int], *wanted: float) -> list[float]:
    """Milliseconds at each wanted share (0.5, 0.99), from the buckets that ``clients.c`` fills."""
    total = sum(histogram)
    found = []
    for share in wanted:
        count = 0
        at = float("nan")
        for bucket, size in enumerate(histogram):
            count += size
            if total and count >= share * total:
                at = 2 ** ((bucket + 1) / 64) / 1000
                break
        found.append(at)
    return found
