"""The whole flow: from what a scenario says to the plan, and so to every byte and its time."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mockserver.dialects import DIALECTS
from mockserver.exchange.plan import Connection, FoldError, refusal
from mockserver.wire.digest import digest
from mockserver.wire.events import Failure
from mockserver.wire.http1 import Unchunker
from mockserver.wire.instructions import Beat, End, Ending, Head, Pause, Plan, Send
from mockserver.wire.json_text import Json
from tests import say

STALL = (Pause(None), End(Ending.STALL))
HTTP_1_0 = Connection(chunked=False, keep_alive=False)
RAW = [{"raw": "ab\n"}, {"raw": "é"}]
TEXT = [{"text": "A"}]


def bare(steps: Json, **manner: Json) -> Json:
    """A scenario whose server adds nothing."""
    return {"automatic": "none", **manner, "reply": steps}


def fields(plan: Plan) -> dict[str, str]:
    assert plan.head
    return {name: str(value) for name, value in plan.head.headers}


def status(plan: Plan) -> int:
    assert plan.head
    return plan.head.status


# ---- streams


def test_stream_has_its_head_its_body_and_its_end() -> None:
    plan = say.planned(bare(RAW))
    assert plan.instructions[1:] == (
        Send(b"3\r\nab\n\r\n2\r\n\xc3\xa9\r\n0\r\n\r\n"),
        End(Ending.COMPLETE),
    )
    assert list(fields(plan).items()) == [
        ("Content-Type", "text/event-stream; charset=utf-8"),
        ("Cache-Control", "no-cache"),
        ("x-request-id", fields(plan)["x-request-id"]),
        ("openai-processing-ms", "1"),
        ("Transfer-Encoding", "chunked"),
    ]


def test_plan_is_the_same_every_time() -> None:
    said = {"pace": {"ttft": "1ms"}, "reply": [{"tool_calls": [{"name": "f"}]}]}
    assert digest(say.planned(said)) == digest(say.planned(said))
    assert digest(say.planned(said)) != digest(say.planned(said, "openrouter"))


def test_written_headers_replace_and_add() -> None:
    headers = {"content-type": "text/plain", "X-New": "1"}
    plan = say.planned(bare({"headers": headers, "stream": RAW}))
    assert "Content-Type" not in fields(plan)
    assert list(fields(plan).items())[-2:] == [("content-type", "text/plain"), ("X-New", "1")]


def test_status_of_a_stream_is_as_written() -> None:
    assert status(say.planned({"reply": {"status": 206, "stream": RAW}})) == 206
    assert status(say.planned(RAW)) == 200


def test_empty_stream_is_a_whole_body_of_no_bytes() -> None:
    assert say.planned([]).body == b"0\r\n\r\n"


def test_times_add_up_to_the_pace() -> None:
    pace = {"head": "1us", "ttft": "6us", "itl": "2us"}
    plan = say.planned({"pace": pace, "reply": [*TEXT, {"wait": "10us"}, *TEXT]})
    times = [due for due, one in plan.timed() if isinstance(one, Head | Send)]
    assert times == [1, 6, 8, 20, 22]


def test_raw_bytes_and_the_terminator_are_not_paced() -> None:
    pace = {"ttft": "6us", "itl": "2us"}
    steps = [
        {"comment": "c"},
        {"chunk": {}},
        {"raw": "r"},
        {"event": {"data": "e"}},
        {"done": None},
    ]
    plan = say.planned(bare(steps, pace=pace))
    assert say.pauses(plan) == [6, 2]
    assert [segment.count(b"\n\n") for segment in say.sends(plan)] == [1, 1, 2]


def test_pace_of_the_reply_lies_over_the_file_s() -> None:
    own = {"stream": TEXT, "pace": {"itl": "5us"}}
    plan = say.planned({"pace": {"ttft": "3us", "itl": "9us"}, "reply": own})
    assert say.pauses(plan) == [3, 5, 5]


def test_marks_count_what_was_sent() -> None:
    steps = [{"comment": "c"}, {"chunk": {}}, {"raw": "r"}, {"done": None}]
    plan = say.planned(bare(steps))
    assert [mark.kind for mark in plan.marks] == ["comment", "chunk", "raw", "event"]
    assert plan.marks[-1].end == len(plan.body) - len(b"0\r\n\r\n")


@pytest.mark.parametrize("ending", ["truncate", "reset", "half_close"])
def test_written_end_leaves_the_body_open(ending: str) -> None:
    plan = say.planned(bare([*RAW, {"end": ending}, *RAW]))
    assert (plan.ending, plan.body) == (ending, b"3\r\nab\n\r\n2\r\n\xc3\xa9\r\n")


def test_written_complete_end_makes_the_body_whole() -> None:
    assert say.planned(bare([*RAW, {"end": "complete"}])) == say.planned(bare(RAW))


def test_stall_with_a_comment_beats_in_http_chunks() -> None:
    stall = {"stall": {"for": "9us", "comment": "k", "every": "2us"}}
    plan = say.planned(bare([*RAW, stall, *RAW]))
    assert plan.instructions[2] == Pause(9, Beat(2, b"5\r\n: k\n\n\r\n"))


def test_stall_for_ever_ends_the_plan() -> None:
    assert say.planned(bare([*RAW, {"stall": "forever"}])).instructions[-2:] == STALL


# ---- connections of HTTP/1.0


def test_stream_for_http_1_0_ends_with_the_connection() -> None:
    plan = say.planned(bare(RAW), connection=HTTP_1_0)
    assert plan.body == b"ab\n\xc3\xa9"
    assert "Transfer-Encoding" not in fields(plan)
    assert fields(plan)["Connection"] == "close"


def test_stream_without_chunked_coding_is_never_kept_alive() -> None:
    plan = say.planned(bare(RAW), connection=Connection(chunked=False, keep_alive=True))
    assert fields(plan)["Connection"] == "close"


def test_json_for_http_1_0_has_its_length() -> None:
    plan = say.planned(TEXT, connection=HTTP_1_0, stream=False)
    assert fields(plan)["Content-Length"] == str(len(plan.body))
    assert fields(plan)["Connection"] == "close"
    kept = say.planned(TEXT, connection=Connection(chunked=False), stream=False)
    assert "Connection" not in fields(kept)


def test_connection_that_is_not_kept_says_so() -> None:
    plan = say.planned(bare(RAW), connection=Connection(keep_alive=False))
    assert (fields(plan)["Connection"], fields(plan)["Transfer-Encoding"]) == ("close", "chunked")


def test_beat_for_http_1_0_is_body_bytes() -> None:
    stall = {"stall": {"for": "9us", "comment": "k", "every": "2us"}}
    plan = say.planned(bare([stall]), connection=HTTP_1_0)
    assert plan.instructions[1] == Pause(9, Beat(2, b": k\n\n"))


# ---- delivery


def test_segments_of_a_size_are_a_millisecond_apart() -> None:
    plan = say.planned(bare(RAW, delivery={"bytes": 2}))
    assert say.sends(plan) == [b"3\r\nab", b"\n\r\n2\r\n\xc3", b"\xa9\r\n0\r\n\r\n"]
    assert say.pauses(plan) == [1000, 1000]


def test_pause_between_segments_is_as_written() -> None:
    assert say.pauses(say.planned(bare(RAW, delivery={"bytes": 2, "pause": "5us"}))) == [5, 5]
    assert say.pauses(say.planned(bare(RAW, delivery={"bytes": 2, "pause": "0s"}))) == []


def test_delivery_cuts_json_too() -> None:
    plan = say.planned({"delivery": {"bytes": 100}, "reply": TEXT}, stream=False)
    assert {len(segment) for segment in say.sends(plan)[:-1]} == {100}
    assert say.folded(plan)["object"] == "chat.completion"


# ---- faults


def faulty(steps: Json, *faults: Json, **manner: Json) -> Plan:
    return say.planned(bare({"stream": steps, "faults": list(faults)}, **manner))


def after(unit: str, position: int, **action: Json) -> Json:
    return {"after": {unit: position}, **(action or {"end": "truncate"})}


SMALL = [{"event": {"data": "é"}}, {"wait": "3us"}, {"comment": "c"}, {"raw": "x"}, {"done": None}]
WHOLE = say.planned(bare(SMALL))


@pytest.mark.parametrize("position", range(1, len(say.body(WHOLE)) + 1))
def test_cut_at_every_byte_is_exactly_the_prefix(position: int) -> None:
    plan = faulty(SMALL, after("bytes", position))
    body = Unchunker().feed(plan.body)
    assert WHOLE.body.startswith(plan.body)
    assert body == say.body(WHOLE)[:position]
    assert not plan.body.endswith(b"0\r\n\r\n")
    assert (plan.ending, plan.notes) == (Ending.TRUNCATE, ())


@pytest.mark.parametrize("position", range(1, len(say.body(WHOLE)) + 1))
def test_stall_at_every_byte_changes_no_byte(position: int) -> None:
    plan = faulty(SMALL, after("bytes", position, stall={"for": "5us"}))
    assert (plan.body, plan.marks) == (WHOLE.body, WHOLE.marks)
    assert plan.duration == WHOLE.duration + 5


@pytest.mark.parametrize("position", range(1, len(say.body(WHOLE)) + 1))
def test_cut_is_the_same_in_segments_of_any_size(position: int) -> None:
    whole = faulty(SMALL, after("bytes", position)).body
    for size in (1, 2, 7):
        plan = faulty(SMALL, after("bytes", position), delivery={"bytes": size})
        assert plan.body == whole


def test_order_is_events_then_bytes() -> None:
    stall = after("bytes", 10, stall={"for": "5us"})
    plan = faulty(SMALL, stall, after("events", 1))
    assert say.pauses(plan) == [5]
    assert say.body(plan) == b"data: \xc3\xa9\n\n"


def test_bytes_are_counted_after_a_cut_by_events() -> None:
    plan = faulty(SMALL, after("bytes", 11), after("events", 1))
    assert plan.notes == (
        "fault `end truncate after 11 bytes` is never reached: 10 bytes are sent",
    )


def test_fault_by_events_sends_its_beat_in_an_http_chunk() -> None:
    stall = {"for": "9us", "comment": "k", "every": "2us"}
    for unit, position in (("events", 1), ("bytes", 10), ("bytes", 4)):
        plan = faulty(SMALL, after(unit, position, stall=stall))
        beats = [one.beat for one in plan.instructions if isinstance(one, Pause) and one.beat]
        assert beats == [Beat(2, b"5\r\n: k\n\n\r\n")]
        assert say.body(plan) == say.body(WHOLE)


def test_same_gap_in_other_units_is_the_same_plan() -> None:
    steps = [{"chunk": {}}, {"wait": "3us"}, {"raw": "x"}]
    length = len(say.body(say.planned(bare([{"chunk": {}}]))))
    for action in ({"end": "reset"}, {"stall": {"for": "5us"}}, {"stall": "forever"}):
        plans = {
            digest(faulty(steps, after(unit, position, **action)))
            for unit, position in (("chunks", 1), ("events", 1), ("bytes", length))
        }
        assert len(plans) == 1


def test_added_chunks_count_too() -> None:
    plan = say.planned({"faults": [after("chunks", 3)], "reply": TEXT})
    assert say.deltas(plan) == [{"role": "assistant", "content": ""}, {"content": "A"}, "stop"]


def test_provider_s_comments_count_as_bytes_only() -> None:
    plan = say.planned({"faults": [after("events", 1)], "reply": TEXT}, "openrouter")
    assert say.body(plan).startswith(b": OPENROUTER PROCESSING\n\n")
    assert len(say.deltas(plan)) == 1


def test_unreached_faults_are_noted_at_every_level() -> None:
    plan = faulty(RAW, after("chunks", 1), after("bytes", 6), after("bytes", 5, end="reset"))
    assert [note.split("`")[1] for note in plan.notes] == [
        "end truncate after 1 chunks",
        "end truncate after 6 bytes",
    ]
    assert plan.ending is Ending.RESET


# ---- before the stream


def test_written_error_is_json_in_the_dialect_s_shape() -> None:
    reply = {"status": 429, "error": {"message": "slow"}, "headers": {"Retry-After": "1"}}
    plan = say.planned({"reply": reply}, "openrouter")
    assert (status(plan), fields(plan)["Retry-After"]) == (429, "1")
    assert fields(plan)["Content-Type"] == "application/json"
    assert fields(plan)["Content-Length"] == str(len(plan.body))
    assert say.folded(plan) == DIALECTS["openrouter"].error_body(Failure("slow"), 429)
    assert plan.ending is Ending.COMPLETE


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ({"error": {"message": "m"}}, 500),
        ({"error": {"message": "m", "code": 429}}, 429),
        ({"error": {"message": "m", "code": 200}}, 500),
        ({"error": {"message": "m", "code": 700}}, 500),
        ({"error": {"message": "m", "code": "429"}}, 500),
        ({"error": {"message": "m", "code": 429}, "status": 503}, 503),
    ],
)
def test_status_of_an_error(reply: Json, expected: int) -> None:
    assert status(say.planned({"reply": reply})) == expected


@pytest.mark.parametrize(
    ("code", "message"), [(404, "Not Found"), (429, "Too Many Requests"), (599, "Error")]
)
def test_status_alone_is_an_error_of_that_name(code: int, message: str) -> None:
    plan = say.planned({"reply": {"status": code}})
    assert (status(plan), say.folded(plan)["error"]["message"]) == (code, message)


def test_error_waits_for_the_head_alone() -> None:
    pace = {"head": "2us", "ttft": "9us"}
    plan = say.planned({"pace": pace, "reply": {"status": 500}})
    assert plan.instructions[0] == Pause(2)
    assert plan.duration == 2


def test_faults_on_an_error_count_its_bytes() -> None:
    reply = {"status": 500, "faults": [after("bytes", 5), after("events", 1)]}
    plan = say.planned({"reply": reply})
    assert (plan.body, plan.ending) == (b'{"err', Ending.TRUNCATE)
    assert plan.notes == (
        "fault `end truncate after 1 events` is never reached: 0 events are sent",
    )


@pytest.mark.parametrize(
    ("ending", "instructions"),
    [
        ("reset", (End(Ending.RESET),)),
        ("truncate", (End(Ending.TRUNCATE),)),
        ("stall", STALL),
    ],
)
def test_end_before_any_head(ending: str, instructions: tuple[Pause | End, ...]) -> None:
    reply = {"end": ending, "faults": [after("bytes", 1)]}
    plan = say.planned({"reply": reply})
    assert plan.instructions == instructions
    assert len(plan.notes) == 1


def test_refusal_is_an_error_that_is_not_retried() -> None:
    plan = refusal(Failure("no reply"), 400, DIALECTS["openai"])
    assert (status(plan), fields(plan)["x-should-retry"]) == (400, "false")
    assert say.folded(plan)["error"]["message"] == "no reply"


# ---- stream: false


def test_folded_body_is_one_completion() -> None:
    plan = say.planned([{"text": "Hi you"}], stream=False)
    assert (status(plan), fields(plan)["Content-Type"]) == (200, "application/json")
    assert fields(plan)["Content-Length"] == str(len(plan.body))
    completion = say.folded(plan)
    assert list(completion)[:5] == ["id", "object", "created", "model", "system_fingerprint"]
    assert completion["choices"] == [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Hi you", "refusal": None},
            "finish_reason": "stop",
            "logprobs": None,
        }
    ]
    assert completion["usage"] == {"prompt_tokens": 2, "completion_tokens": 2, "total_tokens": 4}


def test_folded_tool_calls_are_whole() -> None:
    calls = [
        {"name": "f", "arguments": {"a": 1}, "id": "c"},
        {"name": "g", "arguments": "x", "id": "d"},
    ]
    step = {"tool_calls": calls, "fragments": 1, "interleave": True}
    (choice,) = say.folded(say.planned([step], stream=False))["choices"]
    assert choice["finish_reason"] == "tool_calls"
    assert choice["message"]["tool_calls"] == [
        {"id": "c", "type": "function", "function": {"name": "f", "arguments": '{"a":1}'}},
        {"id": "d", "type": "function", "function": {"name": "g", "arguments": "x"}},
    ]


def test_literal_chunks_fold_too() -> None:
    literal = {"choices": [{"delta": {"content": "B"}, "finish_reason": "eos"}], "x": 1}
    completion = say.folded(say.planned([*TEXT, {"chunk": literal}], stream=False))
    assert completion["choices"][0]["message"]["content"] == "AB"
    assert (completion["choices"][0]["finish_reason"], completion["x"]) == ("eos", 1)


def test_what_is_no_answer_is_left_out_of_the_fold() -> None:
    steps = [{"comment": "c"}, *TEXT, {"done": "bye"}, {"end": "complete"}]
    completion = say.folded(say.planned(bare(steps), stream=False))
    assert completion["choices"][0]["message"]["content"] == "A"


def test_error_in_the_stream_is_an_http_error() -> None:
    error = {"error": {"message": "no", "code": 503}}
    plan = say.planned([*TEXT, {"wait": "5us"}, error], "openrouter", stream=False)
    assert (status(plan), say.folded(plan)["error"]["code"]) == (503, 503)
    assert plan.instructions[0] == Pause(5)


def test_waits_add_up_before_the_head() -> None:
    pace = {"head": "1us", "ttft": "6us", "itl": "2us"}
    steps = [*TEXT, {"wait": "10us"}, {"stall": {"for": "20us", "comment": "k", "every": "2us"}}]
    said = {"pace": pace, "reply": steps}
    folded, stream = (
        say.planned(said, stream=False),
        say.planned(said, stream_options={"include_usage": True}),
    )
    assert folded.instructions[0] == Pause(stream.duration)
    assert say.pauses(folded) == [stream.duration]


def test_stall_for_ever_has_no_head() -> None:
    assert say.planned([*TEXT, {"stall": "forever"}], stream=False).instructions == STALL
    beat = {"stall": {"comment": "k", "every": "2us"}}
    assert say.planned([*TEXT, beat], stream=False).instructions == STALL


def test_faults_on_a_folded_body_count_its_bytes() -> None:
    said = {"faults": [after("bytes", 7, end="reset")], "reply": TEXT}
    plan = say.planned(said, stream=False)
    assert (plan.body, plan.ending) == (b'{"id":"', Ending.RESET)
    assert int(fields(plan)["Content-Length"]) > 7


def test_folded_body_has_no_room_for_a_beat() -> None:
    stall = {"for": "9us", "comment": "k", "every": "2us"}
    plan = say.planned({"faults": [after("bytes", 7, stall=stall)], "reply": TEXT}, stream=False)
    assert plan.instructions[2] == Pause(9)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ([*TEXT, {"raw": "r"}], "its step `raw` has no meaning without a stream"),
        ([*TEXT, {"event": {"data": "e"}}], "its step `event` has no meaning"),
        ([*TEXT, {"end": "reset"}], "its step `end: reset` has no meaning"),
        ([{"chunk": {"choices": "x"}}], "`chunk`, `delta` or a `with`"),
        (
            {"faults": [after("chunks", 1)], "reply": TEXT},
            "its fault `end truncate after 1 chunks` has no meaning",
        ),
        (
            {"faults": [after("events", 2, stall="forever")], "reply": TEXT},
            "its fault `stall after 2 events` has no meaning",
        ),
    ],
)
def test_what_has_no_meaning_in_one_body_is_refused_by_name(said: Json, problem: str) -> None:
    with pytest.raises(FoldError, match=problem):
        say.planned(said, stream=False)


# ---- what every plan keeps


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("size", [None, 1, 50])
def test_no_plan_waits_twice_or_sends_nothing(dialect: str, stream: bool, size: int | None) -> None:
    pace = {"head": "1ms", "ttft": "6ms", "itl": "2ms"}
    delivery = {"bytes": size} if size else {}
    steps = [*TEXT, {"wait": "1s"}, {"stall": {"for": "1s"}}, {"tool_calls": [{"name": "f"}]}]
    plan = say.planned({"pace": pace, "delivery": delivery, "reply": steps}, dialect, stream=stream)
    for one, after_it in pairwise(plan.instructions):
        assert not (isinstance(one, Pause) and isinstance(after_it, Pause))
