"""There is one clock."""

import re
from pathlib import Path

import camerasheet

PACKAGE = Path(camerasheet.__file__).parent
ASKING = re.compile(r"datetime\.(?:now|utcnow|today)\(|date\.today\(|(?<!date)time\.time(?:_ns)?\(")
ALLOWED = {
    "storage/clock.py": 2,
    "office/commands/snapshot_files.py": 1,  # against a file's time, which is the machine's
}


def test_nobody_else_asks_the_machine_what_time_it_is() -> None:
    asking = {
        str(path.relative_to(PACKAGE)): len(ASKING.findall(path.read_text()))
        for path in PACKAGE.rglob("*.py")
    }
    assert {path: times for path, times in asking.items() if times} == ALLOWED
