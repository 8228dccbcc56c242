from pathlib import Path

import pytest

from camerasheet.config import Settings, declarations
from camerasheet.sheet.errors import BadSetting


def test_defaults() -> None:
    settings = Settings.from_environment({"PATH": "/bin", "HOME": "/root"})
    assert settings == Settings()
    assert settings.data == Path("data").absolute()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.admin_password is None
    assert settings.public_url is None
    assert settings.max_message_bytes == 262144
    assert settings.login_attempts == "10 per minute"


def test_every_setting_is_read() -> None:
    values = {
        "DATA": "/srv/data",
        "HOST": "0.0.0.0",
        "PORT": "80",
        "ADMIN_PASSWORD": "correct horse",
        "SECRET_KEY": "k" * 32,
        "TRUSTED_PROXIES": "1",
        "PUBLIC_URL": "https://sheet.example.org/show/",
        "DEFAULT_SHOW": "gala-26",
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "DEBUG",
        "MAX_CLIENTS": "500",
        "MAX_CONNECTIONS": "100",
        "REQUEST_SECONDS": "3",
        "MAX_MESSAGE_BYTES": "4096",
        "MAX_IMPORT_BYTES": "4096",
        "MAX_UPLOAD_BYTES": "4096",
        "SNAPSHOTS_KEEP": "3",
        "LOGIN_ATTEMPTS": "3 per hour",
        "SESSION_DAYS": "2",
        "EVENT_LOG_KEEP": "9",
        "HTTP_THREADS": "4",
        "SLOW_QUERY_MS": "0",
        "DATABASE_ALERT_MB": "50",
        "LITESTREAM": "sidecar",
        "LITESTREAM_SOCKET": "/run/litestream.sock",
        "REPLICA_DIR": "/mnt/second-disk",
        "S3_BUCKET": "gala-sheets",
        "S3_ENDPOINT": "https://storage.example.org",
        "S3_REGION": "eu-west-1",
        "S3_PREFIX": "shows/hall-2",
        "OFFSITE_HOURS": "6",
        "OFFSITE_KEEP": "5",
    }
    assert {f"CAMERASHEET_{name}" for name in values} == {entry.name for entry in declarations()}
    settings = Settings.from_environment({f"CAMERASHEET_{k}": v for k, v in values.items()})
    default = Settings()
    for name in values:
        assert getattr(settings, name.lower()) != getattr(default, name.lower()), name
    assert settings.public_url == "https://sheet.example.org/show"
    assert settings.data == Path("/srv/data")


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("DATA", "", "the path of a directory"),
        ("HOST", "two words", "such as 127.0.0.1"),
        ("PORT", "http", "a whole number from 0 to 65535"),
        ("PORT", "65536", "a whole number from 0 to 65535"),
        ("PORT", "-1", "a whole number"),
        ("PORT", "８０", "a whole number"),
        ("PUBLIC_URL", "sheet.example.org", "https://sheet.example.org"),
        ("PUBLIC_URL", "ftp://sheet.example.org", "https://"),
        ("PUBLIC_URL", "http://[half", "https://"),
        ("PUBLIC_URL", "https://sheet.example.org:x", "https://"),
        ("DEFAULT_SHOW", "Gala", "a to z"),
        ("LOG_FORMAT", "xml", "one of text, json"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO"),
        ("MAX_CLIENTS", "0", "from 1 to"),
        ("LITESTREAM", "on", "off, supervised, sidecar"),
        ("S3_BUCKET", "Gala Sheets", "the name of a bucket"),
        ("S3_ENDPOINT", "storage.example.org", "https://storage.example.org"),
        ("S3_REGION", "", "such as eu-west-1"),
        ("S3_PREFIX", "/shows", "without slashes at the ends"),
        ("LOGIN_ATTEMPTS", "many", "10 per minute"),
        ("LOGIN_ATTEMPTS", "0 per minute", "10 per minute"),
    ],
)
def test_a_bad_value_is_refused_in_a_sentence(name: str, value: str, accepted: str) -> None:
    with pytest.raises(BadSetting) as refused:
        Settings.from_environment({f"CAMERASHEET_{name}": value})
    assert refused.value.message.startswith(f"CAMERASHEET_{name} must be ")
    assert accepted in refused.value.message
    assert repr(value) in refused.value.message


@pytest.mark.parametrize("name", ["PUBLIC_URL", "S3_ENDPOINT"])
@pytest.mark.parametrize(
    "login", ["user", "crew:hunter2", ":hunter2", "crew:hun/ter2", "crew:hun?ter2", "a@b:hunter2"]
)
def test_an_address_takes_no_login_and_shows_none(name: str, login: str) -> None:
    with pytest.raises(BadSetting) as refused:
        Settings.from_environment({f"CAMERASHEET_{name}": f"https://{login}@store.example.org"})
    assert refused.value.message.endswith("and not 'https://[hidden]@store.example.org'.")


def test_a_typo_does_not_pass() -> None:
    with pytest.raises(BadSetting, match=r"Did you mean CAMERASHEET_ADMIN_PASSWORD\?"):
        Settings.from_environment({"CAMERASHEET_ADMIN_PASWORD": "correct horse"})
    with pytest.raises(BadSetting, match="CAMERASHEET_ZZZZ is not a setting"):
        Settings.from_environment({"CAMERASHEET_ZZZZ": "1"})


@pytest.mark.parametrize("name", ["ADMIN_PASSWORD", "SECRET_KEY"])
def test_secrets_are_told_to_nobody(name: str) -> None:
    with pytest.raises(BadSetting) as refused:
        Settings.from_environment({f"CAMERASHEET_{name}": "hunter2"})
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None
    settings = Settings.from_environment({f"CAMERASHEET_{name}": "hunter2" * 6})
    assert "hunter2" not in repr(settings)


def test_the_table_says_something_about_each() -> None:
    entries = list(declarations())
    assert all(entry.meaning and entry.kind.name and entry.kind.accepted for entry in entries)
    assert {entry.name for entry in entries if entry.secret} == {
        "CAMERASHEET_ADMIN_PASSWORD",
        "CAMERASHEET_SECRET_KEY",
    }
    for entry in entries:
        assert entry.kind.parse(entry.default) == getattr(
            Settings(), entry.name.removeprefix("CAMERASHEET_").lower()
        )
