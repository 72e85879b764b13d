"""Who may use the control plane: programs of this machine or with the token; knows no route.

A page in a browser on this machine could reach a loopback address, too. So a foreign `Origin` is
refused, and so is a `Host` that is a name other than localhost, by which a page could have bound
itself to this address (DNS rebinding). Where there is no `Origin`, as in a page's images, browsers
say by `Sec-Fetch-Site` that a page asks (https://www.w3.org/TR/fetch-metadata/). What changes
something takes `application/json` alone, which no page can send to another origin without being
asked for permission first. Where a token is asked for, any `Host` will do: a page that bound itself
to this address does not have the token.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a request to the control plane is refused; `code` is a word for scripts."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Guard:
    """`token` is asked for where it is given. Raises ValueError where it can be no token.

    https://www.rfc-editor.org/rfc/rfc6750#section-2.1
    """

    token: str | None = None

    def __post_init__(self) -> None:
        token = self.token
        if token is not None and not (token and token.isascii() and token.isprintable()):
            raise ValueError("a control token is of printable ASCII characters, one at least")
        if token is not None and " " in token:
            raise ValueError("a control token has no spaces")

    def objection(self, method: str, headers: Mapping[str, str]) -> Objection | None:
        """Why a request to the control plane is refused; None where it is not."""
        host, origin = headers.get("Host", ""), headers.get("Origin")
        if self.token is None and not _is_of_this_machine(_hostname(f"//{host}")):
            said = "The control plane answers on an address or on localhost, not on the host"
            return Objection("foreign_host", f"{said} {host!r}.")
        own = origin in (None, f"http://{host}", f"https://{host}")
        if not own or headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
            said = "The control plane is not for pages of other origins: ask it from a program."
            return Objection("foreign_origin", said)
        if self.token is not None and not _same(_given(headers), self.token):
            said = "The control plane asks for its token: send `Authorization: Bearer TOKEN`."
            return Objection("no_token", said)
        kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if method != "GET" and kind != "application/json":
            said = "The control plane takes application/json alone: send this Content-Type, also"
            return Objection("not_json", f"{said} where there is no body.")
        return None


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens on this address or name."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _given(headers: Mapping[str, str]) -> str:
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _same(one: str, other: str) -> bool:
    """Takes as long wherever they differ."""
    first, second = (text.encode(errors="surrogateescape") for text in (one, other))
    return hmac.compare_digest(first, second)


def _hostname(url: str) -> str:
    """The host that a URL names; none where it is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_of_this_machine(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
