"""What an import changes in a row, a cell or a camera, in the words of its preview."""

from collections.abc import Mapping

from camerasheet.sheet.changes import Value
from camerasheet.sheet.incoming import Difference


def _words(name: str, value: object) -> str:
    """A value as people read it: seconds as 1:02:03, a switch as "yes" or nothing."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if name in ("start", "duration") and isinstance(value, int):
        return f"{value // 3600}:{value // 60 % 60:02}:{value % 60:02}"
    return str(value)


def differences(before: object, after: Mapping[str, Value], camera: str = "") -> list[Difference]:
    """The fields of ``after`` against ``before``, a cue, a shot or a camera.

    A size, move or angle appears once, in the words that were typed for it.
    """
    found = []
    for name in dict.fromkeys(name.removesuffix("_typed") for name in after):
        typed = f"{name}_typed"
        code = getattr(before, name)
        old = getattr(before, typed, "") or code
        new = after.get(typed, "") or after.get(name, code)
        found.append(Difference(name, _words(name, old), _words(name, new), camera))
    return found
