"""What names, slugs and passwords may look like. Pure; every check returns what is to be kept."""

import re
import unicodedata
from typing import Final

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import Malformed

PASSWORD_MIN: Final = 8
PASSWORD_MAX: Final = 256
SLUG_MAX: Final = 64
NAME_MAX: Final = 80
LOGIN_MAX: Final = 64
TITLE_MAX: Final = 200

# Words that stand, or may come to stand, where a show's slug stands in an address.
RESERVED_SLUGS: Final = frozenset(
    {"admin", "all", "api", "archived", "audit", "health", "join", "login", "logout", "metrics"}
    | {"new", "setup", "shows", "static", "tokens", "users", "ws"}
)

_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


def slug(text: str) -> str:
    """1–64 of a–z, 0–9 and inner dashes, not reserved. Raises ``Malformed``."""
    if not 1 <= len(text) <= SLUG_MAX or not _SLUG.fullmatch(text):
        raise Malformed(
            f"{text[:80]!r} cannot be a show's address: use 1 to {SLUG_MAX} of the letters a to z, "
            "digits and dashes, beginning and ending with a letter or a digit."
        )
    if text in RESERVED_SLUGS:
        raise Malformed(f"{text!r} is a word of camerasheet's own; choose another address.")
    return text


def suggested_slug(title: str) -> str:
    """A slug made of a title's letters and digits; ``show`` where it has none that fit."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain)[:SLUG_MAX].strip("-")
    return made if made and made not in RESERVED_SLUGS else "show"


def folded_login(text: str) -> str:
    """A login as it is compared, whether or not there can be such an account."""
    return unicodedata.normalize("NFKC", text.strip()).casefold()[: LOGIN_MAX + 1]


def login(text: str) -> str:
    """A login name as it is stored: folded case, no spaces. Raises ``Malformed``."""
    folded = folded_login(text)
    if not 1 <= len(folded) <= LOGIN_MAX or not folded.isprintable() or " " in folded:
        raise Malformed(f"A login name has 1 to {LOGIN_MAX} characters and no spaces.")
    return folded


def name(text: str, what: str = "A name", longest: int = NAME_MAX) -> str:
    """Words to show: one line, not empty, at most ``longest`` characters. Raises ``Malformed``."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if not 1 <= len(tidy) <= longest or not tidy.isprintable():
        raise Malformed(f"{what} has 1 to {longest} characters, in one line.")
    return tidy


def title(text: str) -> str:
    """A show's title. Raises ``Malformed``."""
    return name(text, "A title", TITLE_MAX)


def password(text: str) -> str:
    """A new password: length is what counts. Raises ``Malformed``, never quoting it."""
    if not PASSWORD_MIN <= len(text) <= PASSWORD_MAX:
        raise Malformed(f"A password has {PASSWORD_MIN} to {PASSWORD_MAX} characters.")
    return text


def place(role: Role, camera_id: str | None) -> str | None:
    """The camera that goes with a role in a show: an operator runs one. Raises ``Malformed``."""
    if role is Role.OPERATOR and camera_id is None:
        raise Malformed("An operator runs one camera: say which.")
    return camera_id
