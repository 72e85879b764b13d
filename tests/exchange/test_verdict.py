"""The verdict: what nobody asserted is told, and what tests do on purpose fails nothing."""

from __future__ import annotations

import json

from mockserver.dialects import DIALECTS
from mockserver.exchange.journal import QUEUED
from mockserver.exchange.outcome import Outcome, Result
from mockserver.exchange.plan import refusal
from mockserver.exchange.problem import Level, Problem
from mockserver.exchange.respond import Response
from mockserver.exchange.verdict import Verdict, verdict
from mockserver.wire.events import Failure
from mockserver.wire.json_text import dumps

from .journals import PATH, Told, scenario, told

HELLO = scenario("hello", [{"text": "Hello"}])
THREE = scenario("three", {"replies": [[{"text": "1"}], [{"text": "2"}], [{"text": "3"}]]})


def messages(made: Told, *named: str) -> list[str]:
    return [one.message for one in verdict_of(made, *named).findings]


def verdict_of(made: Told, *named: str) -> Verdict:
    scenarios = [made.session.scenarios.by_name[name] for name in named]
    return verdict(made.journal, queued=made.session.queued, named=scenarios)


def test_nothing_that_happened_is_no_fault() -> None:
    said = verdict_of(told())
    assert (said.ok, said.findings, str(said)) == (True, (), "mockserver: ok; 0 requests")


def test_requests_are_counted_by_scenario() -> None:
    made = told(HELLO, THREE)
    made.queue([])
    for model in ("x", "hello", "three", "three"):
        made.ask(model)
    said = verdict_of(made)
    assert said.by_scenario == {"hello": 1, "queue": 1, "three": 2}
    assert str(said) == "mockserver: ok; 4 requests (hello 1, queue 1, three 2)"


def test_a_request_that_nothing_answered_fails_it_with_the_nearest_miss() -> None:
    made = told(scenario("a", {"match": {"model": "gpt-4o"}, "reply": []}))
    made.ask("gpt-4")
    said = verdict_of(made)
    (found,) = said.unmatched
    assert (said.ok, found.exchange, found.level) == (False, 1, "fail")
    assert found.message.startswith(f"#1 {PATH}, model 'gpt-4': No scenario answers this request")
    assert "Nearest: a, but model is 'gpt-4', expected 'gpt-4o'" in found.message
    assert str(said).splitlines()[0].endswith("; 1 request (none 1)")
    assert str(said).splitlines()[-1].startswith("  to do: queue a reply")


def test_a_path_that_is_not_served_needs_no_reply() -> None:
    made = told(HELLO)
    plan = refusal(Failure("no such path"), 404, DIALECTS["openai"])
    made.add(Response(plan, refused="no such path"))
    assert str(verdict_of(made)).splitlines()[2:] == [
        "  to do: have the client ask for a path that is served: its base URL and /chat/completions"
    ]
    made.ask("nobody")
    assert "  to do: queue a reply" in str(verdict_of(made)).splitlines()[-1]


def test_what_helps_can_be_something_else() -> None:
    made = told(HELLO)
    made.ask("nobody")
    said = verdict(made.journal, to_do={Problem.UNMATCHED: "ask for hello"})
    assert str(said).splitlines()[-1] == "  to do: ask for hello"


def test_no_request_at_all_is_told_where_it_is_asked_for() -> None:
    made = told(HELLO)
    said = verdict(made.journal, levels={Problem.NO_REQUESTS: "fail"})
    assert (said.ok, str(said).splitlines()[1][:28]) == (False, "no_requests: no request came")
    made.ask("hello")
    assert verdict(made.journal, levels={Problem.NO_REQUESTS: "fail"}).findings == ()


def test_a_client_that_only_asked_for_models_is_not_said_to_be_pointed_elsewhere() -> None:
    made = told(HELLO)
    made.journal.listed += 1
    _, said, to_do = str(verdict(made.journal, levels={Problem.NO_REQUESTS: "fail"})).splitlines()
    assert said == "no_requests: no completion was asked for, only which models there are"
    assert to_do == "  to do: have the client ask for a completion"
    made.journal.clear()
    assert "no request came" in str(verdict(made.journal, levels={Problem.NO_REQUESTS: "fail"}))


def test_queued_replies_that_are_left_fail_it_each_by_its_number() -> None:
    made = told()
    made.queue([])
    made.queue({"status": 429, "error": {"message": "slow"}})
    made.queue([{"text": "Hello"}])
    made.ask("x")
    assert messages(made) == [
        'queued reply 2 was never asked for: status 429, error "slow"',
        'queued reply 3 was never asked for: text "Hello"',
    ]
    assert len(verdict_of(made).unused) == 2


def test_a_named_scenario_must_be_asked_for_and_others_need_not() -> None:
    made = told(HELLO, THREE)
    assert messages(made, "hello") == ["the scenario hello was never asked for"]
    made.ask("hello")
    assert verdict_of(made, "hello").ok


