"""Which reply answers: the order of the four ways, the counters, the refusals."""

from __future__ import annotations

import pytest

from mockserver.exchange.selection import ScenarioSet, SelectionError, Session, TiedScenariosError
from mockserver.scenario.load import parse
from mockserver.scenario.model import Reply, Scenario
from tests import say


def scenario(name: str, match: str = "", replies: int = 1, seed: int | None = None) -> Scenario:
    """A scenario whose replies say their numbers."""
    said = [f"  - [{{text: '{number}'}}]" for number in range(1, replies + 1)]
    lines = ["replies:", *said]
    lines += [f"match: {match}"] if match else []
    lines += [f"seed: {seed}"] if seed is not None else []
    return parse("\n".join(lines), f"{name}.yaml", name)


def session(*scenarios: Scenario, seed: int = 0) -> Session:
    return Session(ScenarioSet(scenarios), seed)


def chosen(one: Session, model: str, content: str = "Hello", header: str | None = None) -> str:
    return one.choose(say.request(content, model=model), header).scenario.name


def refused(one: Session, model: str, content: str = "Hello", header: str | None = None) -> str:
    with pytest.raises(SelectionError) as raised:
        one.choose(say.request(content, model=model), header)
    return str(raised.value)


# -- the order of the ways ------------------------------------------------------------------------

MATCHING = scenario("matching", "{model: '*'}")


def test_a_model_equal_to_a_name_comes_before_a_match() -> None:
    assert chosen(session(MATCHING, scenario("a")), "a") == "a"


def test_a_vendor_before_the_name_is_left_out() -> None:
    assert chosen(session(scenario("a")), "acme/a") == "a"
    assert chosen(session(scenario("a/b")), "acme/a/b") == "a/b"


def test_a_whole_name_comes_before_one_behind_a_vendor() -> None:
    assert chosen(session(scenario("b"), scenario("a/b")), "a/b") == "a/b"


def test_only_one_vendor_is_left_out() -> None:
    assert "No scenario answers" in refused(session(scenario("a")), "one/two/a")


def test_a_header_comes_before_the_model() -> None:
    assert chosen(session(scenario("a"), scenario("b")), "a", header="b") == "b"


def test_a_header_names_exactly() -> None:
    said = refused(session(scenario("a"), MATCHING), "a", header="acme/a")
    assert said.startswith("The header X-Mockserver-Scenario names no scenario: 'acme/a'.")
    assert said.endswith(" Did you mean the scenario 'a'?") or "selects it: a, matching." in said


def test_the_queue_comes_first_and_each_reply_once() -> None:
    one = session(scenario("a"))
    one.queue(Reply(status=500))
    one.queue(Reply(status=501))
    first, second = (one.choose(say.request(model="a"), "a") for _ in range(2))
    assert (first.reply.status, second.reply.status) == (500, 501)
    assert [first.scenario.name, first.reply_number, second.reply_number] == ["queue", 1, 2]
    assert chosen(one, "a") == "a"


def test_a_played_scenario_answers_whatever_is_asked_for() -> None:
    one = session(scenario("a"), scenario("b"))
    one.play(scenario("c", match="{model: never}"))
    assert [chosen(one, "a"), chosen(one, "b", header="a"), chosen(one, "z")] == ["c", "c", "c"]


def test_the_queue_comes_before_a_played_scenario() -> None:
    one = session()
    one.play(scenario("c"))
    one.queue(Reply(status=500))
    assert [chosen(one, "a"), chosen(one, "a")] == ["queue", "c"]


def test_a_played_scenario_begins_anew_and_changes_no_other_count() -> None:
    said = scenario("a", replies=3)
    one = session(said)
    before = one.choose(say.request(model="a")).reply_number
    for _ in range(2):
        one.play(said)
        numbers = [one.choose(say.request(model="z")).reply_number for _ in range(2)]
        assert numbers == [1, 2]
    one.play(None)
    assert (before, one.choose(say.request(model="a")).reply_number) == (1, 2)


def test_a_played_random_reply_knows_no_earlier_requests() -> None:
    said = parse("reply: [random: {}]", "r.yaml", "r")
    one = session(said, seed=7)
    one.choose(say.request(model="r"))
    one.play(said)
    assert one.choose(say.request(model="r")).chance.asked[1:] == (0,)


def test_a_match_answers_where_no_name_does() -> None:
    one = session(scenario("bye", "{last_user: {contains: bye}}"))
    assert chosen(one, "gpt-4o", "good bye") == "bye"


def test_the_most_specific_match_answers() -> None:
    one = session(
        scenario("any", "{model: '*'}"),
        scenario("both", "{model: gpt-*, last_user: {contains: bye}}"),
        scenario("exact", "{last_user: bye}"),
    )
    assert chosen(one, "gpt-4o", "bye") == "both"
    assert chosen(one, "o1", "bye") == "exact"
    assert chosen(one, "o1") == "any"


# -- counters -------------------------------------------------------------------------------------


def test_replies_answer_in_turn_and_the_last_one_repeats() -> None:
    one = session(scenario("a", replies=3))
    numbers = [one.choose(say.request(model="a")).reply_number for _ in range(5)]
    assert numbers == [1, 2, 3, 3, 3]


def test_each_scenario_counts_for_itself_however_it_was_chosen() -> None:
    one = session(scenario("a", "{model: x}", replies=2), scenario("b", replies=2))
    requests = [("a", None), ("b", None), ("x", None), ("z", "b")]
    numbers = [one.choose(say.request(model=m), h).reply_number for m, h in requests]
    assert numbers == [1, 1, 2, 2]


def test_a_refused_request_counts_for_nothing() -> None:
    one = session(scenario("a", replies=2))
    refused(one, "nothing")
    assert one.choose(say.request(model="a")).reply_number == 1


