"""``make torture``: ``--minutes N --seed S``, with the replica in a real S3 server."""

from __future__ import annotations

import argparse
import logging
import random
import signal
import sys
import time

from tests.torture.run import torture


def main() -> int:
    """Run, say what was done, and what did not hold; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=None, help="to have a run's schedule again")
    asked = parser.parse_args()
    seed = random.SystemRandom().randrange(2**32) if asked.seed is None else asked.seed
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # unmount, and leave no process
    logging.getLogger("websockets").setLevel(logging.CRITICAL)  # a server killed in a handshake
    print(f"TORTURE seed {seed}, {asked.minutes:g} minutes", flush=True)
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:7.1f} s  {line}", flush=True)

    outcome = torture(seed, asked.minutes * 60, bucket=True, say=say)
    for name, count in sorted(outcome.evidence.counts.items()):
        print(f"{count:8}  {name}")
    if outcome.findings:
        print(f"\n{len(outcome.findings)} findings:")
        for finding in outcome.findings[:50]:
            print(f"- {finding}")
        print(f"\nAgain: make torture ARGS='--minutes {asked.minutes:g} --seed {seed}'")
        return 1
    print(f"\nEverything held (seed {seed}).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
