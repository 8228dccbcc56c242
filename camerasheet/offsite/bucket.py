"""An S3-compatible bucket. The one place that knows boto3.

Plain S3 only: what AWS, Google Cloud Storage's interoperability, MinIO and SeaweedFS all have.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Self

from camerasheet.config import Settings
from camerasheet.offsite.failures import store_errors
from camerasheet.sheet.errors import NotFound, OffsiteFailed

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CONNECT_SECONDS: Final = 5
READ_SECONDS: Final = 15
ATTEMPTS: Final = 2
"""A store that hangs is given up after about half a minute."""

CHUNK: Final = 1024 * 1024
_SHA256: Final = "sha256"


@dataclass(frozen=True, slots=True)
class Found:
    """An object. ``sha256`` is what its sender said of it, '' when that was not asked for."""

    key: str
    size: int
    etag: str
    modified: datetime
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an upload that the store has; ``etag`` is mostly the piece's MD5."""

    number: int
    size: int
    etag: str


Parts = list[Part]


class Bucket:
    """Any thread may call any method; each raises ``OffsiteFailed`` when the store fails."""

    def __init__(self, name: str, *, endpoint: str | None, region: str) -> None:
        """Nothing is asked yet. ``endpoint`` is None for AWS."""
        self.name = name
        self._endpoint = endpoint
        self._region = region
        self._lock = threading.Lock()
        self._made: S3Client | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """The bucket of the settings; None where none is set."""
        if not settings.s3_bucket:
            return None
        return cls(settings.s3_bucket, endpoint=settings.s3_endpoint, region=settings.s3_region)

    # -- objects --------------------------------------------------------------------------------

    def put(self, key: str, content: bytes, sha256: str) -> None:
        """Store an object at once."""
        with store_errors(self.name):
            self._client().put_object(
                Bucket=self.name, Key=key, Body=content, Metadata={_SHA256: sha256}
            )

    def get(self, key: str, most: int) -> bytes:
        """All of a small object. Raises ``NotFound``, ``OffsiteFailed`` when it is no small one."""
        with store_errors(self.name):
            body = self._client().get_object(Bucket=self.name, Key=key)["Body"]
            try:
                content = body.read(most + 1)
            finally:
                body.close()
        if len(content) > most:
            raise OffsiteFailed(f"The object {key} is far too large for what it should be.")
        return content

    def head(self, key: str) -> Found:
        """What is known of an object. Raises ``NotFound``."""
        with store_errors(self.name):
            said = self._client().head_object(Bucket=self.name, Key=key)
        return Found(
            key,
            said["ContentLength"],
            _bare(said["ETag"]),
            said["LastModified"],
            said["Metadata"].get(_SHA256, ""),
        )

    def read(self, key: str, start: int, etag: str) -> Iterator[bytes]:
        """An object from its byte ``start`` on, in pieces, as long as it is still that one.

        Raises ``NotFound``, and ``OffsiteFailed`` also when it has become another.
        """
        with store_errors(self.name):
            asked = {"Range": f"bytes={start}-"} if start else {}
            said = self._client().get_object(Bucket=self.name, Key=key, **asked)  # type: ignore[arg-type]
            body = said["Body"]
            try:
                if _bare(said["ETag"]) != etag:
                    raise OffsiteFailed(f"The object {key} was replaced just now. Try again.")
                if start and not said.get("ContentRange", "").startswith(f"bytes {start}-"):
                    raise OffsiteFailed("This store cannot send the rest of an object.")
                yield from body.iter_chunks(CHUNK)
            finally:
                body.close()

    def list(self, prefix: str) -> Iterator[Found]:
        """The objects whose keys begin so, by key; what their senders said is not told."""
        with store_errors(self.name):
            pages = self._client().get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.name, Prefix=prefix):
                for each in page.get("Contents", []):
                    yield Found(
                        each["Key"], each["Size"], _bare(each["ETag"]), each["LastModified"]
                    )

    def folders(self, prefix: str) -> Iterator[str]:
        """The names right below ``prefix``, which ends with a slash, that have something in them.

        For as many objects as there may be: the store is asked for the names only.
        """
        with store_errors(self.name):
            pages = self._client().get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.name, Prefix=prefix, Delimiter="/"):
                for each in page.get("CommonPrefixes", []):
                    yield each["Prefix"][len(prefix) :].rstrip("/")

    def delete(self, key: str) -> None:
        """Remove an object; one that is not there is removed already."""
        with store_errors(self.name):
            self._client().delete_object(Bucket=self.name, Key=key)

    # -- uploads in parts -----------------------------------------------------------------------

    def uploads(self, prefix: str) -> Iterator[tuple[str, str, datetime]]:
        """The uploads that were begun and not ended: key, id, and when."""
        with store_errors(self.name):
            pages = self._client().get_paginator("list_multipart_uploads")
            for page in pages.paginate(Bucket=self.name, Prefix=prefix):
                for each in page.get("Uploads", []):
                    yield each["Key"], each["UploadId"], each["Initiated"]

    def begin(self, key: str, sha256: str) -> str:
        """Begin an upload; its id."""
        with store_errors(self.name):
            return self._client().create_multipart_upload(
                Bucket=self.name, Key=key, Metadata={_SHA256: sha256}
            )["UploadId"]

    def parts(self, key: str, upload: str) -> dict[int, Part]:
        """The parts that are there, by number; none for an upload that has ended."""
        found = {}
        try:
            with store_errors(self.name):
                pages = self._client().get_paginator("list_parts")
                for page in pages.paginate(Bucket=self.name, Key=key, UploadId=upload):
                    for each in page.get("Parts", []):
                        number = each["PartNumber"]
                        found[number] = Part(number, each["Size"], _bare(each["ETag"]))
        except NotFound:
            return {}
        return found

    def send_part(self, key: str, upload: str, number: int, content: bytes) -> Part:
        """Send one part. Raises ``NotFound`` for an upload that has ended."""
        with store_errors(self.name):
            said = self._client().upload_part(
                Bucket=self.name, Key=key, UploadId=upload, PartNumber=number, Body=content
            )
        return Part(number, len(content), _bare(said["ETag"]))

    def finish(self, key: str, upload: str, parts: Parts) -> None:
        """Make an object of the parts: from here on it is there."""
        listed: Any = [{"PartNumber": each.number, "ETag": f'"{each.etag}"'} for each in parts]
        with store_errors(self.name):
            self._client().complete_multipart_upload(
                Bucket=self.name, Key=key, UploadId=upload, MultipartUpload={"Parts": listed}
            )

    def abort(self, key: str, upload: str) -> None:
        """Give an upload up; one that has ended is given up already."""
        try:
            with store_errors(self.name):
                self._client().abort_multipart_upload(Bucket=self.name, Key=key, UploadId=upload)
        except NotFound:
            return

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            if self._made is not None:
                self._made.close()
                self._made = None

    def _client(self) -> S3Client:
        with self._lock:
            if self._made is None:
                self._made = _client(self._endpoint, self._region)
            return self._made


def _client(endpoint: str | None, region: str) -> S3Client:
    # Imported here: it takes longer than all else that a start imports.
    import boto3
    from botocore.config import Config

    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name=region,
        config=Config(
            signature_version="s3v4",
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            s3={"addressing_style": "path" if endpoint else "auto"},
            # Google's interoperability and older stores refuse the checksums that AWS has added.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            tcp_keepalive=True,
        ),
    )


def _bare(etag: str) -> str:
    return etag.strip('"')
