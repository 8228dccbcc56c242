"""What an S3 store and the way to it complain about, as one plain sentence without any secret."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from camerasheet.sheet.errors import CamerasheetError, NotFound, OffsiteFailed

_BY_CODE: Final = {
    "NoSuchBucket": "There is no bucket {bucket!r}. Make it, or set another CAMERASHEET_S3_BUCKET.",
    "InvalidAccessKeyId": "The store does not know our key. Look at AWS_ACCESS_KEY_ID.",
    "SignatureDoesNotMatch": "The store refuses our key. Look at AWS_SECRET_ACCESS_KEY.",
    "AccessDenied": "Our key may not do that in the bucket {bucket!r}. Give it read and write.",
    "RequestTimeTooSkewed": "This machine's clock is too far off for the store. Set it right.",
    "SlowDown": "The store is busy. It will be tried again.",
    "QuotaExceeded": "The bucket {bucket!r} is full.",
}
_MISSING: Final = frozenset({"NoSuchKey", "404", "NoSuchUpload", "NotFound"})
_WRONG_KEY: Final = "The store refuses our key for the bucket {bucket!r}."


@contextmanager
def store_errors(bucket: str) -> Iterator[None]:
    """Around anything that talks to the store.

    Raises ``NotFound`` for an object that is not there, ``OffsiteFailed`` for everything else.
    """
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
    from urllib3.exceptions import HTTPError

    try:
        yield
    except CamerasheetError:
        raise
    except ClientError as error:
        raise _of_answer(error.response, bucket) from None  # its text may hold our key's name
    except (HTTPClientError, HTTPError, ConnectionError, TimeoutError) as error:
        raise OffsiteFailed(
            f"The store of the bucket {bucket!r} cannot be reached, or does not answer "
            f"({type(error).__name__})."
        ) from None
    except (BotoCoreError, Boto3Error) as error:
        raise OffsiteFailed(_of_client(error)) from None


def _of_answer(response: object, bucket: str) -> CamerasheetError:
    answer = response if isinstance(response, dict) else {}
    said = answer.get("Error", {})
    code = str(said.get("Code", ""))
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if code in _MISSING:
        return NotFound("There is no such offsite copy.")
    if code in _BY_CODE:
        return OffsiteFailed(_BY_CODE[code].format(bucket=bucket))
    if status in (401, 403):
        return OffsiteFailed(_WRONG_KEY.format(bucket=bucket))
    return OffsiteFailed(f"The store of the bucket {bucket!r} refused: {code or status}.")


def _of_client(error: Exception) -> str:
    if type(error).__name__ in ("NoCredentialsError", "PartialCredentialsError"):
        return "There is no key for the store. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
    return f"The store cannot be used: {type(error).__name__}."
