"""Random answers: the same for the same seed, request and occurrence, whatever else happens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dialects import DIALECTS
from mockserver.exchange import selection
from mockserver.exchange.rendering import as_text, default_request, plan_of
from mockserver.exchange.respond import respond
from mockserver.exchange.selection import FALLBACKS, ScenarioSet, SelectionError, Session
from mockserver.samples import words
from mockserver.scenario.load import parse
from mockserver.wire.digest import digest
from mockserver.wire.json_text import JsonObject, dump_bytes
from tests import say

from .arrivals import BODIES, answered, body, digests, session

NUMBERS = range(len(BODIES))
EXPECTED = digests(NUMBERS)
RANDOM = "reply: [{random: {words: 5}}]"


# -- determinism ----------------------------------------------------------------------------------


@given(st.permutations(NUMBERS))
def test_answers_do_not_depend_on_the_order_of_arrival(order: list[int]) -> None:
    assert digests(order) == EXPECTED


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_answers_are_the_same_in_another_process(hash_seed: str) -> None:
    order = [str(number) for number in reversed(NUMBERS)]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.exchange.arrivals", *order],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines() == [f"{number} {text}" for number, text in EXPECTED.items()]


def test_answers_are_those_of_the_golden_file(golden: Callable[[str, str], None]) -> None:
    name = f"random-faker-{words.version()}.txt"
    folder = Path(__file__).parent / "golden"
    if not (folder / name).exists() and any(folder.glob("random-faker-*")):
        pytest.skip(f"words are those of one version of Faker; there is no {name}")
    golden(name, "".join(f"{number} {text}\n" for number, text in EXPECTED.items()))


def test_a_request_asked_again_gets_another_answer_and_the_same_one_the_next_time() -> None:
    one, other = session(), session()
    first, second = (digest(answered(one, BODIES[0])) for _ in range(2))
    assert first != second
    assert [digest(answered(other, BODIES[0])) for _ in range(2)] == [first, second]


def test_other_requests_in_between_change_nothing() -> None:
    one, other = session(), session()
    plain = [digest(answered(one, BODIES[0])) for _ in range(3)]
    mixed = []
    for number in NUMBERS[1:4]:
        mixed.append(digest(answered(other, BODIES[0])))
        answered(other, BODIES[number])
    assert mixed == plain


def test_a_stream_and_a_result_have_the_same_words() -> None:
    streamed = say.chunks(answered(session(), body("x")))
    result = say.folded(answered(session(), {**body("x"), "stream": False}))
    texts = [one["choices"][0]["delta"].get("content", "") for one in streamed]
    assert result["choices"][0]["message"]["content"] == "".join(texts)


def test_another_seed_says_something_else() -> None:
    assert digest(answered(session(1), BODIES[0])) != digest(answered(session(2), BODIES[0]))


def test_a_scripted_reply_does_not_depend_on_the_request_or_how_often_it_came() -> None:
    one = session()
    asked = {**BODIES[-1], "temperature": 1}
    assert {digest(answered(one, each)) for each in (BODIES[-1], BODIES[-1], asked)} == {
        EXPECTED[len(BODIES) - 1]
    }


def test_requests_are_counted_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "MOST_FINGERPRINTS", 2)
    one = session()
    first = digest(answered(one, body("a")))
    for content in ("b", "c"):
        answered(one, body(content))
    assert digest(answered(one, body("a"))) == first


# -- which requests are identical -----------------------------------------------------------------


@pytest.mark.parametrize("more", [{"stream": False}, {"stream_options": {"include_usage": True}}])
def test_how_an_answer_is_sent_is_no_part_of_what_is_asked(more: JsonObject) -> None:
    assert say.request(**more).fingerprint == say.request().fingerprint


def test_the_order_of_keys_is_no_part_of_what_is_asked() -> None:
    one, other = say.request(a=1, b={"c": 1, "d": 2}), say.request(b={"d": 2, "c": 1}, a=1)
    assert one.fingerprint == other.fingerprint


@pytest.mark.parametrize("more", [{"temperature": 1}, {"messages": []}, {"x": "\ud800"}])
def test_everything_else_is(more: JsonObject) -> None:
    assert say.request(**more).fingerprint != say.request().fingerprint


# -- when it answers ------------------------------------------------------------------------------


def test_the_fallback_answers_what_nothing_else_does() -> None:
    chosen = session().choose(say.request(model="nothing"))
    assert (chosen.scenario.name, chosen.reply.is_random) == ("random", True)


def test_a_scenario_comes_before_the_fallback() -> None:
    assert session().choose(say.request(model="scripted")).scenario.name == "scripted"


def test_a_header_that_names_nothing_is_refused_all_the_same() -> None:
    with pytest.raises(SelectionError, match="names no scenario"):
        session().choose(say.request(), "nothing")


def test_without_the_fallback_nothing_random_answers() -> None:
    assert FALLBACKS["refuse"] is None
    with pytest.raises(KeyError):
        FALLBACKS["rndom"]  # type: ignore[index]
    with pytest.raises(SelectionError, match="No scenario answers"):
        Session(ScenarioSet()).choose(say.request())


def test_a_queued_random_reply_knows_the_request() -> None:
    one = Session(ScenarioSet())
    one.queue(parse(RANDOM, "q", "q").replies[0])
    asked = say.request()
    assert one.choose(asked).chance.asked == (asked.fingerprint, 0)


@pytest.mark.parametrize(
    "reply",
    [
        "reply: [{repeat: {times: 2, steps: [{random: {}}]}}]",
        "reply: {choices: [{stream: [{text: a}]}, {stream: [{random: {}}]}]}",
        "reply: {stream: [{text: a}], faults: [{after: {chunks: 1}, insert: [{random: {}}]}]}",
    ],
)
def test_a_random_step_is_found_wherever_it_stands(reply: str) -> None:
    assert parse(reply, "x", "x").replies[0].is_random


def test_a_reply_without_one_is_not_random() -> None:
    assert not parse("reply: [{text: [a, b]}]", "x", "x").replies[0].is_random


# -- what is told ---------------------------------------------------------------------------------


def test_render_names_the_version_whose_words_they_are() -> None:
    scenario = parse(RANDOM, "x", "x")
    shown = as_text(plan_of(scenario, 1, default_request(scenario)))
    assert f"note: random words are those of Faker {words.version()}\n" in shown


def test_render_shows_what_the_first_such_request_gets() -> None:
    scenario = parse(RANDOM, "x", "x")
    asked = default_request(scenario)
    got = respond(Session(ScenarioSet([scenario])), DIALECTS["openai"], dump_bytes(asked.body)).plan
    assert digest(got) == digest(plan_of(scenario, 1, asked))


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"max_tokens": 0}, "max_tokens"),
        (
            {
                "tools": [{"type": "function", "function": {"name": "f", "parameters": False}}],
                "tool_choice": "required",
            },
            "tools[0].function.parameters",
        ),
    ],
)
def test_what_cannot_be_obeyed_is_refused_by_its_key(more: JsonObject, param: str) -> None:
    response = respond(session(), DIALECTS["openai"], dump_bytes(body("x", **more)))
    assert response.plan.head is not None
    assert response.plan.head.status == 400
    assert json.loads(response.plan.body)["error"]["param"] == param
    assert response.refused
