"""What is swept, each variant of it, and the proof that one was what a client got."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mockserver.dialects import DIALECTS
from mockserver.exchange.journal import Exchange
from mockserver.exchange.layout import layout
from mockserver.exchange.plan import Connection
from mockserver.exchange.rendering import plan_again
from mockserver.exchange.respond import respond
from mockserver.exchange.selection import ScenarioSet, Session
from mockserver.exchange.sweep_way import SweepError, way
from mockserver.exchange.sweeping import Cut, Swept, as_asked, prove, swept
from mockserver.scenario import library
from mockserver.scenario.load import parse
from mockserver.scenario.model import Scenario
from mockserver.wire.digest import digest
from mockserver.wire.instructions import Ending
from mockserver.wire.json_text import Json, dump_bytes

SOME = way([3, 300])


def scenario(text: str) -> Scenario:
    return parse(text, "s.yaml", "s")


TEXT = scenario("reply: [text: [Hel, lo]]")


def cuts(said: str, **arguments: Any) -> list[Cut]:
    return swept(scenario(said)).cuts(way(**arguments))


def body(cut: Cut) -> bytes:
    return layout(plan_again(cut.scenario, cut.swept.number, cut.swept.asked)).body


# -- what is swept --------------------------------------------------------------------------------


@pytest.mark.parametrize("end", list(Ending))
@pytest.mark.parametrize("name", library.names()[::20])
def test_a_cut_after_byte_n_sends_exactly_n_bytes(name: str, end: Ending) -> None:
    said = library.bundled_scenario(name)
    assert said is not None
    one = swept(said)
    if not one.layout.body or one.size < 3:
        pytest.skip("there is nothing to cut")
    for position in (1, one.size // 2, one.size - 1):
        (cut,) = one.cuts(way([position], end=end))
        plan = plan_again(cut.scenario, one.number, one.asked)
        assert (layout(plan).body, plan.ending) == (one.layout.body[:position], end)


def test_a_split_changes_no_byte_and_takes_its_pause() -> None:
    for cut in swept(TEXT).cuts(way(split=100)):
        assert body(cut) == cut.swept.layout.body
        assert plan_again(cut.scenario, 1, cut.swept.asked).duration == 2000


def test_cuts_that_the_reply_has_are_left_out() -> None:
    cut, _ = cuts(
        "{automatic: none, reply: {stream: [raw: abc], faults: [FAULT]}}".replace(
            "FAULT", "{after: {bytes: 1}, end: reset}"
        ),
        cut=[2, 3],
    )
    assert body(cut) == b"ab"


def test_what_is_done_to_events_is_swept_too() -> None:
    said = "{automatic: none, reply: {stream: [delta: {}, raw: x], faults: [FAULT]}}"
    assert body(cuts(said.replace("FAULT", "{at: {chunk: 1}, drop: true}"), cut=[1])[0]) == b"x"


def test_times_are_left_out_unless_they_are_kept() -> None:
    said = scenario(
        "{pace: {ttft: 1s}, reply: {stream: [text: a], faults: [FAULT]}}".replace(
            "FAULT", "{after: {chunks: 1}, wait: 2s}"
        )
    )
    assert swept(said).plan.duration == 0
    assert swept(said, keep_times=True).plan.duration == 3_000_000


def test_the_first_stream_is_swept_or_the_reply_that_is_meant() -> None:
    said = scenario("replies: [{status: 429, error: {message: no}}, [text: a], [text: b]]")
    assert (swept(said).number, swept(said, 3).number) == (2, 3)
    assert swept(scenario("reply: {json: [1]}")).layout.body == b"[1]"


def test_other_replies_are_as_they_were() -> None:
    said = scenario("replies: [{status: 429, error: {message: no}}, [text: a], [text: b]]")
    (cut,) = swept(said).cuts(way([9]))
    assert cut.scenario.replies[::2] == said.replies[::2]
    assert cut.reply is cut.scenario.replies[1]


def test_a_reply_that_is_not_there_is_refused() -> None:
    with pytest.raises(SweepError, match="s has 1 reply: there is no reply 2"):
        swept(TEXT, 2)
    with pytest.raises(SweepError, match="s has 2 replies: there is no reply 0"):
        swept(scenario("replies: [[text: a], [text: b]]"), 0)


def test_a_request_is_laid_over_the_default_one() -> None:
    request = swept(TEXT, request={"model": "m"}).asked.request
    assert (request.model, request.stream) == ("m", True)


def test_a_request_that_is_no_json_is_refused() -> None:
    with pytest.raises(SweepError, match="request= is no JSON"):
        swept(TEXT, request={"model": object()})


def test_what_answers_without_a_stream_is_no_cut_stream() -> None:
    said = scenario("reply: {stream: [text: a], nonstream: {json: 1}}")
    with pytest.raises(SweepError, match="so `nonstream` answers"):
        swept(said, request={"stream": False}).cuts(way())
    assert len(swept(said).cuts(way("every chunk"))) == 3


# -- one variant ----------------------------------------------------------------------------------


def test_a_cut_says_where_it_is() -> None:
    cut = cuts("{automatic: none, reply: [raw: abc]}", cut=[2], end="reset")[0]
    assert str(cut) == "s-2-reset"
    assert cut.note == (
        "s: cut after byte 2 of 3, end reset,\n"
        "inside raw part 1, behind byte 2 of its 3:\n"
        "  ab⟨cut⟩c\n"
        "  faults: [{after: {bytes: 2}, end: reset}]"
    )


def test_names_tell_replies_apart() -> None:
    said = swept(scenario("replies: [[text: a], [text: b]]"), 2)
    assert str(said.cuts(way(split=[7]))[0]) == "s-2-7-split"


def test_a_cut_is_a_scenario_file_that_sends_the_same() -> None:
    cut = swept(TEXT).cuts(SOME)[1]
    again = scenario(cut.to_yaml())
    assert again.replies[0].faults == (cut.fault,)
    assert digest(plan_again(again, 1, cut.swept.asked)) == cut.digest


def at_openrouter(said: Scenario) -> Swept:
    """As a server with the seed 7 is asked on OpenRouter's path."""
    one = swept(said, seed=7)
    return replace(one, asked=replace(one.asked, dialect="openrouter"))


