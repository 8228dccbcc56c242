"""A desk on a disk that fills up, and has room again. Prints what it saw, as JSON."""

import json
import logging
import resource
import sys
from pathlib import Path

from tests.support.shows import Stand, code_of, read_back, slip

ADD = {"kind": "add_cue", "title": "x" * 200}
OTHER = {"kind": "add_camera"}


def main() -> None:
    """RLIMIT_FSIZE is the disk: no file may grow beyond what the write-ahead log is by now."""
    logging.disable()
    path = Path(sys.argv[1])
    stand = Stand(path)
    saw: dict[str, object] = {"before": code_of(stand.desk.apply(slip(ADD)))}
    log = Path(f"{path}-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, hard))
    asked = [slip(ADD, "edit-0001"), slip(ADD, "edit-0002"), slip(OTHER, "edit-0002")]
    saw["full"] = [code_of(stand.desk.apply(each)) for each in asked]
    saw["published"] = len(stand.published)
    saw["memory"] = stand.desk.sheet.seq
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    saw["disk"] = read_back(path)[0].seq
    saw["again"] = [code_of(stand.desk.apply(each)) for each in asked]
    saw["after"] = stand.desk.sheet.seq
    saw["after_on_disk"] = read_back(path)[0].seq
    stand.desk.close()
    print(json.dumps(saw))


if __name__ == "__main__":
    main()
