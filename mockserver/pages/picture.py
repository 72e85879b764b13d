"""Two pictures of a plan as SVG: when each event leaves, and in which bytes; knows no page.

Places are in per cent of the width and sizes in pixels, so that texts are as legible on a phone as
on a wide screen. What is drawn is bounded, however long the plan is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from mockserver.exchange.shown import Act
from mockserver.exchange.timeline import Moment, Timeline
from mockserver.wire.instructions import Ending

from .axis import Axis, axis, rough
from .flags import Badge, flags
from .html import Html, element, join

STYLE = """\
.picture { margin: .5rem 0 0; }
.picture svg { display: block; overflow: visible; width: 100%; }
.picture figcaption { color: var(--soft); font-size: .84rem; margin: 0 0 .25rem; }
.picture text { font-size: 11px; fill: var(--soft); font-family: inherit; }
.picture .badge text { fill: var(--paper); font-weight: 600; }
.picture .grid { stroke: var(--line); }
.picture .lane { stroke: var(--line); }
.picture .silence { fill: var(--ground); }
.picture .break { stroke: var(--soft); stroke-dasharray: 2 4; }
.text { --fill: var(--blue); } .reasoning { --fill: var(--violet); }
.call { --fill: var(--green); } .around { --fill: var(--soft); }
.comment { --fill: var(--amber); } .bytes { --fill: var(--amber); }
.error, .fault, .refusal { --fill: var(--red); } .gate { --fill: var(--violet); }
.good { --fill: var(--green); } .bad { --fill: var(--red); } .open { --fill: var(--amber); }
.picture .mark { fill: var(--fill); }
.picture .span { fill: var(--fill); opacity: .35; }
.picture .line { stroke: var(--fill); stroke-width: 1.5; }
.picture .dashed { stroke-dasharray: 4 3; }
.picture .block { fill: var(--fill); stroke: var(--paper); stroke-width: 1; }
.picture .many .block { stroke: none; }
.picture .cut { stroke: var(--ink); stroke-width: 1.5; }
"""

LANES = {
    "text": "text",
    "reasoning": "reasoning",
    "refusal": "refusal",
    "call": "tool calls",
    "around": "role, finish, usage",
    "comment": "comments",
    "bytes": "raw bytes, parts",
    "error": "errors",
}
"""The lanes of the picture from the top, and their names; each has its class."""

_OF_KIND = {"comment": "comment", "raw": "bytes", "wire": "bytes", "part": "bytes"}
_UNSEEN = ("head", "coding", "wait", "gate", "end")
_CELLS = 400
"""Marks of one lane, and blocks of bytes, at most."""

MOST_BADGES = 40
"""Gates and faults that are drawn."""

_MOST_CUTS = 120
"""Ends of segments that are drawn."""

_ENDS = {Ending.COMPLETE: "good", Ending.STALL: "open"}
_LANE, _STRIP, _FOOT, _SAID = 32, 30, 22, 16
"""Heights in pixels."""


def lane(one: Moment) -> str | None:
    """The lane of a moment; None where it is drawn otherwise."""
    if one.beats:
        return "comment"
    if one.kind in _UNSEEN:
        return None
    around = one.topic in ("role", "finish", "usage", "other")
    return _OF_KIND.get(one.kind, "around" if around else one.topic)


def when(told: Timeline, acts: Sequence[Act]) -> Html:
    """Events on an axis of time, a lane for each kind; gates, faults and the ending across them."""
    stalls = told.ending is Ending.STALL
    times = [one.at for one in told.moments]
    time = axis(times, room=12 if stalls else 0)
    places = _places(told.moments, time)
    names = [name for name in LANES if name in places]
    header, high = _flags(told, acts, [time.at(one) for one in times])
    top = high + (_SAID if any(one.short for one in time.stretches) else 0)
    bottom = top + _LANE * len(names)
    drawn = [
        _silences(time, high, bottom),
        _grid(time, bottom),
        *(_lane(name, places[name], top + _LANE * at) for at, name in enumerate(names)),
        *(one(bottom) for one in header),
        _line(f"{time.at(told.duration)}%", "100%", bottom, bottom, "break") if stalls else "",
    ]
    return _figure("When it leaves", drawn, bottom + _FOOT)


def what(told: Timeline, acts: Sequence[Act]) -> Html:
    """All bytes in their order, a block for each event; the segments, faults, the ending."""
    begins, total = [], 0
    for one in told.moments:
        begins.append(total)
        total += 0 if one.kind in ("head", "wait", "gate") else len(one.sent)
    scale = 100 / max(total, 1)
    header, top = _flags(told, acts, [begin * scale for begin in begins])
    bottom = top + _STRIP
    blocks = list(_blocks(told.moments, begins, scale, top))
    dense = len(blocks) > _CELLS / 4
    drawn = [
        element("g", *blocks, class_="many" if dense else None),
        *_cuts(told, scale, top),
        *(one(bottom) for one in header),
        element("text", "0", x="0", y=bottom + 17),
        element("text", _bytes(total), x="100%", y=bottom + 17, text_anchor="end"),
    ]
    return _figure(_caption(told, dense=dense), drawn, bottom + _FOOT)


def _caption(told: Timeline, *, dense: bool) -> str:
    events = "its events, as many as the width has room for" if dense else "a block for each event"
    if len(told.segments) > _MOST_CUTS:
        return f"What leaves: {events}, in {len(told.segments):,} segments"
    return f"What leaves: {events}, a line where a segment ends"


def _flags(
    told: Timeline, acts: Sequence[Act], places: Sequence[float]
) -> tuple[list[Callable[[int], Html]], int]:
    """Gates, faults by their numbers and the ending, where their moments are."""
    gates = (at for at, one in enumerate(told.moments) if one.kind == "gate")
    badges = [Badge(places[at], "gate", "gate") for at in gates]
    badges += [Badge(places[one.moment], str(n), "fault") for n, one in enumerate(acts, 1)]
    end = Badge(places[-1], told.ending, _ENDS.get(told.ending, "bad"))
    return flags([*badges[:MOST_BADGES], end])


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count:,} bytes"


def _blocks(
    moments: Sequence[Moment], begins: Sequence[int], scale: float, top: int
) -> Iterator[Html]:
    """A block for each event that has one cell or more, or the only one in its cell."""
    last = -1
    for one, begin in zip(moments, begins, strict=True):
        if one.kind in ("head", "wait", "gate", "end"):
            continue
        left, right = (round(at * scale * _CELLS / 100) for at in (begin, begin + len(one.sent)))
        if right > left or left > last:
            width = max(right - left, 1) * 100 / _CELLS
            kind = f"block {lane(one) or 'around'}"
            yield _rect(f"{left * 100 / _CELLS:g}%", top, f"{width:g}%", _STRIP, kind)
            last = left


def _cuts(told: Timeline, scale: float, top: int) -> Iterator[Html]:
    if len(told.segments) <= _MOST_CUTS:
        sent = 0
        for one in told.segments:
            sent += one.size
            yield _line(
                f"{sent * scale:g}%", f"{sent * scale:g}%", top - 4, top + _STRIP + 4, "cut"
            )


def _places(moments: Iterable[Moment], time: Axis) -> dict[str, dict[int, list[Moment]]]:
    """The moments of each lane by cell."""
    found: dict[str, dict[int, list[Moment]]] = {}
    for one in moments:
        name = lane(one)
        if name is not None:
            for at in one.beats or (one.at,):
                cell = int(time.at(at) * _CELLS / 100)
                found.setdefault(name, {}).setdefault(cell, []).append(one)
    return found


def _lane(name: str, cells: dict[int, list[Moment]], top: int) -> Html:
    drawn = [
        _line("0", "100%", top + 23, top + 23, "lane"),
        element("text", LANES[name], x="0", y=top + 11),
    ]
    known = sorted(cells)
    around = zip([-_CELLS, *known], known, [*known[1:], 2 * _CELLS], strict=False)
    for before, cell, after in around:
        at_end = cell > 0.9 * _CELLS
        room = cell - before if at_end else after - cell
        count = len(cells[cell]) if room > 0.1 * _CELLS else 1
        drawn.append(
            element(
                "svg",
                _rect("-5" if at_end else "0", top + 16, 5, 14, "mark", rx=2),
                _count(count, top + 27, at_end=at_end) if count > 1 else "",
                x=f"{cell * 100 / _CELLS:g}%",
                overflow="visible",
            )
        )
    return element("g", *drawn, class_=name)


def _count(count: int, y: int, *, at_end: bool) -> Html:
    left, anchor = (-8, "end") if at_end else (8, "start")
    return element("text", f"×{count:,}", x=left, y=y, text_anchor=anchor)


def _silences(time: Axis, top: int, bottom: int) -> Html:
    """The silences that are drawn short, each with how long it is."""
    drawn = []
    for one in time.stretches:
        if one.short:
            width = f"{one.right - one.left:g}%"
            middle = f"{(one.left + one.right) / 2:g}%"
            length = rough(one.end - one.begin)
            drawn += [
                _rect(f"{one.left:g}%", top, width, bottom - top, "silence"),
                element("text", length, x=middle, y=top + 12, text_anchor="middle"),
            ]
    return join(drawn)


def _grid(time: Axis, bottom: int) -> Html:
    labels = time.labels()
    drawn = [_line("0", "100%", bottom, bottom, "grid")]
    for at in labels:
        left = time.at(at)
        anchor = "start" if left < 8 else "end" if left > 92 else "middle"
        drawn += [
            _line(f"{left}%", f"{left}%", bottom, bottom + 5, "grid"),
            element("text", rough(at), x=f"{left}%", y=bottom + 17, text_anchor=anchor),
        ]
    return join(drawn)


def _figure(caption: str, drawn: Iterable[Html | str], height: int) -> Html:
    svg = element("svg", *drawn, role="img", aria_label=caption, height=height)
    return element("figure", element("figcaption", caption), svg, class_="picture")


def _rect(x: str, y: float, width: float | str, height: float, kind: str, rx: int = 0) -> Html:
    return element("rect", x=x, y=y, width=width, height=height, class_=kind, rx=rx or None)


def _line(x1: str, x2: str, y1: float, y2: float, kind: str) -> Html:
    return element("line", x1=x1, x2=x2, y1=y1, y2=y2, class_=kind)