def test_sessions_do_not_count_for_each_other() -> None:
    scenarios = ScenarioSet([scenario("a", replies=2)])
    for one in (Session(scenarios), Session(scenarios)):
        assert one.choose(say.request(model="a")).reply_number == 1


def test_the_chance_is_the_scenarios_seed_name_and_reply() -> None:
    own, server = session(scenario("a", seed=7), seed=3), session(scenario("a"), seed=3)
    request = say.request(model="a")
    assert own.choose(request).chance.seed == 7
    chance = server.choose(request).chance
    assert (chance.seed, chance.scenario, chance.reply) == (3, "a", 1)


# -- sets -----------------------------------------------------------------------------------------


def test_two_scenarios_of_one_name_are_tied() -> None:
    with pytest.raises(TiedScenariosError, match=r"^a\.yaml and a\.yaml have the same name: "):
        ScenarioSet([scenario("a"), scenario("a")])


def test_two_scenarios_of_one_match_are_tied_whatever_its_order() -> None:
    first = scenario("a", "{model: x*, last_user: y}")
    second = scenario("b", "{last_user: {equals: y}, model: {glob: x*}}")
    with pytest.raises(TiedScenariosError, match=r"^a\.yaml and b\.yaml have the same match: "):
        ScenarioSet([first, second])


def test_scenarios_without_a_file_are_tied_by_their_names() -> None:
    with pytest.raises(TiedScenariosError, match=r"^a and a have"):
        ScenarioSet([Scenario("a", ()), Scenario("a", (), about="other")])


def test_an_empty_set_matches_nothing() -> None:
    assert ScenarioSet().matched(say.request()) is None
    assert ScenarioSet().near_miss(say.request()) is None
    assert ScenarioSet().named("a") is None


# -- refusals -------------------------------------------------------------------------------------


def test_without_scenarios_it_says_that_none_is_loaded() -> None:
    said = refused(session(), "a")
    assert said.endswith("none is loaded and no reply is queued.")


def test_two_matches_of_one_rank_are_ambiguous() -> None:
    pair = [scenario(name, f"{{last_user: {{contains: {name}}}}}") for name in ("a", "b")]
    with pytest.raises(SelectionError, match=r"^a and b match this request equally well") as raised:
        session(*pair).choose(say.request("ab"))
    assert raised.value.code == "ambiguous_match"


def test_a_more_specific_match_is_not_ambiguous() -> None:
    pair = [scenario(name, f"{{last_user: {{contains: {name}}}}}") for name in ("a", "b")]
    assert chosen(session(*pair, scenario("c", "{last_user: ab}")), "x", "ab") == "c"


def test_the_near_miss_has_the_fewest_differences() -> None:
    one = session(
        scenario("far", "{model: o1, last_user: bye}"),
        scenario("near", "{model: gpt-*, last_user: bye}"),
    )
    said = refused(one, "gpt-4o")
    assert "Nearest: near, but last_user is 'Hello', expected 'bye'." in said
    assert "far," not in said.partition("A model equal")[0]


def test_what_shares_nothing_is_no_near_miss_unless_there_is_no_other() -> None:
    short, long = scenario("short", "{model: o1}"), scenario("long", "{model: o1, last_user: bye}")
    assert "Nearest" not in refused(session(short, long), "gpt-4o")
    assert "Nearest: short, but model is 'gpt-4o'" in refused(session(short), "gpt-4o")
    shares = scenario("shares", "{model: gpt-*, last_user: bye, turn: 3}")
    assert "Nearest: shares, but" in refused(session(short, shares), "gpt-4o")


def test_a_near_miss_says_every_difference() -> None:
    said = refused(session(scenario("a", "{model: o1, last_user: bye}")), "gpt-4o")
    assert "model is 'gpt-4o', expected 'o1'; last_user is 'Hello', expected 'bye'." in said


def test_a_name_that_is_nearly_right_is_guessed() -> None:
    said = refused(session(scenario("tool-call"), scenario("text")), "tool-cal")
    assert said.endswith(" Did you mean the scenario 'tool-call'?")


def test_names_are_listed_where_none_is_close() -> None:
    few = refused(session(scenario("b"), scenario("a")), "gpt-4o")
    assert few.endswith("A model equal to a scenario's name selects it: a, b.")
    many = refused(session(*(scenario(f"s{number}") for number in range(9))), "gpt-4o")
    assert many.endswith("s0, s1, s2, s3, s4, s5, s6, s7 ….")


def test_a_refusal_without_any_match_names_no_near_miss() -> None:
    assert "Nearest" not in refused(session(scenario("a")), "gpt-4o")


def test_a_header_with_several_names_is_refused() -> None:
    said = refused(session(scenario("a"), scenario("b")), "a", header="a, b")
    assert said == (
        "The header X-Mockserver-Scenario names more than one scenario: 'a, b'. "
        "Send it once, with one name."
    )


def test_a_reset_session_has_answered_nothing() -> None:
    other = scenario("other")
    one = Session(ScenarioSet([scenario("a", replies=2)]), fallback=other)
    queued = scenario("q").replies[0]
    one.queue(queued)
    chosen(one, "a")
    chosen(one, "a")
    one.play(other)
    one.queue(queued)
    one.reset()
    assert (chosen(one, "m"), list(one.queued)) == ("other", [])
    assert one.choose(say.request(model="a")).reply_number == 1
    one.queue(queued)
    assert one.choose(say.request()).reply_number == 1


def test_a_scenario_that_is_put_hides_the_one_of_its_name() -> None:
    one, other, new = scenario("a"), scenario("b"), scenario("a", replies=2)
    both = ScenarioSet([one, other]).with_put({"a": new})
    assert (both.by_name["a"] is new, both.by_name["b"] is other) == (True, True)