def test_the_file_names_the_seed_and_dialect_of_the_server() -> None:
    one = swept(TEXT, seed=7)
    one = Swept(
        one.scenario, 1, one.asked.__class__(one.asked.request, dialect="openrouter", seed=7)
    )
    cut = one.cuts(SOME)[0]
    again = swept(scenario(cut.to_yaml()), keep_times=True)
    assert (again.scenario.dialect, again.scenario.seed) == ("openrouter", 7)


def test_the_file_keeps_the_seed_and_dialect_that_it_has() -> None:
    said = scenario("{dialect: openai, seed: 3, reply: [text: a]}")
    one = swept(said, seed=7)
    one = Swept(
        one.scenario, 1, one.asked.__class__(one.asked.request, dialect="openrouter", seed=7)
    )
    again = scenario(one.cuts(SOME)[0].to_yaml())
    assert (again.dialect, again.seed) == ("openai", 3)


def test_only_a_split_has_the_same_right_answer() -> None:
    said = swept(scenario("{reply: [text: a], expect: {text: a}}"))
    (cut,), (split,) = said.cuts(way([9])), said.cuts(way(split=[9]))
    assert (cut.scenario.expects, split.scenario.expects) == ((), said.scenario.expects)


# -- what was served ------------------------------------------------------------------------------


def exchange(
    one: Scenario,
    dialect: str = "openai",
    seed: int = 0,
    connection: Connection | None = None,
    **keys: Json,
) -> Exchange:
    """The exchange of a session that plays this scenario."""
    session = Session(ScenarioSet(), seed)
    session.play(one)
    messages: Json = [{"role": "user", "content": "Hello"}]
    said = dump_bytes({"model": "s", "stream": True, "messages": messages, **keys})
    response = respond(session, DIALECTS[dialect], said, None, connection or Connection())
    return Exchange(1, "/v1/chat/completions", 0, response)


