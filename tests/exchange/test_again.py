"""What the journal tells of an exchange is enough to plan its answer again, to the same digest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dialects import DIALECTS
from mockserver.dialects.request import RequestError
from mockserver.exchange.again import MOST_REQUEST, Asked, AskedError, asked
from mockserver.exchange.journal import Exchange, Journal
from mockserver.exchange.plan import Connection
from mockserver.exchange.rendering import plan_again
from mockserver.exchange.respond import respond
from mockserver.exchange.selection import ScenarioSet, Session
from mockserver.scenario.load import parse
from mockserver.wire.digest import digest
from mockserver.wire.json_text import dump_bytes

HELLO = [{"role": "user", "content": "Hello, wörld"}]


def exchanges(
    text: str, *bodies: Any, dialect: str = "openai", connection: Connection | None = None
) -> list[Exchange]:
    """What is kept of these requests, one after the other."""
    session = Session(ScenarioSet([parse(text, "a.yaml", "a")]), seed=3)
    journal = Journal()
    for body in bodies:
        said = dump_bytes({"model": "a", "messages": HELLO, "stream": True, **body})
        shapes = DIALECTS[dialect]
        response = respond(session, shapes, said, connection=connection or Connection())
        journal.open("/", 0, response)
    return list(journal)


def rendered(text: str, exchange: Exchange) -> str:
    """The digest of the same answer, from the journal's JSON alone."""
    again = asked(json.dumps(exchange.to_json()).encode(), "other")
    scenario = parse(text, "a.yaml", again.scenario or "")
    return digest(plan_again(scenario, again.reply_number or 0, again))


TEXTS = {
    "a text": "reply: [text: Hi]",
    "the second reply of several": "replies: [[text: a], {status: 429}, [text: c]]",
    "an echo": "reply: [text: {echo: last_user}, usage: {}]",
    "chance": "replies: [{when: {turn: 0}, stream: [random: {}]}]",
    "a seed of its own": "seed: 5\nreply: [tool_calls: [{name: f}]]",
}
BODIES: tuple[dict[str, Any], ...] = ({}, {"n": 2.0}, {"stream": False}, {"temperature": 1.0}, {})


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("dialect", ["openai", "openrouter"])
def test_the_digest_is_the_same_again(name: str, dialect: str) -> None:
    for one in exchanges(TEXTS[name], *BODIES, dialect=dialect):
        assert rendered(TEXTS[name], one) == one.digest


def test_the_connection_is_told() -> None:
    for connection in (
        Connection(chunked=False, keep_alive=False),
        Connection(headers=(("Access-Control-Allow-Origin", "*"),)),
    ):
        (one,) = exchanges(TEXTS["a text"], {}, connection=connection)
        assert rendered(TEXTS["a text"], one) == one.digest


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(VALUES)
def test_any_request_is_told_as_it_was(value: Any) -> None:
    text = TEXTS["chance"]
    (one,) = exchanges(text, {"metadata": value})
    assert rendered(text, one) == one.digest


def test_a_body_is_a_request_of_which_no_more_is_known() -> None:
    found = asked(dump_bytes({"messages": HELLO}), "a")
    assert found == Asked(found.request)
    assert (found.request.model, found.request.stream) == ("a", False)


def test_no_stream_is_asked_for_instead() -> None:
    (one,) = exchanges(TEXTS["a text"], {})
    for data in (dump_bytes(one.to_json()), dump_bytes({"messages": [], "stream": True})):
        assert asked(data, "a").request.stream
        assert not asked(data, "a", stream=False).request.stream


def test_a_large_request_is_not_told() -> None:
    one, other = exchanges(TEXTS["a text"], {"x": "a" * MOST_REQUEST}, {})
    told = one.to_json()
    assert told["request"] is None
    assert told["request_left_out"].endswith(f" bytes are more than {MOST_REQUEST}")
    assert "request_left_out" not in other.to_json()
    with pytest.raises(AskedError, match="this exchange has no request: its 656"):
        asked(dump_bytes(told), "a")


REFUSED = [({"model": "b"}, "no scenario"), ({"messages": 3}, "messages")]


@pytest.mark.parametrize(("body", "why"), REFUSED)
def test_an_exchange_that_was_refused_is_not_planned_again(body: Any, why: str) -> None:
    (one,) = exchanges(TEXTS["a text"], body)
    with pytest.raises(AskedError, match=f"this exchange was refused: (?i:.*{why})"):
        asked(dump_bytes(one.to_json()), "a")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{", "this is no JSON: "),
        (b"[]", "this is no JSON object"),
        (b'{"exchanges": []}', "this is a whole journal: .*--exchange NUMBER"),
        (
            b'{"digest": "", "context": {}, "request": {"model": "a", "messages": []}}',
            "no exchange",
        ),
        (b'{"digest": "", "context": {}}', "this exchange has no request: nothing is there"),
    ],
)
def test_what_is_no_request_is_said(data: bytes, why: str) -> None:
    with pytest.raises(AskedError, match=why):
        asked(data, "a")


def test_what_no_provider_takes_is_no_request() -> None:
    with pytest.raises(RequestError, match="messages"):
        asked(b'{"model": "a"}', "a")


def test_one_exchange_of_a_journal_is_taken_by_its_number() -> None:
    found = exchanges(TEXTS["a text"], {"user": "a"}, {"user": "b"})
    journal = dump_bytes({"exchanges": [one.to_json() for one in found]})
    assert [asked(journal, "x", number=n).request.body["user"] for n in (1, 2)] == ["a", "b"]
    alone = dump_bytes(found[1].to_json())
    assert asked(alone, "x", number=2).digest == found[1].digest


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"exchanges": []}', "no exchange 7 in it: it has none"),
        (b'{"exchanges": [{"number": 2}, 3, {"number": 5}]}', "it has 2 to 5"),
        (b'{"model": "a", "messages": []}', "no exchange 7 in it: it has none"),
        (b'{"exchanges": 3}', "this is no journal"),
    ],
)
def test_an_exchange_that_is_not_there_is_said(data: bytes, why: str) -> None:
    with pytest.raises(AskedError, match=why):
        asked(data, "a", number=7)
