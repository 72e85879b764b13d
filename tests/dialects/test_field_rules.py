"""Whatever lawful script is sent, every client generation accepts every field of every chunk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.wire.json_text import Json, JsonObject
from tests import say

from .field_rules import RULES, complaints

EXEMPT = {
    "r9s for Python": "it refuses finish_reason error, and later tool deltas without id and name",
}
"""Clients that cannot be satisfied together with the rest, each with the reason."""

CLIENTS = [client for client in RULES if client not in EXEMPT]

texts = st.text(max_size=12)
spoken = st.one_of(
    st.fixed_dictionaries({"text": texts}),
    st.fixed_dictionaries(
        {"text": texts, "logprobs": st.fixed_dictionaries({"top": st.integers(0, 3)})}
    ),
    st.fixed_dictionaries({"reasoning": texts}),
    st.fixed_dictionaries(
        {"reasoning": texts, "field": st.just("both"), "details": st.just("text")}
    ),
    st.fixed_dictionaries({"refusal": texts}),
    st.fixed_dictionaries(
        {
            "tool_calls": st.lists(
                st.fixed_dictionaries({"name": texts, "arguments": st.just({"a": "b c"})}),
                min_size=1,
                max_size=2,
            ),
            "head": st.sampled_from(["first", "every", "filled"]),
        }
    ),
)
closing: st.SearchStrategy[list[Json]] = st.sampled_from(
    [[], [{"finish": "length"}], [{"usage": {}}], [{"usage": {}, "place": "finish"}]]
)
scripts = st.builds(
    lambda said, end: [*said, *end], st.lists(spoken, min_size=1, max_size=4), closing
)


def refused(said: Json, dialect: str, clients: list[str]) -> list[str]:
    plan = say.planned(said, dialect, stream_options={"include_usage": True})
    return [
        f"{client}: {complaint}"
        for chunk in say.chunks(plan)
        for client in clients
        for complaint in complaints(client, chunk)
    ]


@given(scripts, st.sampled_from(["openai", "openrouter"]), st.sampled_from([1, 2]))
def test_lawful_chunks_satisfy_every_client(script: list[Json], dialect: str, n: int) -> None:
    said: JsonObject = {"choices": [{"stream": script}] * n} if n > 1 else {"stream": script}
    assert refused({"reply": said}, dialect, CLIENTS) == []


def test_openrouter_s_error_in_a_stream_satisfies_every_client() -> None:
    said = [{"text": "a"}, {"error": {"message": "no", "code": 502}}]
    assert refused(said, "openrouter", CLIENTS) == []


@pytest.mark.parametrize("client", EXEMPT)
def test_an_exempt_client_is_satisfied_by_filled_heads(client: str) -> None:
    said = [{"tool_calls": [{"name": "f", "arguments": {"a": 1}}], "head": "filled"}]
    assert refused(said, "openai", [client]) == []
    assert refused([{**said[0], "head": "first"}], "openai", [client]) != []


@pytest.mark.parametrize(
    ("patch", "complaint"),
    [
        ({"with": {"chunk": {"created": "x"}}}, "created: 'x' is not i"),
        ({"omit": ["choice.index"]}, "choices[].index: it is missing"),
        ({"with": {"delta": {"role": "user"}}}, "choices[].delta.role: 'user' is not lit"),
        ({"with": {"chunk": {"usage": None}}}, "usage: None is not o"),
        ({"with": {"choice": {"index": 1.5}}}, "choices[].index: 1.5 is not i"),
    ],
)
def test_the_rules_find_what_is_unlawful(patch: JsonObject, complaint: str) -> None:
    found = refused({**patch, "reply": [{"text": "a"}]}, "openai", ["@openrouter/sdk 0.12.0"])
    assert {one.partition(": ")[2] for one in found} == {complaint}