def test_what_was_served_is_the_cut() -> None:
    cut = swept(TEXT).cuts(SOME)[0]
    prove(cut, [exchange(cut.scenario), exchange(cut.scenario)])


def test_what_bytes_do_not_depend_on_may_be_another() -> None:
    cut = swept(TEXT).cuts(SOME)[0]
    prove(cut, [exchange(cut.scenario, connection=Connection(keep_alive=False), temperature=1)])
    prove(cut, [exchange(cut.scenario, seed=7)])


def test_another_stream_is_refused_with_what_to_pass() -> None:
    cut = swept(TEXT).cuts(SOME)[0]
    with pytest.raises(SweepError) as raised:
        prove(cut, [exchange(cut.scenario, model="gpt-4o", messages=[], metadata={"a": "b" * 99})])
    said = str(raised.value)
    assert '  model: "gpt-4o" (swept: "s")\n' in said
    assert 'metadata: {"a":"bbbbb' in said
    assert "request={'model': 'gpt-4o'" in said


def test_what_is_swept_and_not_asked_for_is_told() -> None:
    one = swept(TEXT, request={"stream_options": {"include_usage": True}})
    cut = one.cuts(way([one.size]))[0]
    with pytest.raises(SweepError, match="stream_options: null"):
        prove(cut, [exchange(cut.scenario)])


def test_another_dialect_is_another_stream() -> None:
    cut = swept(TEXT).cuts(SOME)[0]
    with pytest.raises(SweepError, match="another one than the one swept: its items differ"):
        prove(cut, [exchange(cut.scenario, dialect="openrouter")])


def test_the_same_request_again_gets_other_random_words_by_right() -> None:
    cut = swept(scenario("reply: [random: {words: 30}]")).cuts(SOME)[1]
    session = Session(ScenarioSet())
    session.play(cut.scenario)
    body = dump_bytes(cut.swept.asked.request.body)
    first, second = (respond(session, DIALECTS["openai"], body) for _ in range(2))
    both = [Exchange(1, "", 0, first), Exchange(2, "", 0, second)]
    assert both[0].digest != both[1].digest
    prove(cut, both)


def test_no_request_is_no_proof() -> None:
    with pytest.raises(SweepError, match="no request was made"):
        prove(swept(TEXT).cuts(SOME)[0], [])


def test_a_refused_request_is_told() -> None:
    cut = cuts("reply: [raw: abc]", cut=[2])[0]
    with pytest.raises(SweepError, match="its request was refused: s cannot answer"):
        prove(cut, [exchange(cut.scenario, stream=False)])


def test_an_answer_from_elsewhere_is_told() -> None:
    with pytest.raises(SweepError, match="something else answered: s; leave nothing in the queue"):
        prove(swept(TEXT).cuts(SOME)[0], [exchange(TEXT)])


def test_a_reply_that_was_not_reached_is_told() -> None:
    cut = swept(scenario("replies: [[text: a], [text: b]]"), 2).cuts(SOME)[0]
    with pytest.raises(SweepError, match="its reply 2 was not asked for, only reply 1: pass"):
        prove(cut, [exchange(cut.scenario)])


def test_a_sweep_takes_over_what_a_client_asks_for() -> None:
    one = swept(TEXT)
    served = exchange(one.scenario, seed=3, model="gpt-4o")
    known = as_asked(one, [served], request=True)
    assert (known.asked.request.model, known.asked.seed) == ("gpt-4o", 3)
    assert known.digest == served.digest


def test_a_variant_tells_what_a_client_asks_for_too() -> None:
    cut = swept(TEXT).cuts(SOME)[0]
    served = exchange(cut.scenario, model="gpt-4o")
    known = as_asked(cut.swept, [served], request=True, scenario=cut.scenario)
    assert known.asked.request.model == "gpt-4o"


def test_a_request_that_is_said_is_not_taken_over() -> None:
    one = swept(TEXT)
    with pytest.raises(SweepError, match="asked for another stream"):
        as_asked(one, [exchange(one.scenario, model="gpt-4o")], request=False)
