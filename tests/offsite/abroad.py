"""A data directory with one show and the offsite service over it: what production wires."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from camerasheet.config import Settings
from camerasheet.offsite import CONTROL, Offsite, prefix_of
from camerasheet.snapshots import Job, JobState
from tests.snapshots.house import ANN, House
from tests.support.seaweed import Seaweed

PATIENCE = 120.0


class Abroad(House):
    """``House`` with a bucket. Closed at the end of the ``with`` block."""

    def __init__(self, path: Path, store: Seaweed, bucket: str, **settings: Any) -> None:
        super().__init__(path)
        self.store = store
        self.bucket = bucket
        self.settings = Settings(
            **{
                "data": path,
                "s3_bucket": bucket,
                "s3_endpoint": store.endpoint,
                **settings,
            }
        )
        self.offsite = Offsite(self.settings, self.control, self.snapshots, self.clock)
        if not self.sheet.rows:
            self.fill()

    def __enter__(self) -> Abroad:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.offsite.close(PATIENCE)
        self.close()

    def fatten(self, megabytes: int) -> None:
        """Make the show's file so large that a snapshot of it goes in several parts."""
        with self.desk._database.writing() as connection:  # its history: nobody else writes it
            for number in range(megabytes):
                connection.exec_driver_sql(
                    "INSERT INTO answers (who, edit, digest, at, answer) "
                    "VALUES ('fat', ?, '', 0, json_array(hex(randomblob(500000))))",
                    (str(number),),
                )

    def pushed(self, filename: str) -> Job:
        job = self.offsite.push(self.show_id, filename, by=ANN)
        return self.offsite.wait(job.id, PATIENCE)

    def fetched(self, filename: str) -> Job:
        job = self.offsite.fetch(self.show_id, filename, by=ANN)
        return self.offsite.wait(job.id, PATIENCE)

    def there(self) -> list[str]:
        """What is offsite, newest first."""
        return [copy.filename for copy in self.offsite.list(self.show_id)]

    def control_there(self) -> list[str]:
        return [copy.filename for copy in self.offsite.list(CONTROL)]

    @property
    def keys(self) -> str:
        """What the names of the show's objects begin with."""
        return f"{prefix_of(self.settings)}{self.show_id}/"

    def objects(self) -> list[str]:
        """The names of all objects of the show."""
        prefix = self.keys
        return [key.removeprefix(prefix) for key in self.store.keys(self.bucket, prefix)]


def failed(job: Job) -> str:
    """The sentence of a job that failed."""
    assert job.state is JobState.FAILED, job
    assert job.error is not None
    return str(job.error["message"])
