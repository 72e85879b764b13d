"""Whether a client on this machine has read all; sees no socket, only what Linux tells of them.

That the peer's kernel has taken bytes says nothing about the client. Where client and server share
a machine, Linux tells of the client's own socket, and how many bytes in it nobody has read yet:
asked for one socket (https://man7.org/linux/man-pages/man7/sock_diag.7.html), or, where it cannot
be asked, in its list of all (https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html).
"""

from __future__ import annotations

import asyncio
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from mockserver.delivery.clock import monotonic
from mockserver.delivery.transport import ask_kernel, unacknowledged
from mockserver.errors import MockServerError

TABLES = Path("/proc/net")
"""Where the kernel lists the sockets of this network namespace, in `tcp` and `tcp6`."""

_OPEN = frozenset({1, 8})  # ESTABLISHED, CLOSE_WAIT: <net/tcp_states.h>

# A list that changes while it is read may skip a line.
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
    there = _received(_Ends.of(peer, own))
    if there is None:
        raise NotKnowableError(
            f"what the client at {peer[0]} port {peer[1]} has read is not known: it is not on this "
            "machine, or in another network namespace (a container), or it has closed"
        )
    return max(here, there)


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
        # A long list takes long to read, and the loop has other things to do.
        await asyncio.sleep(min(max(look, (end - begin) / 250_000), (deadline - end) / 1_000_000))
        look = min(2 * look, _RAREST_LOOK)


@dataclass(frozen=True, slots=True)
class _Ends:
    """Both ends of a connection as its one socket has them: addresses as bytes, and ports.

    A client of IPv4 has a socket of its own kind, whatever kind the server's is of.
    """

    local: bytes
    local_port: int
    remote: bytes
    remote_port: int

    @classmethod
    def of(cls, local: Address, remote: Address) -> _Ends:
        return cls(_packed(local[0]), local[1], _packed(remote[0]), remote[1])

    @property
    def old(self) -> bool:
        """Whether it is a connection of IPv4."""
        return len(self.local) == len(self.remote) == 4


def _packed(host: str) -> bytes:
    """The bytes of an address; those of IPv4 where it is one of these mapped to IPv6."""
    address = ip_address(host.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).packed


def _received(ends: _Ends) -> int | None:
    """Unread bytes of the socket with these ends; None where there is none that is open."""
    try:
        state, queue = _asked(ends)
    except OSError:  # none is there, or this kernel cannot be asked
        listed = (_listed(ends) for _ in range(_READS))
        state, queue = next((one for one in listed if one is not None), (0, 0))
    return queue if state in _OPEN else None


# -- asked for ------------------------------------------------------------------------------------

_SOCK_DIAG = 4  # NETLINK_SOCK_DIAG
_HEADER = struct.Struct("=IHHII")  # struct nlmsghdr
_BY_FAMILY, _REQUEST = 20, 1  # SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST
_QUESTION = struct.Struct("=BBBxI")  # struct inet_diag_req_v2, up to its socket
_SOCKET = struct.Struct("!HH16s16s12s")  # struct inet_diag_sockid
_ANSWER = struct.Struct("=xBxx48xII")  # struct inet_diag_msg: the state, a timer, the queue
_TCP = 6
_FAMILIES = {True: 2, False: 10}  # AF_INET and AF_INET6, of Linux
_ANY = bytes(4) + b"\xff" * 8  # any interface, no cookie


def _asked(ends: _Ends) -> tuple[int, int]:
    """The state and the unread bytes of one socket. Raises OSError where that is not told."""
    socket = _SOCKET.pack(ends.local_port, ends.remote_port, ends.local, ends.remote, _ANY)
    question = _QUESTION.pack(_FAMILIES[ends.old], _TCP, 0, 0xFFFFFFFF) + socket
    size = _HEADER.size + len(question)
    said = ask_kernel(_SOCK_DIAG, _HEADER.pack(size, _BY_FAMILY, _REQUEST, 1, 0) + question)
    if len(said) < _HEADER.size + _ANSWER.size or _HEADER.unpack_from(said)[1] != _BY_FAMILY:
        raise OSError("the kernel tells of no such socket")
    state, _, queue = _ANSWER.unpack_from(said, _HEADER.size)
    return state, queue


# -- listed ---------------------------------------------------------------------------------------

_MAPPED = bytes(10) + b"\xff\xff"


def _listed(ends: _Ends) -> tuple[int, int] | None:
    """The state and the unread bytes by the list of all sockets; None where it is not in it."""
    for name, line in _lines(ends):
        try:
            table = (TABLES / name).read_bytes()
        except OSError as error:
            said = "what a client has read is told by Linux alone, in /proc/net"
            raise NotKnowableError(f"{said}: {error}") from None
        _, found, rest = table.partition(line)
        if found:
            state, queues, *_ = rest.split(maxsplit=2)
            return int(state, 16), int(queues.partition(b":")[2], 16)
    return None


def _lines(ends: _Ends) -> Iterator[tuple[str, bytes]]:
    """The lists where a connection may stand, and how its ends are written there."""
    if ends.old:
        yield "tcp", _line(ends, b"")
    yield "tcp6", _line(ends, _MAPPED if ends.old else b"")


def _line(ends: _Ends, before: bytes) -> bytes:
    """Each end: every word of four bytes as a number of this machine, then the port."""
    local, remote = (_words(before + packed) for packed in (ends.local, ends.remote))
    return f" {local}:{ends.local_port:04X} {remote}:{ends.remote_port:04X} ".encode()


def _words(packed: bytes) -> str:
    words = (packed[at : at + 4] for at in range(0, len(packed), 4))
    return "".join(f"{int.from_bytes(word, sys.byteorder):08X}" for word in words)
