"""``make fuzz``: the tests here with four times the examples, round after round, each seeded.

A round that fails ends it, with exit code 1. Rounds are whole: the last may end after the time.
"""

import argparse
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def fuzz(minutes: float, seed: int, rounds: int, where: str) -> int:
    """Run rounds until the time is over, or so many of them; the exit code."""
    deadline = time.monotonic() + minutes * 60
    done = 0
    while done == 0 or (done < rounds if rounds else time.monotonic() < deadline):
        repeat = f'make fuzz ARGS="--seed {seed + done} --rounds 1 {where}"'
        print(f"Round {done + 1}, seed {seed + done}. To repeat it: {repeat}", flush=True)
        if code := _round(seed + done, where):
            print(f"Found something. Keep it (docs/fuzzing.md). To repeat it: {repeat}", flush=True)
            return code
        done += 1
    print(f"{done} rounds, nothing found.")
    return 0


def _round(seed: int, where: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", where]
    return subprocess.run(
        [*command, f"--hypothesis-seed={seed}", "--durations=5"],
        cwd=ROOT,
        env={**os.environ, "HYPOTHESIS_PROFILE": "fuzz"},
        check=False,
    ).returncode


def main() -> int:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5, help="begin no round after these")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9), help="of round 1")
    parser.add_argument("--rounds", type=int, default=0, help="so many rounds instead")
    parser.add_argument("where", nargs="?", default="tests/fuzz", help="a test or a directory")
    asked = parser.parse_args()
    return fuzz(asked.minutes, asked.seed, asked.rounds, asked.where)


if __name__ == "__main__":
    sys.exit(main())
