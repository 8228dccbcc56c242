"""Times of day and lengths of time, as rundowns write them, in whole seconds.

Excel keeps a time as a fraction of a day (ECMA-376 part 1, 18.17.4); the rest is what people type.
"""

import re

DAY = 86_400
MOST = 2 * DAY
"""Times from here on are refused: a show that passes midnight ends on the second day."""

_LONGEST = 40  # characters; longer texts are prose

_CLOCK = re.compile(
    r"(?:\d{4}-\d\d-\d\d[ T])?(\d{1,2})(?:(?::|[.h](?=\d\d))(\d{1,2}))?"
    r"(?::(\d{1,2})(?:[.,:]\d+)?)?\s*(?:h|uhr)?\s*([ap])?\.?(?:m\.?)?",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(?:(\d+):)?(\d{1,4}):(\d{1,2})(?:[.,]\d+)?")
_UNITS = re.compile(
    r"(?:(\d+)\s*(?:h|hrs?|hours?)\b\s*)?"
    r"(?:(\d+)\s*(?:['’′]|m|mins?|minutes?)(?![a-z])\s*)?"
    r"(?:(\d+)\s*(?:[\"”″]|''|s|secs?|seconds?)?)?",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"\d*[.,]\d+(?:E-\d+)?", re.IGNORECASE)


def _fraction(text: str) -> int | None:
    """The seconds of an Excel fraction of a day, below two days."""
    if not _DECIMAL.fullmatch(text):
        return None
    days = float(text.replace(",", "."))
    return round(days * DAY) if days < 2 else None


def clock(text: str) -> int | None:
    """Seconds after midnight of "20:15", "8:15:30 PM", "19h30", "7.30 pm", "0.84375"; else None.

    Two parts are hours and minutes. A whole number alone is not a time of day ("20"), unless it
    says "pm" or "h".
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    hours_minutes = re.fullmatch(r"[1-9]\d?\.\d\d", text)
    if not hours_minutes and (fraction := _fraction(text)) is not None:
        return fraction
    match = _CLOCK.fullmatch(text)
    if not match or not (match[2] or match[4] or text[-1:] in "hHrR"):
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.group(1, 2, 3))
    if match[4]:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if match[4] in "pP" else 0)
    if minutes > 59 or seconds > 59:
        return None
    total = hours * 3600 + minutes * 60 + seconds
    return total if total < MOST else None


def length(text: str, unit: int = 1) -> int | None:
    """The seconds of "4:10", "0:04:10", "4'10\\"", "4 min 10 s", "90", "0.0028935"; else None.

    Two parts are minutes and seconds. A whole number alone counts ``unit`` seconds.
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    total: int | None = None
    if re.fullmatch(r"\d{1,6}", text):
        total = int(text) * unit
    elif match := _PARTS.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        if seconds < 60 and (match[1] is None or minutes < 60):
            total = hours * 3600 + minutes * 60 + seconds
    elif re.fullmatch(r"\d+[.,]\d+", text) and unit > 1:
        total = round(float(text.replace(",", ".")) * unit)
    elif text and (match := _UNITS.fullmatch(text)) and any(match.groups()):
        hours, minutes, seconds = (int((part or "0")[:9]) for part in match.groups())
        total = hours * 3600 + minutes * 60 + seconds
    else:
        total = _fraction(text)
    return total if total is not None and total < MOST else None


def unit_of(header: str) -> int:
    """What a bare number in a column of lengths counts, in seconds: "Dur. (min)" counts minutes."""
    if re.search(r"\b(?:min|mins|minutes)\b", header, re.IGNORECASE):
        return 60
    return 3600 if re.search(r"\b(?:hrs?|hours)\b", header, re.IGNORECASE) else 1


def written(seconds: int | None) -> str:
    """Seconds as "HH:MM:SS", which :func:`clock` and :func:`length` both read back; None as ""."""
    if seconds is None:
        return ""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
