"""What is right is what the file says, else what the bytes come to; and where a stream stops."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.conformance.expected import ERROR, Expected, expected, is_cut
from mockserver.scenario.load import parse
from mockserver.wire.json_text import dumps
from tests.say import planned

from .exchanges import exchanges


def after(file: Any, requests: int = 1, **body: Any) -> Expected:
    """What is right after these."""
    return expected(parse(dumps(file), "x.yaml", "x"), exchanges(file, requests, **body))


REFUSED = {"status": 429, "error": {"message": "Slow down."}}
BROKEN = {"stream": [{"text": "a b c"}], "faults": [{"after": {"chunks": 2}, "end": "reset"}]}


def test_a_lawful_stream_is_what_its_bytes_come_to() -> None:
    calls = [{"name": "f", "arguments": {"a": 1}}]
    found = after({"reply": [{"text": "Hi"}, {"tool_calls": calls}]})
    assert found == Expected(
        (
            {
                "text": "Hi",
                "reasoning": "",
                "refusal": "",
                "tool_calls": [{"name": "f", "arguments": '{"a":1}'}],
                "finish_reasons": ["tool_calls"],
                "usage": None,
            },
        )
    )


def test_what_the_file_says_counts_and_no_more() -> None:
    calls = [{"name": "f", "arguments": {"a": 1}}]
    said = {"text": "", "tool_calls": calls, "finish_reasons": ["tool_calls"]}
    found = after({"reply": [{"tool_calls": calls}], "expect": said})
    assert found == Expected((said,), written=True)


def test_each_right_end_of_several_counts() -> None:
    said = {"any_of": [{"text": "a b c"}, {"error": True}]}
    found = after({"reply": BROKEN, "expect": said})
    assert (found.right, found.cut) == (({"text": "a b c"}, ERROR), True)


def test_a_refusal_is_an_error_though_another_request_gets_no_better() -> None:
    assert after({"reply": REFUSED}) == Expected((ERROR,))


def test_nobody_knows_what_a_broken_stream_means_where_the_file_is_silent() -> None:
    found = after({"reply": BROKEN})
    assert found.right == ()
    assert found.why.endswith("what a right client ends with, and it ends `reset`")


def test_a_client_that_asks_for_no_stream_is_not_judged() -> None:
    assert after({"reply": [{"text": "a"}]}, stream=False).why == "the client asked for no stream"


# -- requests again -------------------------------------------------------------------------------

HERE = {"stream": [{"text": "Here."}]}


def test_after_a_retry_the_answer_is_right() -> None:
    found = after({"replies": [REFUSED, HERE]}, 2)
    assert found.right[0]["text"] == "Here."


@pytest.mark.parametrize(
    ("replies", "requests", "again"),
    [
        ([REFUSED, HERE], 1, True),
        ([{**REFUSED, "times": 3}, HERE], 2, True),
        ([REFUSED, BROKEN], 1, False),
        ([REFUSED, {**HERE, "when": {"turn": 3}}], 1, False),
        ([HERE, REFUSED], 2, False),
    ],
)
def test_whether_asking_again_helps_is_known(replies: Any, requests: int, again: bool) -> None:
    assert after({"replies": replies}, requests).again is again


def test_replies_that_are_used_up_help_nobody() -> None:
    file = {"replies": [HERE, REFUSED], "after_last": "refuse"}
    assert after(file, 3) == Expected((ERROR,))
    assert after(file | {"after_last": "cycle"}, 2).again


def test_a_condition_that_takes_too_long_helps_nobody() -> None:
    (exchange,) = exchanges({"replies": [REFUSED, HERE]}, numbers=[0] * 10_001)
    slow = {**HERE, "when": {"body": {"$.numbers[*]": 1}}}
    scenario = parse(dumps({"replies": [REFUSED, slow]}), "x.yaml", "x")
    assert not expected(scenario, [exchange]).again


# -- where a stream stops --------------------------------------------------------------------------

FLAT = {"object": "error", "message": "no"}
CUT = {
    "reset": BROKEN,
    "stalled": {"stream": [{"text": "a"}, {"stall": "forever"}]},
    "no terminator and no finish_reason": {"automatic": "none", "stream": [{"text": "a"}]},
    "events of no chunk": {"automatic": "none", "stream": [{"event": {"data": [1]}}]},
    "choices of no list": {"automatic": "none", "stream": [{"event": {"data": {"choices": 1}}}]},
    "words": {"automatic": "none", "stream": [{"event": {"data": "words"}}]},
}
WHOLE = {
    "lawful": {"stream": [{"text": "a"}]},
    "gzip": {"stream": [{"text": "a"}], "framing": {"coding": "gzip"}},
    "no terminator": {"automatic": {"done": False}, "stream": [{"text": "a"}]},
    "no finish_reason": {"automatic": {"finish": "none"}, "stream": [{"text": "a"}]},
    "an error": {"stream": [{"text": "a"}, {"error": {"message": "no"}}]},
    "an error's event": {"stream": [{"error": {"message": "no"}, "shape": "event"}]},
    "an error of another shape": {"automatic": "none", "stream": [{"event": {"data": FLAT}}]},
    "no UTF-8": {"automatic": "none", "stream": [{"raw": {"base64": "/w=="}}]},
    "a broken coding": {"stream": [{"text": "a"}, {"wire": "zz\r\n"}]},
    "a page": {"status": 200, "body": "words"},
}


@pytest.mark.parametrize("name", CUT)
def test_a_cut_stream_is_known(name: str) -> None:
    assert is_cut(planned({"reply": CUT[name]}))


@pytest.mark.parametrize("name", WHOLE)
def test_a_stream_that_says_its_end_is_not_cut(name: str) -> None:
    assert not is_cut(planned({"reply": WHOLE[name]}))
