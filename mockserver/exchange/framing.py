"""What a reply's `framing` and `delivery` mean for one connection: plain facts; cuts nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from mockserver.scenario import framing as say
from mockserver.wire import body, sse
from mockserver.wire.body import BodyItem
from mockserver.wire.cutting import cut
from mockserver.wire.events import WireItem
from mockserver.wire.framing import Framing
from mockserver.wire.http1 import BodyCoding, Piece
from mockserver.wire.inside import spots
from mockserver.wire.instructions import End, Ending, Head, Pause, Plan
from mockserver.wire.segments import assemble

DEFAULT_SEGMENT_PAUSE = 1_000
"""Microseconds between two segments that the reply parts, so that they are seen apart."""

UNSENT = "the comments of a pause are not sent, the body has no room for them"
NO_PLACE = "the delivery cuts nowhere"
"""How notes begin that `check` warns of."""

ONE_BODY = Framing(body=BodyCoding.LENGTH)
"""What is sent whole, with its length before it: JSON, or a body as it is written."""

_NEWLINES: dict[str, Literal["\n", "\r\n", "\r"]] = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


def settle(written: say.Framing | None, *, chunked: bool) -> Framing:
    """What the reply says, and what the providers do for the rest.

    Without `chunked` (HTTP/1.0), a body that were chunked ends with the connection.
    """
    said = written or say.Framing()
    coding = BodyCoding(said.body or "chunked")
    if coding is BodyCoding.CHUNKED and not chunked:
        coding = BodyCoding.CLOSE
    return Framing(
        newline=_NEWLINES[said.newline or "lf"],
        bom=bool(said.bom),
        space=said.space_after_colon is not False,
        data_lines=said.data_lines or 1,
        last_blank_line=said.last_blank_line is not False,
        escape=said.escape == "unicode",
        gzip=said.coding == "gzip",
        body=coding,
    )


def content_type(written: say.Framing | None) -> str | None:
    """The Content-Type of a stream; None where it has none."""
    said = written.content_type if written else None
    if said is None:
        return sse.CONTENT_TYPE
    return None if said == "none" else said


def fields(framing: Framing, sent: Sequence[BodyItem], whole: int) -> dict[str, str]:
    """The header fields that tell of the codings; `whole` is the stream's size without faults.

    A Content-Length is the size of what is sent. Where that does not end `complete`, it is the size
    without faults, but one byte more than is sent at least: so a client sees that it is not whole.
    """
    found = {"Content-Encoding": "gzip"} if framing.gzip else {}
    if framing.body is BodyCoding.LENGTH:
        length = body.size(sent)
        if sent[-1] != End(Ending.COMPLETE):
            length = max(whole, length + 1)
        found["Content-Length"] = str(length)
    return found


def unsent(items: Iterable[WireItem], framing: Framing, *, inside: bool = False) -> Iterator[str]:
    """The note for comments that a body has no room for; `inside` another item's bytes, or not."""
    beats = any(isinstance(one, Pause) and one.beat for one in items) and framing is not ONE_BODY
    if beats and framing.body is BodyCoding.LENGTH:
        yield f"{UNSENT}: its length is told before it"
    elif beats and framing.gzip and inside:
        yield f"{UNSENT} here: inside a gzip block"


def delivered(
    before: Iterable[Head | Pause],
    sent: Sequence[BodyItem],
    written: say.Delivery | None,
    notes: Iterable[str],
    *,
    gzip: bool,
) -> Plan:
    """The plan: the body in segments as the reply says."""
    said = written or say.Delivery()
    if said.cut is not None:
        pieces = [one for one in sent if isinstance(one, Piece)]
        if not (gaps := [one.gap for one in spots(said.cut.inside, pieces, gzip=gzip)]):
            notes = [*notes, f"{NO_PLACE}: there is no {said.cut.inside} in the body"]
        pause = DEFAULT_SEGMENT_PAUSE if said.cut.pause is None else said.cut.pause
        sent = list(cut(sent, gaps, pause))
    pause = DEFAULT_SEGMENT_PAUSE if said.pause is None else said.pause
    items = [*before, *sent]
    return assemble(items, said.bytes, pause, notes, apart=said.events == "one")
