"""Who may use the control plane: programs of this machine, and no web page; knows no route.

A page in a browser on this machine could reach a loopback address, too. So a foreign `Origin` is
refused, and so is a `Host` that is a name other than localhost, by which a page could have bound
itself to this address (DNS rebinding); what changes something takes `application/json` alone, which
no page can send to another origin without being asked for permission first.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit


def objection(method: str, headers: Mapping[str, str]) -> str | None:
    """Why a request to the control plane is refused; None where it is not."""
    host = headers.get("Host", "")
    name = _hostname(f"//{host}")
    if name != "localhost" and not _is_address(name):
        return f"The control plane answers on an address or on localhost, not on the host {host!r}."
    origin = headers.get("Origin")
    if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
        return "The control plane is not for pages of other origins."
    if method != "GET" and headers.get("Content-Type", "").partition(";")[0] != "application/json":
        return "The control plane takes application/json alone."
    return None


def _hostname(url: str) -> str:
    """The host that a URL names; none where it is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
