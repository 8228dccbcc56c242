"""What files call cues and cameras: "1.0" is cue 1, "Cam 3 (Jib)" camera 3, "3,5" two cameras."""

import re

from camerasheet.sheet.rules.cameras import LIMITS

_CAMERA_WORD = re.compile(r"(?:cameras?|cams?|kamera)[\s#.:_-]*(.+)", re.IGNORECASE)
_EVERY = {"all", "all cameras", "every", "*"}


def cue_number(text: str) -> str:
    """A cue's number as the crew says it: what a spreadsheet made of 1 ("1.0") is 1 again."""
    text = " ".join(text.split())
    return re.sub(r"(?<=\d)[.,]0+$", "", text) if re.fullmatch(r"\d+[.,]0+", text) else text


def camera_label(text: str) -> tuple[str, str]:
    """The number and the name of a camera: "Camera 3 - Jib" is ("3", "Jib").

    A name too long to be a number ("Steadicam left") is kept as the name and shortened for the
    number; a digit at its end stays, so "Handheld 1" and "Handheld 2" remain two.
    """
    text = " ".join(text.split())
    match = _CAMERA_WORD.fullmatch(text)
    text = cue_number(match[1] if match else text)
    split = re.fullmatch(r"([0-9]\w{0,3}|[A-Za-z]\d{0,2})\s*(?:[-–—:/]\s*|\(|\s)\s*(.+?)\)?", text)
    if split:
        return split[1], split[2][: LIMITS["name"]]
    if len(text) <= LIMITS["number"]:
        return text, ""
    bare = re.sub(r"[^\w]", "", text) or "camera"
    digits = re.search(r"\d{0,3}$", bare)
    ending = digits[0] if digits else ""
    return bare[: LIMITS["number"] - len(ending)].rstrip("0123456789") + ending, text[
        : LIMITS["name"]
    ]


def cameras_named(text: str) -> list[tuple[str, str]]:
    """The (number, name) of each camera in a cell: "3,5", "3 & 5", "3/5", "Cam 3 + Cam 5".

    "3.5" too: a spreadsheet in a country with decimal commas made that of "3,5".
    """
    text = " ".join(text.split())
    text = cue_number(text)
    if re.fullmatch(r"\d+\.\d+", text):
        text = text.replace(".", ",")
    parts = re.split(r"\s*[,;&+/\n]\s*|\s+(?:and|und|et|y)\s+", text, flags=re.IGNORECASE)
    return list(dict.fromkeys(camera_label(part) for part in parts if part.strip()))


def every_camera(text: str) -> bool:
    """Whether a cell means all cameras at once."""
    return text.strip().casefold() in _EVERY
