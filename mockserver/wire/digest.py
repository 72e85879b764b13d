"""One hash of all that a plan puts on the wire and when; knows nothing of what it means."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from .instructions import Beat, Head, Pause, Plan, Send

FORMAT = 1
"""Raised whenever the same plan would get another digest."""


def digest(plan: Plan) -> str:
    """`sha256:` and 64 hex digits over head, segments, pauses and ending; a `Date` is left out."""
    total = hashlib.sha256(b"mockserver digest %d\n" % FORMAT)
    for part in _parts(plan):
        total.update(b"%d:" % len(part) + part)
    return f"sha256:{total.hexdigest()}"


def _parts(plan: Plan) -> Iterator[bytes]:
    for one in plan.instructions:
        match one:
            case Head(status, headers):
                yield b"head %d" % status
                for name, value in headers:
                    if name.lower() != "date":
                        yield f"{name}: {value}".encode("latin-1")
            case Send(data):
                yield b"send"
                yield data
            case Pause(micros, beat, gate):
                yield f"pause {micros}".encode()
                if gate is not None:
                    yield f"gate {gate}".encode()
                if isinstance(beat, Beat):
                    yield b"beat %d" % beat.every
                    yield beat.data
            case _:
                yield f"end {one.ending}".encode()
