"""The value of a workbook's cell as the text that a person saw in it."""

import datetime
import re

_FIRST_DAY = datetime.datetime(1899, 12, 31)
_LAST_TIME = datetime.datetime(1900, 1, 31)  # dates before are lengths of time over a day

_RETURN = re.compile(r"(?<!_x005F)_x000D_")  # ECMA-376 part 1, 22.9.2.19 (ST_Xstring)
_ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _number(value: float, shown_as: str) -> str:
    """A number with the decimals or zeros that its format shows: cue 1.10 is not cue 1.1."""
    if match := re.fullmatch(r"0\.(0{1,6})", shown_as):
        return f"{value:.{len(match[1])}f}"
    if re.fullmatch(r"0{2,16}", shown_as) and value == int(value):
        return f"{int(value):0{len(shown_as)}}"
    if value == value and abs(value) < 1e15 and value == int(value):
        return str(int(value))
    return format(value, ".15g")  # the digits that Excel keeps


def _moment(value: datetime.datetime) -> str:
    if value < _LAST_TIME:
        return _clock((value - _FIRST_DAY).total_seconds())
    if value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat(" ", "seconds")


def cell_text(value: object, shown_as: str) -> str:
    """The text of a cell; ``shown_as`` is its number format.

    Times and lengths of time become "HH:MM:SS", switches "yes" and "no", 1.0 becomes "1".
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub("_", _RETURN.sub("", value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return _number(value, shown_as)
    if isinstance(value, datetime.datetime):
        return _moment(value)
    if isinstance(value, datetime.timedelta):
        return _clock(value.total_seconds())
    if isinstance(value, datetime.time):
        return _clock(
            value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
        )
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)
