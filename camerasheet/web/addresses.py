"""The addresses that are handed out: what join links and QR codes say."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import request

from camerasheet.sheet.model import Camera
from camerasheet.storage.control.links import Link
from camerasheet.web.production import production


def base_url() -> str:
    """What links begin with: the setting, else the address that this request was sent to."""
    return production().settings.public_url or request.host_url.rstrip("/")


def join_url(link: Link) -> str:
    """The whole address of a link."""
    return f"{base_url()}/join/{link.secret}"


def is_only_here() -> bool:
    """Whether those addresses work on this machine only, so that no phone can follow them."""
    host = urlsplit(base_url()).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def camera_label(camera: Camera) -> str:
    """A camera's number and name: ``Camera 3 · Jib``."""
    return f"Camera {camera.number} · {camera.name}" if camera.name else f"Camera {camera.number}"
