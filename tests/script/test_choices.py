"""Several choices are merged by planned time; `n` says how many go out."""

from __future__ import annotations

from mockserver.wire.json_text import Json, JsonObject
from tests import say

TWO: Json = {"choices": [{"stream": [{"text": ["A", "B"]}]}, {"stream": [{"refusal": "no"}]}]}


def sent(said: Json, **body: Json) -> list[tuple[int, str]]:
    """Each chunk's choice and what its delta or finish says, in the order of the wire."""
    return [
        (choice["index"], _what(choice))
        for chunk in say.chunks(say.planned(said, **body))
        for choice in chunk["choices"]
    ]


def _what(choice: JsonObject) -> str:
    delta = choice["delta"]
    if delta.get("role"):
        return "role"
    text = delta.get("content") or delta.get("refusal") or delta.get("reasoning_content")
    return text or choice["finish_reason"] or str(delta)


def test_ties_go_by_index() -> None:
    assert sent({"reply": TWO}) == [
        *((0, "role"), (0, "A"), (0, "B"), (0, "stop")),
        *((1, "role"), (1, "no"), (1, "stop")),
    ]


def test_planned_times_order_the_choices() -> None:
    pace = {"ttft": "5us", "itl": "10us"}
    assert sent({"pace": pace, "reply": TWO}) == [
        *((0, "role"), (1, "role"), (0, "A"), (1, "no"), (0, "B"), (1, "stop"), (0, "stop")),
    ]


def test_planned_times_are_those_of_each_choice_alone() -> None:
    plan = say.planned({"pace": {"ttft": "5us", "itl": "10us"}, "reply": TWO})
    assert say.pauses(plan) == [5, 10, 10, 10]


def test_a_wait_holds_its_choice_alone() -> None:
    waiting = {"stream": [{"wait": "1s"}, {"text": "late"}]}
    assert sent({"reply": {"choices": [waiting, {"stream": [{"text": "soon"}]}]}})[:3] == [
        *((1, "role"), (1, "soon"), (1, "stop")),
    ]


def test_what_is_behind_a_gate_comes_after_all_that_is_not() -> None:
    gated = {"stream": [{"text": "a"}, {"gate": "g"}, {"text": "b"}]}
    other = {"stream": [{"wait": "9s"}, {"text": "c"}]}
    assert [what for _, what in sent({"reply": {"choices": [gated, other]}})] == [
        *("role", "a", "role", "c", "stop", "b", "stop"),
    ]


def test_a_choice_that_stalls_for_ever_lets_the_others_end() -> None:
    stalled = {"stream": [{"text": "a"}, {"stall": "forever"}]}
    plan = say.planned({"reply": {"choices": [stalled, {"stream": [{"text": "b"}]}]}})
    assert (plan.ending, say.data(plan)[-1] == "[DONE]") == ("stall", False)
    assert [choice for choice, what in sent({"reply": {"choices": [stalled, stalled]}})] == [
        *(0, 0, 1, 1),
    ]


def test_an_end_in_one_choice_cuts_all() -> None:
    cut = {"stream": [{"text": "a"}, {"end": "reset"}]}
    plan = say.planned({"pace": {"itl": "1us"}, "reply": {"choices": [TWO["choices"][0], cut]}})
    assert plan.ending == "reset"
    assert say.data(plan)[-1] != "[DONE]"


def test_usage_counts_all_choices_and_stands_after_them() -> None:
    plan = say.planned({"reply": TWO}, stream_options={"include_usage": True})
    assert say.chunks(plan)[-1]["usage"] == {
        "prompt_tokens": 2,
        "completion_tokens": 2,
        "total_tokens": 4,
    }
    assert say.data(plan)[-1] == "[DONE]"


def test_written_usage_and_terminator_stand_after_all_choices() -> None:
    first = {"stream": [{"text": "a"}, {"usage": {"prompt_tokens": 7}}, {"done": "end"}]}
    plan = say.planned({"reply": {"choices": [first, {"stream": [{"text": "b"}]}]}})
    assert say.chunks(plan)[-1]["usage"]["prompt_tokens"] == 7
    assert say.data(plan)[-1] == "end"


def test_the_provider_s_comments_come_first() -> None:
    plan = say.planned({"reply": TWO}, "openrouter")
    assert say.body(plan).startswith(b": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n")
    bare = say.planned({"automatic": "none", "reply": TWO})
    assert [one for one in say.data(bare) if "role" in one or "DONE" in one] == []


def test_n_says_how_many_choices_go_out() -> None:
    assert {choice for choice, _ in sent({"reply": TWO}, n=1)} == {0}
    assert [what for choice, what in sent({"reply": TWO}, n=3) if choice == 2] == [
        *("role", "A", "B", "stop"),
    ]


def test_n_repeats_a_single_script() -> None:
    said = [{"comment": "c"}, {"text": "a"}, {"usage": {}}]
    plan = say.planned(said, n=2)
    assert sent(said, n=2) == [
        *((0, "role"), (0, "a"), (0, "stop"), (1, "role"), (1, "a"), (1, "stop")),
    ]
    assert say.body(plan).count(b": c\n") == 1
    assert say.chunks(plan)[-1]["usage"]["completion_tokens"] == 2


def test_n_leaves_alone_a_script_that_says_its_choices() -> None:
    for step in ({"delta": {"content": "a"}}, {"text": "a", "choice": 1}):
        assert sent([step], n=2) == sent([step])
    inside = {"repeat": {"times": 2, "steps": [{"chunk": {}}]}}
    assert say.planned([inside], n=2).body == say.planned([inside]).body


def test_n_repeats_what_is_repeated() -> None:
    said = [{"repeat": {"times": 2, "steps": [{"text": "a"}]}}]
    assert [what for choice, what in sent(said, n=2) if choice == 1] == ["role", "a", "a", "stop"]


def test_tool_calls_of_each_choice_have_ids_of_their_own() -> None:
    call = {"tool_calls": [{"name": "f"}]}
    chunks = say.chunks(say.planned([call], n=2))
    deltas = [choice["delta"] for one in chunks for choice in one["choices"]]
    parts = [one["tool_calls"][0] for one in deltas if "tool_calls" in one]
    ids = {one["id"] for one in parts if "id" in one}
    assert len(ids) == 2


def test_a_result_has_all_choices() -> None:
    folded = say.folded(say.planned({"reply": TWO}, stream=False))
    assert [one["message"]["content"] for one in folded["choices"]] == ["AB", None]
    assert folded["choices"][1]["message"]["refusal"] == "no"
