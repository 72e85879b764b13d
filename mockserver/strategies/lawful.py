"""Replies that are lawful streams: whatever is drawn, a right client knows what it means.

What is simple comes first, so that hypothesis shrinks to it: one short text of plain letters. All
parts are drawn in the same order whatever they turn out to be, which is what lets them shrink into
each other.
"""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mockserver.building.answers import reply
from mockserver.scenario.model import Reply

JsonObject = dict[str, Any]

ALPHABET = (
    f"{string.printable}\x00\x7fé€שनमा世界\u0301\u200d\u2028\u2029\ufeff\ufffd😀👋🏽\U0010ffff"
)
"""Of each kind that has broken a client some characters: of one to four bytes, escaped in JSON,
taken for line ends, joined with others, written from right to left, invisible."""

TEXTS = st.text(ALPHABET, min_size=1, max_size=20)

NAMES = st.sampled_from(["f", "get_weather"])
SPOKEN = object()
"""Stands for the first text of the same script: what fails for a text shrinks to that text."""

SCALARS = st.none() | st.booleans() | st.integers(-9, 999) | st.just(SPOKEN)
ARGUMENTS = st.dictionaries(st.sampled_from(["a", "city", "unit"]), SCALARS, max_size=3)
CALL = st.fixed_dictionaries({"name": NAMES, "arguments": ARGUMENTS})
CALLS = st.none() | st.fixed_dictionaries(
    {"tool_calls": st.lists(CALL, min_size=1, max_size=3)},
    optional={"fragments": st.integers(1, 8), "interleave": st.just(value=True)},
)
FINISHES = st.sampled_from([None, "stop", "length", "content_filter"])
USAGES: SearchStrategy[list[JsonObject]] = st.sampled_from(
    [[], [{"usage": {}}], [{"usage": {}, "when": "asked"}]]
)
AUTOMATIC = st.fixed_dictionaries(
    {},
    optional={
        "role": st.sampled_from(["first_delta", "every_chunk"]),
        "finish": st.just("last_delta"),
    },
)
COMMENTS = st.sampled_from([None] * 5 + ["keepalive", ": OPENROUTER PROCESSING"])


@st.composite
def lawful_replies(
    draw: DrawFn,
    *,
    tools: bool = True,
    refusals: bool = True,
    reasoning: bool = False,
    choices: int = 1,
) -> Reply:
    """Whole answers, as a provider may send them: text, tool calls or a refusal, and usage.

    `tools`, `refusals` and `reasoning` say what may be in them; with `choices` of 2 or more, some
    have so many choices at most. `expected(reply)` is what a right client ends with.
    """
    automatic = draw(AUTOMATIC) or None
    count = draw(st.integers(1, max(choices, 1)))
    scripts = [
        draw(_scripts(tools=tools, refusals=refusals, reasoning=reasoning)) for _ in range(count)
    ]
    if count > 1:
        return reply(choices=scripts, automatic=automatic)
    return reply(*scripts[0], *draw(USAGES), automatic=automatic)


@st.composite
def _scripts(draw: DrawFn, *, tools: bool, refusals: bool, reasoning: bool) -> list[JsonObject]:
    """The steps of one choice: what it says, and perhaps why it ends."""
    key = draw(st.sampled_from(["text", "refusal"])) if refusals else "text"
    thoughts = draw(st.lists(_said(), max_size=2)) if reasoning else []
    parts = draw(st.lists(_said(), min_size=1, max_size=3))
    calls, silent = draw(CALLS) if tools else None, draw(st.booleans())
    comment, reason = draw(COMMENTS), draw(FINISHES)
    first = [_step("reasoning", one) for one in thoughts]
    first += [{"comment": comment}] if comment else []
    spoken = [_step(key, one) for one in parts]
    if calls and key == "text":
        return [*first, *([] if silent else spoken), _filled(calls, parts[0][""])]
    return [*first, *spoken, *([{"finish": reason}] if reason and key == "text" else [])]


@st.composite
def _said(draw: DrawFn) -> JsonObject:
    """One text, and how it is cut: `{"": "text", "split": …}`, or exact deltas."""
    text = draw(TEXTS)
    split = draw(st.sampled_from([None, "whole", "words", "characters", 1, 3, "deltas"]))
    if split == "deltas":
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=3)))
        pairs = zip([0, *cuts], [*cuts, len(text)], strict=True)
        return {"": [text[begin:end] for begin, end in pairs]}
    return {"": text} if split is None else {"": text, "split": split}


def _filled(calls: JsonObject, text: str | list[str]) -> JsonObject:
    """The calls, with a text where SPOKEN stands for one."""
    whole = "".join(text)
    found = [
        (one["name"], {key: whole if value is SPOKEN else value for key, value in said})
        for one in calls["tool_calls"]
        for said in [one["arguments"].items()]
    ]
    return {**calls, "tool_calls": [{"name": name, "arguments": said} for name, said in found]}


def _step(key: str, said: JsonObject) -> JsonObject:
    return {key: said[""], **{name: one for name, one in said.items() if name}}
