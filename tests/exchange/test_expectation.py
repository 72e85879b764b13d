"""What a right client ends with is known for lawful streams alone, and is what they come to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mockserver.exchange.expectation import Answer, Call, Failed, Unknown, expectation
from mockserver.wire.instructions import End, Ending, Head, Plan, Send
from tests.say import planned


def comes_to(said: Any, **body: Any) -> Any:
    return expectation(planned(said, **body))


def why(said: Any, **body: Any) -> str:
    found = comes_to(said, **body)
    assert isinstance(found, Unknown)
    return found.why


def test_text_reasoning_and_usage_are_put_together() -> None:
    usage = {"prompt_tokens": 1, "completion_tokens": 2}
    found = comes_to([{"reasoning": "Hm, hm"}, {"text": "a b"}, {"usage": usage}])
    counts = {**usage, "total_tokens": 3}
    assert found == Answer("a b", "Hm, hm", finish_reasons=("stop",), usage=counts)


def test_a_refusal_is_no_text() -> None:
    assert comes_to([{"refusal": "No, no."}]) == Answer(refusal="No, no.", finish_reasons=("stop",))


@pytest.mark.parametrize("head", ["first", "every", "filled"])
def test_tool_calls_are_whole(head: str) -> None:
    calls = [{"name": "f", "arguments": {"a": 1}}, {"name": "g", "arguments": ""}]
    found = comes_to([{"tool_calls": calls, "interleave": True, "head": head}])
    whole = (Call("f", '{"a":1}'), Call("g", ""))
    assert found == Answer(tool_calls=whole, finish_reasons=("tool_calls",))


def test_the_first_choice_speaks_and_all_finish() -> None:
    found = comes_to([{"text": "b", "choice": 1}, {"text": "a"}, {"finish": "length"}])
    assert found == Answer("a", finish_reasons=("length", "stop"))


def _raw(content: str, finish: str) -> dict[str, str]:
    delta = f'{{"index":0,"delta":{{"content":"{content}"}},"finish_reason":{finish}}}'
    return {"raw": f'data: {{"object":"chat.completion.chunk","choices":[{delta}]}}\n\n'}


def test_halves_of_a_character_are_one_and_a_lone_one_stays() -> None:
    halves = [_raw(r"a\ud83d", "null"), _raw(r"\ude00b\ud83d", '"stop"'), {"done": None}]
    assert comes_to({"automatic": "none", "reply": halves}).text == "a😀b\ud83d"


LAWFUL = {
    "openrouter's comments": {"dialect": "openrouter", "reply": [{"text": "Hi"}]},
    "framing": {
        "framing": {"newline": "cr", "bom": True, "data_lines": 3, "coding": "gzip"},
        "reply": [{"text": "Hi"}],
    },
    "a length": {"framing": {"body": "length"}, "reply": [{"text": "Hi"}]},
    "segments": {"delivery": {"bytes": 1}, "reply": [{"text": "Hi"}]},
    "comments, retry, waits and gates": {
        "reply": [
            {"comment": "x"},
            {"event": {"retry": 5}},
            {"wait": "1h"},
            {"gate": "g"},
            {"text": "Hi"},
        ]
    },
    "a fault that only waits": {
        "reply": {"stream": [{"text": "Hi"}], "faults": [{"after": {"bytes": 9}, "wait": "1s"}]}
    },
    "chunks as they were seen": {
        "reply": [{"chunk": {"choices": [{"index": 0, "delta": {"content": "Hi"}}]}}]
    },
    "deltas as raw bytes": {
        "automatic": "none",
        "reply": [
            {
                "raw": 'data: {"object": "chat.completion.chunk", "choices": [{"index": 0, '
                '"delta": {"content": "Hi"}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'
            }
        ],
    },
}


@pytest.mark.parametrize("name", LAWFUL)
def test_what_the_specification_permits_is_lawful(name: str) -> None:
    assert comes_to(LAWFUL[name]) == Answer("Hi", finish_reasons=("stop",))


def chunk(**keys: Any) -> Any:
    return [{"chunk": {"choices": [{"index": 0, "delta": {}, **keys}]}}]


def delta(**keys: Any) -> Any:
    return [{"delta": keys}]


def call(**keys: Any) -> Any:
    return delta(tool_calls=[{"index": 0, "id": "c", "function": {"name": "f"}, **keys}])


def faulty(**fault: Any) -> Any:
    return {"reply": {"stream": [{"text": "Hi"}], "faults": [fault]}}


UNLAWFUL = {
    "cut": ([{"text": "a"}, {"end": "reset"}], "it ends `reset`"),
    "nothing at all": ({"reply": {"end": "truncate"}}, "it ends `truncate`"),
    "stalled": ([{"stall": "forever"}], "it ends `stall`"),
    "a body that lacks its last HTTP chunk": (
        faulty(inside="http_chunk", insert=[{"wire": "0\r\n"}]),
        "socket bytes stand below the coding of the body",
    ),
    "an error": ([{"text": "a"}, {"error": {"message": "x"}}], "an error is in the stream"),
    "an error's finish": ([{"text": "a"}, {"finish": "error"}], "an error is in the stream"),
    "no stream": ({"reply": {"json": {}}}, "it is no stream of server-sent events"),
    "another status": ({"reply": {"status": 203, "stream": []}}, "it is no stream of server-sent"),
    "no end but the connection's": (
        {"framing": {"body": "close"}, "reply": []},
        "only the end of the connection tells that it is whole",
    ),
    "a whole body that stops early": (
        faulty(after={"chunks": 2}, end="complete"),
        "its last event is not [DONE]",
    ),
    "no event at all": ([], "its last event is not [DONE]"),
    "no terminator": (
        {"automatic": {"done": False}, "reply": [{"text": "a"}]},
        "its last event is not [DONE]",
    ),
    "two terminators": (
        [{"text": "a"}, {"done": None}, {"done": None}],
        "something follows [DONE]",
    ),
    "a name": ([{"event": {"data": {}, "name": "x"}}], "an event has the name x"),
    "no UTF-8": (faulty(at={"chunk": 1}, corrupt="utf8"), "its body is no UTF-8"),
    "no JSON": (faulty(at={"chunk": 1}, corrupt="json"), "an event is no JSON"),
    "no object": ([{"event": {"data": [1]}}], "an event is no JSON object"),
    "no chunk": ([{"event": {"data": {"object": "x"}}}], "an event is no chat.completion.chunk"),
    "no choices": ([{"chunk": {}}], "a chunk has no list of choices"),
    "no shape": ([{"chunk": {"choices": [1]}}], "a chunk is of a shape that no client knows"),
    "no usage": ([{"chunk": {"choices": [], "usage": 1}}], "a usage is no JSON object"),
    "no index": ([{"chunk": {"choices": [{"delta": {}}]}}], "a choice has no index"),
    "no delta": ([{"delta": None}], "a choice has no delta"),
    "a number as a reason": (chunk(finish_reason=1), "a finish_reason is no text"),
    "a number as text": (delta(content=1), "a delta's content is no text"),
    "more after the finish": ([{"finish": "stop"}, {"text": "a"}], "a choice goes on after its"),
    "a call without an index": (call(index=None), "a chunk is of a shape that no client knows"),
    "a call with a broken index": (call(index=0.5), "a tool call has no index"),
    "another call with the same index": (
        [*call(), *call(id="d")],
        "two tool calls have one index",
    ),
    "a call without an id": (call(id=None), "a tool call has no id or no name"),
    "a call without a name": (call(function={}), "a tool call has no id or no name"),
    "a call's arguments as an object": (
        call(function={"name": "f", "arguments": {}}),
        "a part of a tool call is no text",
    ),
    "no finish": (
        {"automatic": {"finish": "none"}, "reply": [{"text": "a"}]},
        "a choice has no finish_reason",
    ),
    "no choice": ([{"done": None}], "it has no choice"),
}


@pytest.mark.parametrize("name", UNLAWFUL)
def test_what_breaks_the_law_is_unknown(name: str) -> None:
    said, reason = UNLAWFUL[name]
    assert why(said).startswith(reason)


def test_a_status_of_an_error_is_one() -> None:
    assert comes_to({"reply": {"status": 429}}) == Failed(429)


def test_an_error_that_is_cut_is_unknown() -> None:
    said = {"status": 500, "faults": [{"after": {"bytes": 3}, "end": "reset"}]}
    assert why({"reply": said}) == "it ends `reset`"


HEAD = {"Content-Type": "text/event-stream"}


@pytest.mark.parametrize(
    ("fields", "body", "reason"),
    [
        ({"Transfer-Encoding": "chunked"}, b"1\r\na\r\n", "its last HTTP chunk is missing"),
        ({"Transfer-Encoding": "chunked"}, b"x\r\n", "its coding is broken"),
        ({"Content-Length": "10", "Content-Encoding": "gzip"}, b"\x1f\x8b" * 5, "its coding is br"),
        ({"Content-Length": "1", "Content-Encoding": "gzip"}, b"\x1f", "its gzip coding is not"),
    ],
)
def test_a_body_that_is_not_whole_is_unknown(
    fields: dict[str, str], body: bytes, reason: str
) -> None:
    head = Head(200, tuple({**HEAD, **fields}.items()))
    found = expectation(Plan((head, Send(body), End(Ending.COMPLETE))))
    assert isinstance(found, Unknown)
    assert found.why.startswith(reason)


def test_marks_and_notes_make_no_difference() -> None:
    plan = planned([{"text": "a"}])
    assert expectation(replace(plan, marks=(), notes=("x",))) == expectation(plan)
