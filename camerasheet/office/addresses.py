"""Under which addresses a server can be reached, and the links that begin with them."""

import socket
import struct
from collections.abc import Iterator
from typing import Final

from camerasheet.config import Settings

_EVERYWHERE: Final = frozenset({"0.0.0.0", "::", "[::]", ""})  # noqa: S104  (compared, not bound)
_LINUX_GET_ADDRESS: Final = 0x8915  # SIOCGIFADDR
_VIRTUAL: Final = ("docker", "br-", "veth", "virbr", "tun", "tap", "wg")


def base_url(settings: Settings) -> str:
    """What addresses that we print begin with: the public one, else where the server listens."""
    if settings.public_url:
        return settings.public_url
    return url_of(settings.host, settings.port)


def url_of(host: str, port: int) -> str:
    """The address to open for a server on ``host``: one that other machines can use, if it has."""
    if host in _EVERYWHERE:
        host = next(iter(lan_addresses()), "127.0.0.1")
    bare = host.strip("[]")
    return f"http://[{bare}]:{port}" if ":" in bare else f"http://{bare}:{port}"


def join_url(base: str, secret: str) -> str:
    """The address of a join link."""
    return f"{base}/join/{secret}"


def lan_addresses() -> list[str]:
    """This machine's IPv4 addresses for others, those of virtual networks last."""
    found = sorted(set(_by_interface()), key=lambda pair: (pair[0].startswith(_VIRTUAL), pair))
    addresses = [address for _, address in found] or list(_by_name())
    return [address for address in dict.fromkeys(addresses) if not address.startswith("127.")]


def _by_interface() -> Iterator[tuple[str, str]]:
    """(interface, address) pairs; nothing where the system has another way to ask."""
    try:
        import fcntl

        names = [name for _, name in socket.if_nameindex()]
    except (ImportError, OSError):
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for name in names:
            asked = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(sock.fileno(), _LINUX_GET_ADDRESS, asked)
            except OSError:
                continue  # an interface without an address
            yield name, socket.inet_ntoa(answer[20:24])


def _by_name() -> Iterator[str]:
    """The addresses that this machine's own name has: macOS answers that with the real ones."""
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        return
    for *_, address in found:
        yield str(address[0])
