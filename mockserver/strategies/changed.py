"""The same reply sent otherwise: in other segments, at other times, framed otherwise, or faulty.

Each takes a reply or a strategy of replies. All but `faulty` leave what a right client ends with as
it is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mockserver import durations
from mockserver.building.answers import reply as built
from mockserver.building.places import after, at, inside
from mockserver.exchange.layout import Layout, layout
from mockserver.exchange.rendering import default_request, plan_of
from mockserver.scenario.faults import Fault
from mockserver.scenario.model import Reply, Scenario
from mockserver.wire.http1 import Piece
from mockserver.wire.inside import Inside, spots
from mockserver.wire.instructions import MarkKind

Replies = Reply | SearchStrategy[Reply]

ACTIONS = ("end", "error", "drop", "duplicate", "swap_next", "corrupt", "insert")
"""What `faulty` does, unless it is told otherwise; `stall` and `wait` may be asked for, too."""

_INSIDE: tuple[Inside, ...] = tuple(one for one in get_args(Inside) if one != "http_chunk")
"""Places that are told from the body alone."""

_AT_GAPS: dict[str, SearchStrategy[Any]] = {
    "end": st.sampled_from(["truncate", "reset", "half_close"]),
    "error": st.just({"message": "The server had an error."}),
    "insert": st.sampled_from(["\n", "event: ping\n", "<html>502 Bad Gateway</html>\n\n"]).map(
        lambda text: [{"raw": text}]
    ),
    "stall": st.just("forever"),
    "wait": st.just("5ms"),
}
_AT_ITEMS: dict[str, SearchStrategy[Any]] = {
    "drop": st.just(value=True),
    "duplicate": st.just(value=True),
    "swap_next": st.just(value=True),
    "corrupt": st.sampled_from(["json", "utf8"]),
}


def segmentations(replies: Replies, *, pause: str = "200us") -> SearchStrategy[Reply]:
    """The same bytes in other segments, with `pause` between two so that they arrive apart.

    It shrinks to few segments: cuts that have a reason first, many bytes before few.
    """
    deliveries = st.one_of(
        st.just({"events": "one", "pause": pause}),
        st.sampled_from(_INSIDE).map(lambda kind: {"cut": {"inside": kind, "pause": pause}}),
        st.integers(0, 63).map(lambda less: {"bytes": 64 - less, "pause": pause}),
    )
    return _changed(replies, "delivery", deliveries)


def timings(replies: Replies, *, most: str = "5ms") -> SearchStrategy[Reply]:
    """The same bytes at other times, each of which is `most` at the longest."""
    times = st.integers(0, durations.parse(most)).map(durations.text)
    keys = dict.fromkeys(("head", "ttft", "itl", "jitter"), times)
    return _changed(replies, "pace", st.fixed_dictionaries({}, optional=keys))


def framings(replies: Replies) -> SearchStrategy[Reply]:
    """The same events written otherwise, as the specification of server-sent events allows.

    https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
    """
    keys: dict[str, SearchStrategy[Any]] = {
        "newline": st.sampled_from(["lf", "crlf", "cr"]),
        "space_after_colon": st.just(value=False),
        "data_lines": st.sampled_from([2, 3, "pretty"]),
        "escape": st.just("unicode"),
        "bom": st.just(value=True),
        "body": st.just("length"),
    }
    return _changed(replies, "framing", st.fixed_dictionaries({}, optional=keys))


def faulty(replies: Replies, *, actions: Collection[str] = ACTIONS) -> SearchStrategy[Reply]:
    """The same reply with one fault that is reached; faults of its own are left out.

    What a right client ends with is for the test to say: mostly that it takes no wrong answer for a
    whole one. Raises ValueError for an action that is none.
    """

    def with_one(reply: Reply) -> SearchStrategy[Reply]:
        return faults(reply, actions=actions).map(
            lambda fault: reply.model_copy(update={"faults": (fault,)})
        )

    return _each(replies).flatmap(with_one)


def faults(reply: Reply, *, actions: Collection[str] = ACTIONS) -> SearchStrategy[Fault]:
    """Faults that fit this stream, each at a place that it has.

    Places are counted in the answer to the shortest request, so that they are there in all others.
    Raises ValueError for an action that is none, and where there is no place for any: a reply that
    is no stream has none.
    """
    if unknown := set(actions) - _AT_GAPS.keys() - _AT_ITEMS.keys():
        raise ValueError(f"no action of faults: {', '.join(sorted(unknown))}")
    if not reply.is_stream:
        raise ValueError("faults have their places in streams, and this reply is none")
    body = _layout(reply.model_copy(update={"faults": None}))
    gaps = [st.tuples(st.just(key), _AT_GAPS[key]) for key in _AT_GAPS if key in actions]
    found: list[SearchStrategy[Fault]] = []
    if gaps:
        found += [_at_gap(place, st.one_of(gaps)) for place in _gaps(reply, body)]
    for key in (key for key in _AT_ITEMS if key in actions):
        found += _at_items(body, key)
    if not found:
        raise ValueError("this stream has no place for such a fault")
    return st.one_of(found)


def _at_items(body: Layout, key: str) -> list[SearchStrategy[Fault]]:
    """An action at a chunk, and at an event; the last one has none to change places with."""
    counts = {"chunk": len(body.ends(MarkKind.CHUNK)), "event": len(_event_ends(body))}
    last = 1 if key == "swap_next" else 0
    return [
        st.builds(_item, st.just(kind), st.integers(1, count - last), st.just(key), _AT_ITEMS[key])
        for kind, count in counts.items()
        if count > last
    ]


def _gaps(reply: Reply, body: Layout) -> Sequence[SearchStrategy[dict[str, Any]]]:
    """The places of gaps: what is counted, and how many there are."""
    gzip = reply.framing is not None and reply.framing.coding == "gzip"
    counts: dict[str, int] = {
        "chunks": len(body.ends(MarkKind.CHUNK)),
        "events": len(_event_ends(body)) - 1,
        "bytes": len(body.body) - 1,
    }
    inside_counts = {kind: len(spots(kind, [Piece(body.body)], gzip=gzip)) for kind in _INSIDE}
    return [
        *(_numbered(kind, count, "") for kind, count in counts.items() if count > 0),
        *(_numbered("nth", count, kind) for kind, count in inside_counts.items() if count),
    ]


def _numbered(key: str, count: int, what: str) -> SearchStrategy[dict[str, Any]]:
    kind = {"what": what} if what else {}
    return st.integers(1, count).map(lambda number: {**kind, key: number})


def _at_gap(
    places: SearchStrategy[dict[str, Any]], actions: SearchStrategy[tuple[str, Any]]
) -> SearchStrategy[Fault]:
    return st.builds(_gap, places, actions)


def _gap(place: dict[str, Any], action: tuple[str, Any]) -> Fault:
    key, value = action
    said: dict[str, Any] = {**place, key: value}
    what: Inside | None = said.pop("what", None)
    return after(**said) if what is None else inside(what, **said)


def _item(kind: str, number: int, key: str, value: object) -> Fault:
    said: dict[str, Any] = {kind: number, key: value}
    return at(**said)


def _event_ends(body: Layout) -> list[int]:
    return body.ends(MarkKind.CHUNK, MarkKind.EVENT)


def _layout(reply: Reply) -> Layout:
    """Its body and items, as the shortest request gets them."""
    scenario = Scenario("m", (reply,))
    return layout(plan_of(scenario, 1, default_request(scenario)))


def _changed(
    replies: Replies, key: str, values: SearchStrategy[dict[str, Any]]
) -> SearchStrategy[Reply]:
    return st.builds(_with, _each(replies), st.just(key), values)


def _with(reply: Reply, key: str, value: dict[str, Any]) -> Reply:
    options: dict[str, Any] = {key: value} if value else {}
    return reply.model_copy(update={key: getattr(built(stream=[], **options), key)})


def _each(replies: Replies) -> SearchStrategy[Reply]:
    return st.just(replies) if isinstance(replies, Reply) else replies
