"""Whether a client on this machine has read all; sees no socket, only what Linux tells of them.

That the peer's kernel has taken bytes says nothing about the client. Where client and server share
a machine, Linux lists the client's own socket, with the bytes in it that nobody has read yet:
https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from mockserver.delivery.clock import monotonic
from mockserver.delivery.transport import unacknowledged
from mockserver.errors import MockServerError

TABLES = Path("/proc/net")
"""Where the kernel lists the sockets of this network namespace, in `tcp` and `tcp6`."""

_OPEN = frozenset({b"01", b"08"})  # ESTABLISHED, CLOSE_WAIT: <net/tcp_states.h>

# A table that changes while it is read may skip a line.
_READS = 3

_FIRST_LOOK, _RAREST_LOOK = 0.001, 0.008

Address = tuple[str, int]


class NotKnowableError(MockServerError, RuntimeError):
    """Nothing here tells what the client has read; the message says why."""


def unread(transport: asyncio.Transport | None) -> int:
    """Bytes that were written and that the client has not read: 0 exactly where it has read all.

    While bytes are on their way, it may be fewer than it will be, but not 0. "Read" means: taken
    out of the client's socket, by whatever reads it.
    Raises NotKnowableError: the connection has ended, the client is not on this machine or in
    another network namespace, it is no TCP connection, or this system does not tell.
    """
    if transport is None or transport.is_closing():
        raise NotKnowableError("what a client has read is not known once its connection has ended")
    own, peer = (transport.get_extra_info(name) for name in ("sockname", "peername"))
    if not (isinstance(own, tuple) and isinstance(peer, tuple)):
        raise NotKnowableError("what a client has read is known of TCP connections alone")
    # In this order: what leaves here after the first look is in the peer's queue at the second.
    here = unacknowledged(transport)
    for _ in range(_READS):
        there = _received(peer[:2], own[:2])
        if there is not None:
            return max(here, there)
    raise NotKnowableError(
        f"what the client at {peer[0]} port {peer[1]} has read is not known: it is not on this "
        "machine, or in another network namespace (a container), or it has closed"
    )


async def until_read(transport: asyncio.Transport | None, seconds: float) -> bool:
    """Whether the client reads all that was sent within so many seconds of real time.

    Raises NotKnowableError as `unread` does.
    """
    deadline = monotonic() + round(seconds * 1_000_000)
    look = _FIRST_LOOK
    while True:
        begin = monotonic()
        if unread(transport) == 0:
            return True
        end = monotonic()
        if end >= deadline:
            return False
        # A long table takes long to read, and the loop has other things to do.
        await asyncio.sleep(min(max(look, (end - begin) / 250_000), (deadline - end) / 1_000_000))
        look = min(2 * look, _RAREST_LOOK)


def _received(local: Address, remote: Address) -> int | None:
    """Unread bytes of the socket that has this local address; None where no table has it."""
    for name, line in _lines(local, remote):
        try:
            table = (TABLES / name).read_bytes()
        except OSError as error:
            said = "what a client has read is told by Linux alone, in /proc/net"
            raise NotKnowableError(f"{said}: {error}") from None
        _, found, rest = table.partition(line)
        if found:
            state, queues, *_ = rest.split(maxsplit=2)
            return int(queues.partition(b":")[2], 16) if state in _OPEN else None
    return None


def _lines(local: Address, remote: Address) -> Iterator[tuple[str, bytes]]:
    """The tables where a connection may stand, and how its addresses are written there.

    A client of IPv4 stands in the table of its own kind, whatever kind the server's socket is of.
    """
    ends = [(_plain(host), port) for host, port in (local, remote)]
    if all(len(packed) == 4 for packed, _ in ends):
        yield "tcp", _line(ends)
        ends = [(_MAPPED + packed, port) for packed, port in ends]
    yield "tcp6", _line(ends)


_MAPPED = bytes(10) + b"\xff\xff"


def _plain(host: str) -> bytes:
    """The bytes of an address; those of IPv4 where it is one of these mapped to IPv6."""
    address = ip_address(host.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).packed


def _line(ends: list[tuple[bytes, int]]) -> bytes:
    """Both addresses: each word of four bytes as a number of this machine, then the port."""
    said = "".join(f" {_words(packed)}:{port:04X}" for packed, port in ends)
    return f"{said} ".encode()


def _words(packed: bytes) -> str:
    words = (packed[at : at + 4] for at in range(0, len(packed), 4))
    return "".join(f"{int.from_bytes(word, sys.byteorder):08X}" for word in words)