def test_every_reply_of_a_named_scenario_must_have_answered() -> None:
    made = told(HELLO, THREE)
    made.ask("three")
    never = "of the scenario three, replies 2, 3 of 3 never answered"
    assert messages(made, "three") == [never]
    made.ask("three")
    assert messages(made, "three") == ["of the scenario three, reply 3 of 3 never answered"]
    made.ask("three")
    assert messages(made, "three") == []


def test_a_client_that_left_is_told_and_fails_nothing() -> None:
    made = told(HELLO)
    one = made.ask("hello", Result.CLIENT_LEFT, 2)
    said = verdict_of(made)
    assert (said.ok, one.left_after is not None) == (True, True)
    assert said.left[0].message.endswith(f"the client left after {one.left_after}")
    assert str(said).splitlines()[1].startswith("note: left: #1 ")


def test_how_a_stream_did_not_end_is_told() -> None:
    made = told(scenario("g", [{"gate": "g"}, {"text": "x"}]))
    made.ask("g", None)
    made.ask("g", Result.SERVER_STOPPED, 1)
    made.ask("g", Result.STALL, 1)
    made.ask("g", Result.CLIENT_NOT_READING, 1).outcome = Outcome(
        Result.CLIENT_NOT_READING, False, 9, 4, ()
    )
    ends = [message.partition(": ")[2] for message in messages(made)]
    assert ends == [
        "the client read no more: sent was nothing, 4 bytes of it were not accepted",
        "the stream is still open, after nothing",
        "the server was stopped after the head",
        "it waited for a gate until its life was over, after the head",
    ]
    assert (len(verdict_of(made).open), verdict_of(made).ok) == (3, True)


def test_a_fault_of_this_server_fails_it() -> None:
    made = told(HELLO)
    made.ask("hello").outcome = Outcome(Result.FAILED, False, 0, 0, (), "ValueError: bad {x}")
    said = verdict_of(made)
    assert not said.ok
    assert said.failed[0].message == f"#1 {PATH}, model 'hello': ValueError: bad {{x}}"


def test_levels_say_what_fails() -> None:
    made = told(HELLO)
    made.ask("nobody")
    rows: list[tuple[Level, bool, int]] = [
        ("fail", False, 1),
        ("warn", True, 1),
        ("ignore", True, 0),
    ]
    for level, ok, count in rows:
        said = verdict(made.journal, levels={Problem.UNMATCHED: level})
        assert (said.ok, len(said.findings)) == (ok, count)
    warned = verdict(made.journal, levels={Problem.UNMATCHED: "warn"})
    assert str(warned).splitlines()[1].startswith("warning: unmatched: #1 ")
    assert "to do" not in str(warned)


def test_what_is_no_longer_kept_is_told_all_the_same() -> None:
    made = told(most=2)
    for _ in range(5):
        made.ask("nobody")
    said = verdict_of(made)
    assert [one.exchange for one in said.unmatched] == [4, 5, None]
    assert said.unmatched[-1].message == "3 more, of exchanges that are no longer kept"


def test_a_reply_stays_used_when_its_exchange_is_no_longer_kept() -> None:
    made = told(HELLO, most=1)
    made.queue([])
    for _ in range(3):
        made.ask("hello")
    made.queue([{"text": "x"}])
    assert made.journal.answers[QUEUED] == 1
    assert messages(made, "hello") == ['queued reply 2 was never asked for: text "x"']


def test_the_text_is_bounded_and_the_findings_are_not() -> None:
    made = told(scenario("a", {"match": {"model": "x" * 90}, "reply": []}))
    for _ in range(300):
        made.ask("n" * 900)
    said = verdict_of(made)
    assert len(said.findings) == 300
    assert len(str(said).splitlines()) == 1 + 20 + 1 + 1
    assert len(str(said)) < 25_000
    assert "unmatched: … and 280 more\n" in str(said)


def test_scenarios_are_named_up_to_a_bound() -> None:
    made = told(*(scenario(f"s{number:02}", []) for number in range(12)))
    for number in range(12):
        made.ask(f"s{number:02}")
    assert str(verdict_of(made)).endswith(
        "(s00 1, s01 1, s02 1, s03 1, s04 1, s05 1, s06 1, s07 1, s08 1, s09 1, 2 more)"
    )


def test_as_json_it_is_json() -> None:
    made = told(HELLO)
    made.ask("hello")
    made.ask("nobody")
    said = json.loads(dumps(verdict_of(made).to_json()))
    (found,) = said.pop("findings")
    assert said == {"ok": False, "requests": 2, "by_scenario": {"hello": 1}}
    assert (found["problem"], found["level"], found["exchange"]) == ("unmatched", "fail", 2)


def test_a_path_cannot_write_to_the_terminal() -> None:
    made = told()
    made.journal.open("/\x1b[31m\n", 0, made.ask("nobody").response)
    assert "#2 /\\x1b[31m\\n" in str(verdict_of(made))
    assert "\x1b" not in repr(list(made.journal))
