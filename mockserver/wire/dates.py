"""A head whose moments have become HTTP-dates; knows no clock: it is told what time it is.

https://www.rfc-editor.org/rfc/rfc9110.html#section-5.6.7
"""

from __future__ import annotations

from email.utils import formatdate
from math import ceil

from .instructions import DateIn, Head, HeaderValue


def undated(head: Head) -> bool:
    """Whether a value of it is known only when it is sent."""
    return any(isinstance(value, DateIn) for _, value in head.headers)


def dated(head: Head, now: float) -> Head:
    """The head with its moments counted from `now`, in seconds since 1970.

    HTTP-dates have whole seconds; they are rounded up, so that no moment comes too early.
    """
    return Head(head.status, tuple((name, _text(value, now)) for name, value in head.headers))


def _text(value: HeaderValue, now: float) -> str:
    if isinstance(value, DateIn):
        return formatdate(ceil(now + value.micros / 1_000_000), usegmt=True)
    return value
